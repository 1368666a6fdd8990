"""The local cloud and the `sellthrough` command line."""
