"""The panel "What patients pay": payers, out-of-pocket costs and affordability.

The window uses `panel`.
"""
