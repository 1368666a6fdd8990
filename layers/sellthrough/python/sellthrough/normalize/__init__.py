"""Records become canonical rows, rejects and work items."""
