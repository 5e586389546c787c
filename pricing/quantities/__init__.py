"""Exact amounts, money, dates and codes."""
