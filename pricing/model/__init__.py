"""What a user has: products, scenarios, saved comparisons, edits."""
