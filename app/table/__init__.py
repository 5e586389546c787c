"""The product table: inputs that the user edits, and the figures that follow from them."""
