"""Questions asked of a comparison: findings, sensitivity, switch points, pairs, affordability.

Each module answers one. Other rooms import them by path, so that each is loaded when it is first
needed.
"""
