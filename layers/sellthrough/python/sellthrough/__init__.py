"""Sellthrough's pure domain: partner files in, canonical rows, homes and KPIs out. No AWS, no clock, no environment."""
