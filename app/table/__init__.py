"""The product table: inputs that are edited, figures that follow."""
