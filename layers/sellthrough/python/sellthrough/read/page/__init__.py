"""In: the rows of a page (a text or a sheet). Out: the tables on it: headings, records, totals, groups, notes."""
