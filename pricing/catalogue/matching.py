"""What tells a product from others: its codes, or else what its label says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing.catalogue.search_words import cached_match_key, element_words, form_word, split_words
from pricing.model.columns import COLUMNS_BY_KEY, default_value
from pricing.problems.errors import BadInput
from pricing.quantities import product_codes
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pricing.model.columns import BaseValue
    from pricing.model.row_batch import RowBatch


def gtin_digits(text: str) -> str | None:
    """The 14 digits of a barcode, where it is one.

    >>> gtin_digits("0 36000 29145 2"), gtin_digits("036000291453")
    ('00036000291452', None)
    """
    try:
        return product_codes.read_gtin(text)
    except BadInput:
        return None


def ndc_digits(text: str) -> str | None:
    """The 11 digits of an NDC, where it leaves no doubt.

    >>> ndc_digits("0904-4251-59"), ndc_digits("0904425159")
    ('00904425159', None)
    """
    found = _possible_ndcs(text)
    return found[0] if len(found) == 1 else None


def codes_of_scan(text: str) -> tuple[str, tuple[str, ...]]:
    """What a scanner's digits can mean: a GTIN ("" for none), and NDCs.

    >>> codes_of_scan("309047418442")[1][0]
    '00904741844'
    """
    whole = gtin_digits(text) or ""
    return whole, (*_possible_ndcs(text), *product_codes.ndcs_in_gtin(whole))


def _possible_ndcs(text: str) -> tuple[str, ...]:
    try:
        return product_codes.read_ndcs(text)
    except BadInput:
        return ()


@lru_cache(maxsize=4_096)
def form_name(form: str, element: str) -> str:
    """The known form, or the text as it is grouped."""
    return recognize_form(form, element).name


# What the label says of a product, beside its form as it is grouped.
NAME_KEY_COLUMNS = (
    "brand", "product", "element", "unit_kind", "pack_units", "serving_units", "elemental_mg",
    "compound_mg",
)  # fmt: skip


def default_column_value(key: str) -> BaseValue:
    """What a column is taken for where it is empty."""
    value = default_value(COLUMNS_BY_KEY[key])
    return "" if value is None else value


def name_keys(table: RowBatch, form_names: Iterable[str]) -> list[str]:
    """For each row brand, name, form, pack and amount as they are compared."""
    told = (table.column(key, default_column_value(key)) for key in NAME_KEY_COLUMNS)
    return [
        f"{cached_match_key(str(brand))}|{cached_match_key(str(name))}|{element}|{form}|"
        f"{unit_kind}|{pack}|{serving}|{elemental}|{compound}"
        for form, brand, name, element, unit_kind, pack, serving, elemental, compound in zip(
            form_names, *told, strict=True
        )
    ]


_SEARCHED_COLUMNS = ("product", "brand", "element", "form", "unit_kind", "upc", "ndc")


def search_texts(table: RowBatch, form_names: Iterable[str]) -> list[str]:
    """For each row the words and codes by which a product is found."""
    told = (table.column(key, default_column_value(key)) for key in _SEARCHED_COLUMNS)
    return [
        f"{_words(str(name))} {_words(str(brand))} "
        f"{_form_words(str(element), str(form), grouped)} {str(unit_kind).lower()} "
        f"{_code_words(str(upc), str(ndc_text)) if upc or ndc_text else ''}"
        for grouped, name, brand, element, form, unit_kind, upc, ndc_text in zip(
            form_names, *told, strict=True
        )
    ]


# Brands, and names of what several shops offer, stand in many rows.
@lru_cache(maxsize=8_192)
def _words(text: str) -> str:
    return " ".join(split_words(text))


@lru_cache(maxsize=4_096)
def _form_words(element: str, form: str, form_name: str) -> str:
    words = dict.fromkeys((*split_words(form), *split_words(form_name)))
    return " ".join((element_words(element), *words, form_word(form_name)))


def _code_words(upc: str, ndc_text: str) -> str:
    """Codes as written, with and without the zeros before them."""
    whole = (ndc_digits(ndc_text) or product_codes.product_ndc_prefix(ndc_text)) if ndc_text else ""
    known = [upc, ndc_text, whole]
    if known == [upc, "", ""] and upc.isdigit() and upc[0] != "0":
        return upc
    written = (each if each.isdigit() else re.sub(r"\D", "", each) for each in known if each)
    return " ".join(
        dict.fromkeys(form for each in written if each for form in (each, each.lstrip("0")))
    )
