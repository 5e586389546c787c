"""Answer questions about a comparison: findings, sensitivity, affordability."""
