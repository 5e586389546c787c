"""Exact cost comparison of mineral supplements, without any window."""
