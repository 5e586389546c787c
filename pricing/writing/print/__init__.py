"""The handout and the report."""
