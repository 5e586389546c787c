"""Exports: the comparison is written to files that the user chooses.

The window uses `controller`.
"""
