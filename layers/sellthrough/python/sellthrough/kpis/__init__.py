"""SQL models with their definitions."""
