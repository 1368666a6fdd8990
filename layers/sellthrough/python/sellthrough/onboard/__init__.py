"""A sample file of a new partner in, the text of its agreement out."""
