"""Widgets and services that no panel owns."""
