"""The preferences: their dialog, and putting them in force.

The window uses `controller`.
"""
