"""The outcome of a comparison: findings, explanations, forms, checks and the ranking chart."""
