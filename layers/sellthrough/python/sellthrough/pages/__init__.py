"""What every page shares: a view and a brand come in; HTML, one style sheet and the headers that guard them go out."""
