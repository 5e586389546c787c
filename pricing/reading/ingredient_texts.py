"""The minerals that the texts of a row state with their amounts, besides its own."""

from __future__ import annotations

from functools import lru_cache

from pricing.model.also_contains import take_ingredients
from pricing.model.ingredients import stated_ingredients


@lru_cache(maxsize=4_096)
def minerals_stated(others: str, text: str) -> frozenset[str]:
    """Return the minerals with amounts in the cells of a row's further contents."""
    found, _ = take_ingredients(text, ())
    return frozenset(one.element for one in (*stated_ingredients(others), *found))
