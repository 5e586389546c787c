"""Minerals, salts, limits, sources and ways to pay."""
