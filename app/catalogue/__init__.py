"""The catalogue in the window: search, import, followed lists, price history and scanner.

The window uses `controller`.
"""
