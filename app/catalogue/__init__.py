"""The catalogue in the window: search, import, followed lists, price history and scanner."""

from app.catalogue.controller import CatalogueController

__all__ = ["CatalogueController"]
