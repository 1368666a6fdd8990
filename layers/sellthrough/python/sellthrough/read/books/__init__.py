"""Workbooks: bytes in any spreadsheet format in, rows of canonical text out, parsed in a process of their own."""
