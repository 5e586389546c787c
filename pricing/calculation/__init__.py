"""Declare and compute every figure, check and rank."""
