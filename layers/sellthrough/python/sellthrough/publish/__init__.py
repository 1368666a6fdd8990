"""Candidate rows find their one home across submissions."""
