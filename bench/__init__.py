"""Rows a second and peak memory of the path from file to facts, beside the floor and beside plain pandas."""
