"""Products with several barcodes. One of them identifies the product, and all of them find it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.catalogue.matching import gtin_digits
from pricing.quantities.product_codes import GTIN_WIDTH, split_codes, whole_gtins

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pricing.store.database import Database

_SEPARATOR = "; "
# A single code is no longer than a GTIN.
SEVERAL_CODES = f"length(upc) > {GTIN_WIDTH}"
_SELECT_SEVERAL = (
    f"SELECT upc, gtin FROM product WHERE gtin IS NOT NULL AND {SEVERAL_CODES} {{}} ORDER BY id"
)
_HAS_CODE = "AND id IN (SELECT rowid FROM words WHERE words MATCH ?)"
# A short list asks for each of its codes, because all products take long to read.
_MAX_CODES_ASKED = 20
_SELECT_GTIN = "SELECT 1 FROM product WHERE gtin = ? LIMIT 1"


class IdentifyingCodes:
    """The GTIN that identifies the product of each code, as far as a list was read."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: set[str] = set()
        self._asked: set[str] = set()
        self._has_read_all = False
        self._gtins_of_others: dict[str, str] = {}

    def _read_products_with(self, gtins: Iterable[str]) -> None:
        """Read which of these codes are further codes of a product of the catalogue."""
        if self._has_read_all:
            return
        new = dict.fromkeys(gtin for gtin in gtins if gtin not in self._asked)
        if len(self._asked) + len(new) > _MAX_CODES_ASKED or any(map(_may_be_shortened, new)):
            self._has_read_all = True
            for codes, gtin in self._database.fetch_rows(_SELECT_SEVERAL.format("")):
                self._lead_to(str(gtin), map(gtin_digits, split_codes(str(codes))))
            return
        if not new:
            return
        self._asked.update(new)
        asked = " OR ".join(f'"{gtin.lstrip("0")}"' for gtin in new)
        for codes, gtin in self._database.fetch_rows(_SELECT_SEVERAL.format(_HAS_CODE), (asked,)):
            known = set(map(gtin_digits, split_codes(str(codes))))
            self._lead_to(str(gtin), filter(known.__contains__, new))

    def gtins(self, texts: Iterable[str]) -> Mapping[str, str | None]:
        """Return the identifying GTIN for each of the cells, or None for a cell without a GTIN."""
        distinct = dict.fromkeys(texts)
        whole = whole_gtins(distinct)
        self._read_products_with(
            gtin
            for text in distinct
            for gtin in map(gtin_digits, (text,) if text in whole else split_codes(text) or (text,))
            if gtin
        )
        gtins: dict[str, str | None] = {}
        for text in distinct:  # in their order: the first code of a product identifies it
            gtin = text.zfill(GTIN_WIDTH) if text in whole else self._gtin(text)
            gtins[text] = identifying = gtin and self._gtins_of_others.get(gtin, gtin)
            if identifying:
                self._seen.add(identifying)
        return gtins

    def _gtin(self, text: str) -> str | None:
        codes = [gtin for gtin in map(gtin_digits, split_codes(text)) if gtin]
        if not codes:
            return gtin_digits(text)
        known = filter(None, map(self._known, codes))
        identifying = next(known, codes[0])
        self._lead_to(identifying, codes)
        return identifying

    def _known(self, gtin: str) -> str | None:
        """Return the GTIN that identifies a product with this code, or None if there is none."""
        is_identifying = gtin in self._seen or self._database.fetch_rows(_SELECT_GTIN, (gtin,))
        return gtin if is_identifying else self._gtins_of_others.get(gtin)

    def _lead_to(self, identifying: str, gtins: Iterable[str | None]) -> None:
        for gtin in gtins:
            if gtin and gtin != identifying and self._known(gtin) is None:
                self._gtins_of_others[gtin] = identifying


def _may_be_shortened(gtin: str) -> bool:
    """Return whether a label may show the code as a UPC-E, which the search words have as it is."""
    return gtin.startswith("000") and "0000" in gtin[3:]


def merge_codes(preferred: str, other: str) -> str:
    """Return the cell of a product that two cells give codes for.

    Codes that have none in common correct each other. Else the product keeps all of them.

    >>> merge_codes("4006381333931", "0036000291452; 4006381333931")
    '0036000291452; 4006381333931'
    >>> merge_codes("4006381333931", "036000291452")
    '4006381333931'
    """
    first, second = _codes_of(preferred), _codes_of(other)
    is_single = len(first) == len(second) == 1
    if is_single or first.keys() >= second.keys() or first.keys().isdisjoint(second):
        return preferred
    return other if second.keys() >= first.keys() else _SEPARATOR.join((second | first).values())


def _codes_of(text: str) -> dict[str, str]:
    """Return the codes of a cell by what identifies them."""
    return {gtin_digits(code) or code: code for code in split_codes(text) or (text,)}
