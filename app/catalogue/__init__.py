"""The catalogue in the window: searched, filled, and scanned into the comparison."""
