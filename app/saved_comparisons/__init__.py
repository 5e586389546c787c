"""Saved comparisons: creates, opens, renames, copies and deletes them.

The window uses `controller` and `dialog`.
"""
