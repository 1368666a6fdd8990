"""What the sender is told about a submission."""
