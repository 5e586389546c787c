"""Taxes and discounts of rows that cannot be read, which leave the prices of their rows open."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pricing.reading.row_builder import RowBatchBuilder


def ask_about_open_shares(batch: RowBatchBuilder) -> None:
    """Ask for the prices of rows whose tax or discount is not read, and name those without one."""
    for (position, key), (error, text) in batch.open_shares.items():
        if batch.value("price", position) is not None:
            batch.add_question(position, error, "price", text, place=key)
        else:
            batch.add_problem(position, error, batch.headers[key], text, is_row_kept=True)
