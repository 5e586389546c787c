"""The outcome of a comparison: findings, explanations, forms, checks and the ranking chart.

The window uses the modules whose names end in `panel`, and `ranking_chart`.
"""
