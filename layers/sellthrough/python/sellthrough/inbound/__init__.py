"""A mail that was received becomes files to land: who sent it, whether to believe it, what hangs on it."""
