"""Bytes become records: every line of the file is a record or a named ignored line."""
