"""Prices that a buyer tells of in a review, beside that of the product."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, read_label

_PANEL = "Iron, 90 capsules\nServing Size: 1 capsule\nIron 25 mg 139%\n\n"


@pytest.mark.parametrize(
    "review",
    [
        "Customers say\nI also take zinc 50 mg and love the price of $3",
        "Bewertung\nIch habe 9,95 € bezahlt",
        "Avis\nJ'ai payé 9,95 €",
        "Ho pagato 9,95 €",
    ],
)
def test_that_the_price_of_a_review_is_asked(review: str) -> None:
    (reading,) = read_label(_PANEL + review)
    price = reading.fields["price"]
    assert price.value is None
    assert price.sureness is Sureness.ASKED
    assert price.choices


@pytest.mark.parametrize("lines", ["$9.95\nI paid $3 for it", "I love zinc! $9.95"])
def test_that_a_review_leaves_the_price_of_the_product(lines: str) -> None:
    (reading,) = read_label(_PANEL + lines)
    assert reading.fields["price"].value == Fraction("9.95")
