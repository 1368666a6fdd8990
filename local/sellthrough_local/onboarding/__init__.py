"""A sample file of a new partner in, its agreement, its layout and a golden test in the workspace out."""
