"""Contracts and a time go in; which of them owe their customer a notice, and its letter, come out."""
