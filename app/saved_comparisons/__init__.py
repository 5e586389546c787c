"""Saved comparisons: the menu of recent ones, and the list of all."""
