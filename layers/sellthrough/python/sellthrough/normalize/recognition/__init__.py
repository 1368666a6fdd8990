"""Headings and a sample of the values of one file in, the field of each column with its confidence out."""
