"""Agreements, the reports received and a time in; what is owed, missing or late, and who is told, out."""
