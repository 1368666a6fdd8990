"""The local Athena endpoint: Athena's JSON operations in, answers from DuckDB over the Glue catalogue out."""
