"""A configuration in, all that is wrong with what it says against itself out: the same for a folder and for a page."""
