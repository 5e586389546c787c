"""The times that products of one page have to be taken apart from each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.analysis.products_apart import find_products_apart
from pricing.calculation.sentences import listed_groups
from pricing.writing.print.page_style import MAX_NAME_LENGTH, printable_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.analysis.regimen import Take
    from pricing.writing.print.languages import HandoutTexts


def product_spacings(takes: Sequence[Take], texts: HandoutTexts) -> list[str]:
    """Return which products to take apart, a sentence for each advice on their minerals."""
    return [
        texts.text(
            "apart_of",
            products=listed_groups(
                [
                    [printable_text(name, MAX_NAME_LENGTH) for name in group]
                    for group in apart.groups
                ]
            ),
            advice="; ".join(map(texts.language.translate, apart.advice)),
        )
        for apart in find_products_apart([take.product for take in takes])
    ]
