"""What identifies a product of the catalogue: its codes, or else its label."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pricing.catalogue.search_words import cached_match_key
from pricing.model.columns import COLUMNS, COLUMNS_BY_KEY, PRICE_KEYS, default_value
from pricing.model.product import UNSTATED_UNIT
from pricing.problems.errors import BadInput
from pricing.quantities import product_codes
from pricing.reference.mineral_forms import recognize_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.model.columns import BaseValue
    from pricing.model.row_batch import RowBatch

LABEL_KEYS = tuple(column.key for column in COLUMNS if column.key not in (*PRICE_KEYS, "source"))

# The conditions under which an arriving row `a` is the product `p`, by the column that is compared.
# A price belongs to one pack, so a code alone is not enough. Two bottles sold together carry the
# code of one, and a register gives the price of one tablet under the code of its bottle.
_NO_CONFLICTING_GTIN = "(p.gtin IS NULL OR a.gtin IS NULL)"
_SAME_PACK = "(p.pack_units IS NULL OR a.pack_units IS NULL OR p.pack_units = a.pack_units)"
MATCH_CONDITIONS = {
    "gtin": f"p.gtin = a.gtin AND {_SAME_PACK}",
    "ndc_key": f"p.ndc_key = a.ndc_key AND {_NO_CONFLICTING_GTIN} AND {_SAME_PACK}",
    "name_key": f"p.name_key = a.name_key AND {_NO_CONFLICTING_GTIN} "
    "AND (p.ndc_key IS NULL OR a.ndc_key IS NULL)",
}


# -- codes -------------------------------------------------------------------------------------


def gtin_digits(text: str) -> str | None:
    """Return the 14 digits of a barcode, or None if the text is not one.

    >>> gtin_digits("0 36000 29145 2"), gtin_digits("036000291453")
    ('00036000291452', None)
    """
    try:
        return product_codes.read_gtin(text)
    except BadInput:
        return None


def ndc_digits(text: str) -> str | None:
    """Return the 11 digits of an NDC, or None if the text can mean none or several.

    >>> ndc_digits("0904-4251-59"), ndc_digits("0904425159")
    ('00904425159', None)
    """
    ndcs = _possible_ndcs(text)
    return ndcs[0] if len(ndcs) == 1 else None


def codes_of_scan(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the GTIN ("" if none) and the NDCs that the digits of a scanner can mean.

    >>> codes_of_scan("309047418442")[1][0]
    '00904741844'
    """
    gtin = gtin_digits(text) or ""
    return gtin, (*_possible_ndcs(text), *product_codes.ndcs_in_gtin(gtin))


def _possible_ndcs(text: str) -> tuple[str, ...]:
    try:
        return product_codes.read_ndcs(text)
    except BadInput:
        return ()


# -- labels ------------------------------------------------------------------------------------


@lru_cache(maxsize=4_096)
def form_name(form: str, element: str) -> str:
    """Return the name under which a form is grouped: the known form, or its own text."""
    return recognize_form(form, element).name


# The columns that identify a label, besides the name of its form.
NAME_KEY_COLUMNS = (
    "brand", "product", "element", "unit_kind", "pack_units", "serving_units", "elemental_mg",
    "compound_mg", "other_minerals",
)  # fmt: skip


def default_column_value(key: str) -> BaseValue:
    """Return the value that an empty cell of the column stands for."""
    value = default_value(COLUMNS_BY_KEY[key])
    return "" if value is None else value


def name_keys(rows: RowBatch, form_names: Iterable[str]) -> list[str]:
    """Return for each row the text by which labels are compared."""
    brands, names, elements, units, *columns, all_others = columns_with_defaults(
        rows, NAME_KEY_COLUMNS
    )
    keys = (
        f"{brand}|{name}|{element}|{form}|{unit_kind}|{pack}|{serving}|{elemental}|{compound}"
        for form, brand, name, element, unit_kind, pack, serving, elemental, compound in zip(
            form_names,
            map(cached_match_key, brands),
            map(cached_match_key, names),
            elements,
            # Catalogues of earlier versions have a unit that nobody stated as a capsule.
            ("capsule" if unit == UNSTATED_UNIT else unit for unit in units),
            *columns,
            strict=True,
        )
    )
    return [
        f"{key}|{others}" if others else key for key, others in zip(keys, all_others, strict=True)
    ]


def columns_with_defaults(rows: RowBatch, keys: Iterable[str]) -> list[Sequence[Any]]:
    """Return columns with what their empty cells stand for."""
    return [rows.column(key, default_column_value(key)) for key in keys]
