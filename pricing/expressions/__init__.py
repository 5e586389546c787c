"""The expression tree and its renderings."""
