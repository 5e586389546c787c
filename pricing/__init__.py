"""Exact cost comparison of mineral supplements: products, money, minerals and files, without any window."""
