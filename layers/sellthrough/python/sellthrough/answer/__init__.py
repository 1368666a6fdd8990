"""What became of a submission goes in; the letter to its sender comes out."""
