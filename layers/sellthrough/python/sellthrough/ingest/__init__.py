"""A landed object becomes submissions: which partner, feed and period it is."""
