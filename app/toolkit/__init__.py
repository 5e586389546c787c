"""Widgets and services that several panels share: actions, settings, theme, translation, charts.

Panels import its modules by path. Nothing here knows a panel.
"""
