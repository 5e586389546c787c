"""What tells a product from others: its codes, or else what its label says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pricing import codes
from pricing.errors import BadInput
from pricing.store.wording import element_words, form_word, parts, squeezed

if TYPE_CHECKING:
    from pricing.product import Product


def gtin(text: str) -> str | None:
    """The 14 digits of a barcode, where it is one.

    >>> gtin("0 36000 29145 2"), gtin("036000291453")
    ('00036000291452', None)
    """
    try:
        return codes.gtin(text)
    except BadInput:
        return None


def ndc(text: str) -> str | None:
    """The 11 digits of an NDC, where it leaves no doubt.

    >>> ndc("0904-4251-59"), ndc("0904425159")
    ('00904425159', None)
    """
    found = _ndcs(text)
    return found[0] if len(found) == 1 else None


def scanned(text: str) -> tuple[str, tuple[str, ...]]:
    """What a scanner's digits can mean: a GTIN ("" for none), and NDCs.

    >>> scanned("309047418442")[1][0]
    '00904741844'
    """
    whole = gtin(text) or ""
    return whole, (*_ndcs(text), *codes.ndcs_of_gtin(whole))


def _ndcs(text: str) -> tuple[str, ...]:
    try:
        return codes.ndcs(text)
    except BadInput:
        return ()


def name_key(product: Product, form_name: str) -> str:
    """Brand, name, form, pack and amount as they are compared."""
    return (
        f"{squeezed(product.brand)}|{squeezed(product.product)}|{product.element}|{form_name}|"
        f"{product.unit_kind}|{product.pack_units}|{product.serving_units}|"
        f"{product.elemental or ''}|{product.compound or ''}"
    )


def searched(product: Product, form_name: str) -> str:
    """The words and codes by which a product is found."""
    return (
        f"{' '.join(parts(product.product))} {_of_brand(product.brand)} "
        f"{_of_form(product.element, product.form, form_name)} {product.unit_kind.lower()} "
        f"{_of_codes(product.upc, product.ndc) if product.upc or product.ndc else ''}"
    )


@lru_cache(maxsize=4_096)
def _of_brand(brand: str) -> str:
    return " ".join(parts(brand))


@lru_cache(maxsize=4_096)
def _of_form(element: str, form: str, form_name: str) -> str:
    words = dict.fromkeys((*parts(form), *parts(form_name)))
    return " ".join((element_words(element), *words, form_word(form_name)))


def _of_codes(upc: str, ndc_text: str) -> str:
    """Codes as written, with and without the zeros before them."""
    whole = (ndc(ndc_text) or codes.product_ndc(ndc_text)) if ndc_text else ""
    known = (upc, ndc_text, whole)
    written = (each if each.isdigit() else re.sub(r"\D", "", each) for each in known if each)
    return " ".join(
        dict.fromkeys(form for each in written if each for form in (each, each.lstrip("0")))
    )
