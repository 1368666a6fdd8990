"""A made-up vendor with its partners' files, written by a seeded generator, and the truth beside them."""

from sellthrough_samples.generator import generate

__all__ = ["generate"]
