"""What tells a product from others: its codes, or else what its label says."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import mul
from typing import TYPE_CHECKING

from pricing.store.wording import element_words, form_word, parts, squeezed

if TYPE_CHECKING:
    from pricing.product import Product

_NDC_SEGMENTS = {(4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)}
_NDC_WIDTHS = (5, 4, 2)
_GTIN_LENGTHS = (8, 12, 13, 14)
_GTIN_WEIGHTS = (3, 1) * 7


def gtin(text: str) -> str | None:
    """The 14 digits of a UPC, EAN or GTIN whose check digit is right.

    >>> gtin("0 36000 29145 2"), gtin("036000291453")
    ('00036000291452', None)
    """
    digits = text.replace(" ", "").replace("-", "")
    if len(digits) not in _GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()):
        return None
    whole = digits.zfill(14)
    weighed = sum(map(mul, _GTIN_WEIGHTS, map(int, whole)))
    return whole if weighed % 10 == 0 and whole.strip("0") else None


def ndc(text: str) -> str | None:
    """The 11 digits of an NDC, where its hyphens or its length leave no doubt.

    >>> ndc("0904-4251-59"), ndc("00904425159"), ndc("0904425159")
    ('00904425159', '00904425159', None)
    """
    segments = text.strip().split("-")
    if not all(each.isascii() and each.isdigit() for each in segments):
        return None
    if tuple(map(len, segments)) in _NDC_SEGMENTS:
        whole = "".join(
            each.zfill(width) for each, width in zip(segments, _NDC_WIDTHS, strict=True)
        )
    else:
        whole = segments[0] if len(segments) == 1 and len(segments[0]) == 11 else ""
    return whole if whole.strip("0") else None


def ndcs_of_ten(digits: str) -> tuple[str, ...]:
    """The 11-digit codes that ten digits without hyphens can stand for.

    >>> ndcs_of_ten("0904425159")
    ('00904425159', '09044025159', '09044251509')
    """
    return (
        "0" + digits,
        digits[:5] + "0" + digits[5:],
        digits[:9] + "0" + digits[9:],
    )


def scanned(text: str) -> tuple[str, tuple[str, ...]]:
    """What a scanner's digits can mean: a GTIN ("" for none), and NDCs.

    A UPC of a drug (3, ten digits of its NDC, check digit) is both.
    """
    whole = gtin(text)
    digits = re.sub(r"\D", "", text)
    known = ndc(text)
    if known:
        return whole or "", (known,)
    if len(digits) == 10:
        return whole or "", ndcs_of_ten(digits)
    return whole or "", ndcs_of_ten(whole[3:13]) if whole and whole.startswith("003") else ()


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
    codes = (upc, ndc_text, (ndc(ndc_text) or "") if ndc_text else "")
    written = (each if each.isdigit() else re.sub(r"\D", "", each) for each in codes if each)
    return " ".join(
        dict.fromkeys(form for each in written if each for form in (each, each.lstrip("0")))
    )
