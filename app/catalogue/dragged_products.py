"""Products of the catalogue that are dragged to the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from collections.abc import Iterable

PRODUCT_MIME_TYPE = "application/x-elemental-catalogue"


def dragged_data(product_ids: Iterable[int], shop: str) -> QMimeData:
    """Return what is dragged for products at the prices of a shop, or at the best if it is ""."""
    data = QMimeData()
    data.setData(PRODUCT_MIME_TYPE, f"{','.join(map(str, product_ids))}\n{shop}".encode())
    return data


def has_dragged_products(data: QMimeData) -> bool:
    """Return whether the dragged data are products of the catalogue."""
    return data.hasFormat(PRODUCT_MIME_TYPE)


def dragged_products(data: QMimeData) -> tuple[list[int], str]:
    """Return the ids of the dragged products, and the shop at whose prices they are."""
    text = bytes(data.data(PRODUCT_MIME_TYPE).data()).decode("utf-8", "replace")
    ids, _, shop = text.partition("\n")
    return [int(each) for each in ids.split(",") if each.isdecimal()], shop
