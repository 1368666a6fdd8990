"""A browser and the console in, a login as one of the workspace's users out: the local cloud's OpenID Connect issuer.

It asks for no password. It listens on 127.0.0.1 only, and only the local cloud's console trusts it.
"""
