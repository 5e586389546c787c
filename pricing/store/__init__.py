"""What is kept on the user's own disk: products and comparisons in one SQLite file."""
