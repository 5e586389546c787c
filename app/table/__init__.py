"""The product table: inputs that the user edits, and the figures that follow from them.

The window uses `model`, `view`, `find` and `clarifications`.
"""
