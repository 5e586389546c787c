"""The sensitivity panel: ranges of inputs, switch points, and the cheapest at each dose.

The window uses `panel`.
"""
