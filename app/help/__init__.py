"""The help pages: the guide, keyboard shortcuts, figures, evidence, sources and licences.

The window uses `help`.
"""
