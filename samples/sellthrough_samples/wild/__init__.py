"""Seeded layouts as partners' systems print them, each column labelled with the field it means."""
