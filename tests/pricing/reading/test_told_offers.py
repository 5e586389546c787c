"""Offers beside a price: they are asked about, or it is said that the price counts in full."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from tests.pricing.reading.grids import read_rows

OFFERS = ["3 for 2", "10% off", "-20 %", "-20%", "BOGOHP", "BOGOF", "bogo", "1/3 off",
          "2+1 gratis", "buy one get one half price", "10%", "20 %", "25% Rabatt",
          "moitié prix"]  # fmt: skip
NO_OFFERS = ["yes", "new", "none", "-", "", "until stock ends"]
NAMES = ["Magnesium 10% off", "Magnesium - save 20%", "Magnesium half price", "Magnesium 3 for 2",
         "Magnesium 120 caps 1/3 off", "Magnesium 25% Rabatt", "Magnésium 2 pour 1",
         "Magnesium 20 % de descuento", "Magnesium £2 off"]  # fmt: skip
PLAIN_NAMES = ["Magnesium 60% elemental", "Magnesium for sleep", "Magnesium 2 for women",
               "Magnesium save your day", "Half tablets of magnesium",
               "Magnesium 1/2 tablet"]  # fmt: skip


@pytest.mark.parametrize("title", ["Offer", "Promotion", "Deal", "Aktion", "Promo"])
@pytest.mark.parametrize("offer", OFFERS)
def test_that_the_price_beside_an_offer_is_asked(title: str, offer: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price", title)
    result = read_rows(
        titles, ("A", "250", "100", "$9.00", offer), ("B", "250", "100", "$9.00", "")
    )
    asked = [problem for problem in result.problems if problem.row]
    assert [problem.kind for problem in asked] == [ProblemKind.REMARK_ABOUT_ROW]
    assert [row.product.product for row in result.products if row.product.price] == ["B"]


@pytest.mark.parametrize("offer", NO_OFFERS)
def test_that_other_words_below_the_title_of_offers_ask_nothing(offer: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price", "Offer")
    result = read_rows(titles, ("A", "250", "100", "$9.00", offer))
    assert [row.values["price"] for row in result.products] == [9_000_000]


def test_that_a_percentage_below_another_title_is_no_offer() -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price", "Share of shelf")
    result = read_rows(titles, ("A", "250", "100", "$9.00", "10%"))
    assert [row.values["price"] for row in result.products] == [9_000_000]


@pytest.mark.parametrize("offer", ["3 for 2", "10% off", "-20 %", "1/3 off", "BOGOF"])
def test_that_a_discount_that_is_not_read_leaves_the_full_price_and_says_so(offer: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price", "Discount")
    result = read_rows(titles, ("A", "250", "100", "$9.00", offer), ("B", "250", "100", "$9", "25"))
    assert [row.values.get("discount_percent") for row in result.products] == [None, 2_500]
    (problem,) = result.problems
    assert problem.kind is ProblemKind.DISCOUNT_NOT_READ
    assert "the price counts in full" in problem.description
    assert problem.is_row_kept


@pytest.mark.parametrize("tax", ["20 or 10", "see note", "20?", "tbc", "siehe Rechnung"])
def test_that_a_tax_that_is_not_read_leaves_the_price_without_it_and_says_so(tax: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price excl. VAT", "VAT %")
    result = read_rows(titles, ("A", "250", "100", "$9.00", tax), ("B", "250", "100", "$9", "25"))
    assert [row.values.get("tax_percent") for row in result.products] == [None, 2_500]
    (problem,) = result.problems
    assert problem.kind is ProblemKind.TAX_NOT_READ
    assert "the price counts without one" in problem.description


@pytest.mark.parametrize("name", NAMES)
def test_that_the_price_of_a_name_with_an_offer_is_said_to_count_in_full(name: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price")
    result = read_rows(titles, (name, "250", "120", "$9.00"))
    assert [row.values["price"] for row in result.products] == [9_000_000]
    (problem,) = result.problems
    assert problem.kind is ProblemKind.OFFER_IN_NAME
    assert problem.is_row_kept


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_that_names_without_an_offer_say_nothing(name: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price")
    assert not read_rows(titles, (name, "250", "120", "$9.00")).problems


def test_that_a_column_of_discounts_speaks_for_its_rows() -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price", "Discount %")
    result = read_rows(titles, ("Magnesium 10% off", "250", "120", "$9.00", "10"))
    assert [row.values["discount_percent"] for row in result.products] == [1_000]
    assert not result.problems
