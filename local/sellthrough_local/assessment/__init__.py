"""A folder of sample files in, what they are, how good they are and what would be held out."""
