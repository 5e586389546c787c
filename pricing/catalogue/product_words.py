"""The words and codes by which a product of the catalogue is found."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.catalogue.matching import columns_with_defaults, ndc_digits
from pricing.catalogue.search_words import element_words, form_word, split_words
from pricing.quantities import product_codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.model.row_batch import RowBatch

_SEARCHED_COLUMNS = (
    "product", "brand", "element", "form", "unit_kind", "upc", "ndc", "other_minerals",
    "also_contains",
)  # fmt: skip


def search_texts(rows: RowBatch, form_names: Iterable[str]) -> list[str]:
    """Return for each row the words and codes by which its product is found."""
    names, brands, elements, forms, unit_kinds, upcs, ndcs, others, also = columns_with_defaults(
        rows, _SEARCHED_COLUMNS
    )
    words = zip(
        map(_words, names),
        map(_words, brands),
        map(_form_words, elements, forms, form_names),
        map(str.lower, unit_kinds),
        map(_code_words, upcs, ndcs),
        map(_words, others),
        map(_words, also),
        strict=True,
    )
    return list(map(" ".join, words))


# Many rows share a brand, and several shops offer products of one name.
@lru_cache(maxsize=8_192)
def _words(text: str) -> str:
    return " ".join(split_words(text))


@lru_cache(maxsize=4_096)
def _form_words(element: str, form: str, group: str) -> str:
    words = dict.fromkeys((*split_words(form), *split_words(group)))
    return " ".join((element_words(element), *words, form_word(group)))


def _code_words(upc: str, ndc: str) -> str:
    """Return the digits of the codes, with and without their leading zeros."""
    if not ndc and (not upc or upc.isdecimal()):  # as most are
        short = upc.lstrip("0")
        return upc if not short or short == upc else f"{upc} {short}"
    full_ndc = (ndc_digits(ndc) or product_codes.product_ndc_prefix(ndc)) if ndc else ""
    codes = [*(product_codes.split_codes(upc) or (upc,)), ndc, full_ndc]
    digits = (code if code.isdecimal() else re.sub(r"\D", "", code) for code in codes if code)
    return " ".join(
        dict.fromkeys(word for code in digits if code for word in (code, code.lstrip("0")))
    )
