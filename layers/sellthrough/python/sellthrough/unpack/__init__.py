"""Mails and archives in, the files that lie in them out: one code for mails that arrive and for files that are read."""
