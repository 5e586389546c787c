"""One number for all that a catalogue holds, so that tests compare many replicas."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pricing.catalogue.catalogue import Catalogue

CONTENT = (
    "SELECT * FROM product ORDER BY id",
    "SELECT * FROM price ORDER BY id",
    "SELECT * FROM withdrawn ORDER BY id",
    "SELECT * FROM stated_by ORDER BY id",
    "SELECT rowid, text FROM words ORDER BY rowid",
)


def content_digest(catalogue: Catalogue) -> str:
    """Return a digest of all products, prices and search words: equal replicas have equal ones."""
    digest = sha256()
    for query in CONTENT:
        for row in catalogue.database.fetch_rows(query):
            digest.update(repr(row).encode())
    return digest.hexdigest()
