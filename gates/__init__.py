"""The repository comes in, findings come out: checks on template, sizes and files that `make check` runs."""
