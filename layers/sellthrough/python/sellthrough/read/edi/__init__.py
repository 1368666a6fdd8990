"""EDI in (X12 and EDIFACT reports of sales and stock), line items, issues and an acknowledgement out."""
