"""What the ledger, the KPI tables and the user say in; the console's pages out."""
