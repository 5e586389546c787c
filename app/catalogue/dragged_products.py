"""Products of the catalogue that are dragged to the comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from collections.abc import Iterable

PRODUCT_MIME_TYPE = "application/x-elemental-catalogue"


def dragged_data(product_ids: Iterable[int]) -> QMimeData:
    """Return what is dragged for products."""
    data = QMimeData()
    data.setData(PRODUCT_MIME_TYPE, ",".join(map(str, product_ids)).encode())
    return data


def has_dragged_products(data: QMimeData) -> bool:
    """Return whether the dragged data are products of the catalogue."""
    return data.hasFormat(PRODUCT_MIME_TYPE)


def dragged_ids(data: QMimeData) -> list[int]:
    """Return the ids of the dragged products."""
    texts = bytes(data.data(PRODUCT_MIME_TYPE).data()).decode("ascii", "replace").split(",")
    return [int(text) for text in texts if text.isdecimal()]
