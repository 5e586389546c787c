"""The check of a label on its own, without a price.

The window uses `dialog`.
"""
