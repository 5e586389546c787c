"""A price, a tax or a discount in a remark confirms that of its row, or leaves it in question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLES = ("Product", "Elemental mg", "Pack", "Price USD")
ROW = ("100", "60", "12")
OTHER_PRICES = [
    "price went up to 10.50", "now 9.99", "new price 13.50", "on sale for $9.99", "sale price 9.99",
    "price increase to $14", "Price: 14", "was 15.00, now 9.99", "neuer Preis 13,50",
    "jetzt 9,99", "jetzt nur 9,99 €", "Preis wird auf 13,50 erhöht", "reduziert auf 9,99",
    "nouveau prix 13,50", "maintenant 9,99 €", "le prix est passé à 13,50", "precio nuevo 13,50",
    "ahora 9,99 €", "nuovo prezzo 13,50", "adesso 9,99", "nieuwe prijs 13,50", "nu 9,99",
    "nowa cena 13,50", "teraz 9,99 zł", "novo preço 13,50", "nytt pris 139,00", "ny pris 139,00",
]  # fmt: skip
OTHER_BASES = [
    "price does not include tax", "MwSt. nicht enthalten", "TVA non comprise", "más IVA",
    "IVA no incluido", "btw niet inbegrepen", "cena nie zawiera VAT", "2 bottles for this price",
    "zwei Packungen zu diesem Preis", "2 boîtes pour ce prix", "dos botes por este precio",
    "cena za 2 opakowania", "price covers two bottles", "price is the line total", "Gesamtpreis",
    "total de la ligne", "less 10%", "abzüglich 10 %", "moins 10 %", "menos 10 %",
    "wrong price", "Preis falsch", "prezzo errato", "en libras", "w funtach, cena 9,99 GBP",
    "euros!", "quoted in GBP", "Angabe in Schweizer Franken", "EUR",
]  # fmt: skip
CONFIRMED = [
    "price 12.00", "now 12.00", "new price $12", "Preis 12,00", "nouveau prix 12,00", "was 25.00",
    "statt 25,00", "instead of $25.00", "old price", "RRP 25.00", "new price since May",
    "price of the year 2024", "now 60 capsules", "jetzt 60 Stück", "price per pack", "in dollars",
    "en dólares", "now 100 mg", "order code 12-99", "since 3 years", "new formula",
    "10 % less salt", "now with 20 % more taste", "less than 10 %",
    "one of two for this", "cena za 1 opakowanie",
    "incl. VAT", "Inhalt 60", "price list 2024", "2e % voor leden", "prezzo 2a",
    "USD", "quoted in US dollars",
    "all sizes", "top seller", "new: batch 9.99.2024", "save time",
]  # fmt: skip
WITH_TAX = ["tax already included", "tax exempt", "tax is 10 %", "incl. tax", "MwSt. 7 %",
    "steuerfrei", "IVA ya incluido", "exonéré de TVA", "19 % VAT"]  # fmt: skip
AGREES_WITH_TAX = ["tax is 5 %", "5 % MwSt.", "now 12.60", "price 12.00", "fine powder"]
WITH_DISCOUNT = ["20% off", "discount 20 %", "discount is now 20%", "already discounted",
    "bereits rabattiert", "déjà remisé", "less 10%", "Rabatt 20 %", "sconto 15%",
    "now 9.99"]  # fmt: skip
AGREES_WITH_DISCOUNT = ["17% off", "discount 17 %", "less 17%", "17 % Rabatt", "now 9.96"]


def asked_about(
    titles: Sequence[str], values: Sequence[str], texts: Sequence[str], currency: str = ""
) -> list[str]:
    """Return the remarks that are asked about in a list of one row for each of them."""
    rows = ((f"Mag {at}", *values, text) for at, text in enumerate(texts))
    read = read_grid(grid_of(titles, *rows), ReadingOptions(currency=currency))
    asked = [one for one in read.problems if not one.is_row_kept]
    assert {one.kind for one in asked} <= {ProblemKind.REMARK_ABOUT_ROW}
    assert {one.column for one in asked} <= {titles[3]}
    assert len(read.products) == len(texts) - len(asked)
    return [str(one.parameters["text"]) for one in asked]


def test_that_another_price_in_a_remark_is_asked_about() -> None:
    texts = [*OTHER_PRICES, *OTHER_BASES]
    assert asked_about((*TITLES, "Remarks"), ROW, texts) == texts


def test_that_another_price_in_a_column_that_is_not_read_is_asked_about() -> None:
    texts = [text for text in OTHER_PRICES if text != "Price: 14"]
    assert asked_about((*TITLES, "Column 9"), ROW, texts) == texts


def test_that_a_remark_that_confirms_the_price_asks_nothing() -> None:
    for title in ("Remarks", "Column 9"):
        assert asked_about((*TITLES, title), ROW, CONFIRMED) == []


def test_that_a_currency_in_another_language_is_that_of_the_list_or_asked() -> None:
    titles = (*TITLES[:3], "Price EUR", "Remarks")
    texts = ["en dólares", "prezzo in dollari", "in Euro", "w dolarach"]
    assert asked_about(titles, ROW, texts, "EUR") == [texts[0], texts[1], texts[3]]


def test_that_a_tax_in_a_remark_is_compared_with_that_of_its_row() -> None:
    titles = (*TITLES, "Tax %", "Remarks")
    assert asked_about(titles, (*ROW, "5"), [*WITH_TAX, *AGREES_WITH_TAX]) == WITH_TAX


def test_that_a_discount_in_a_remark_is_compared_with_that_of_its_row() -> None:
    titles = (*TITLES, "Discount %", "Remarks")
    texts = [*WITH_DISCOUNT, *AGREES_WITH_DISCOUNT]
    assert asked_about(titles, (*ROW, "17"), texts) == WITH_DISCOUNT
    assert asked_about(titles, (*ROW, ""), ["20% off"]) == ["20% off"]
