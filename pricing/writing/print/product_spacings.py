"""The times that products of one page have to be taken apart from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.products_apart import find_products_apart
from pricing.calculation.sentences import listed_groups, listed_names
from pricing.writing.print.page_style import MAX_NAME_LENGTH, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pricing.analysis.regimen import Take
    from pricing.writing.print.languages import HandoutTexts


def product_spacings(takes: Sequence[Take], texts: HandoutTexts) -> list[str]:
    """Return which products to take apart, a sentence for each advice on their minerals."""
    sentences = []
    for apart in find_products_apart([take.product for take in takes]):
        advice = "; ".join(map(texts.language.translate, apart.advice))
        sentences += [
            texts.text("apart_from", first=_listed(first), others=_listed(others), advice=advice)
            for first, others in apart.sides
        ]
        if not apart.sides:
            groups = [[*map(_printable, group)] for group in apart.groups]
            sentences.append(texts.text("apart_of", products=listed_groups(groups), advice=advice))
    return sentences


def _listed(names: Iterable[str]) -> str:
    return listed_names(map(_printable, names))


def _printable(name: str) -> str:
    return printable_text(name, MAX_NAME_LENGTH)
