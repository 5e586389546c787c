"""Remarks about the price of their row: tax, reductions and offers are asked, conditions named."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

TITLES = ("Product", "Elemental mg", "Pack", "Price USD", "Remarks")
ROW = ("Mag", "100", "60", "12")
OTHER = ("Oxide", "100", "60", "9", "in stock")
TAXES = [
    "bez VAT", "ceny bez VAT", "zonder btw", "exclusief BTW", "utan moms", "uden moms",
    "uten mva", "ekskl. moms", "eks. mva", "sem IVA", "IVA não incluído", "più IVA",
    "TVA en sus", "VAT extra", "moms tillkommer", "mais IVA", "税抜", "税抜価格", "税別",
    "цена без НДС", "plus tax", "zzgl. MwSt", "HT", "sin IVA",
]  # fmt: skip
REDUCTIONS = [
    "short expiry -30%", "-30% short date", "MHD kurz, -30 %", "offer: -20%", "(-15 %)",
    "10 % Skonto", "Skonto 2%", "rabais de 10%", "скидка 10%", "10% afslag", "afslag 15 %",
    "20% obniżki",
]  # fmt: skip
OFFERS = [
    "2 halen 1 betalen", "llevando 2", "segunda unidad al 50%", "tweede halve prijs",
    "2nd half price", "the second one is free", "2. Packung zum halben Preis",
    "zweite Packung 50 % günstiger", "druga sztuka 50% taniej", "drugi za pół ceny",
    "andra till halva priset", "ta 3 betala för 2", "tag 3 betal for 2", "køb 2 få 1 gratis",
    "kup 2 zapłać za 1", "leve 3 pague 2", "prendi 3 paghi 2", "il secondo a metà prezzo",
    "pour 3 achetés", "le 2ème à 50 %", "per strip", "sold in trays of 12", "multibuy",
    "Mengenrabatt", "2 for 100 kr", "2+1 gratis", "3 für 2", "3x2", "buy one get one",
    "second half price", "1+1 gratis",
]  # fmt: skip
CONDITIONS = [
    "Preis gilt ab 3 Stück", "ab 3 Stück", "Mindestabnahme 6", "min. order 12", "minimum order 12",
    "MOQ 6", "vanaf 3 stuks", "vanaf 3", "a partir de 3 unidades", "à partir de 3", "da 3 pezzi",
    "od 3 sztuk", "från 3 st", "fra 3 stk", "min. 6 szt.", "members only",
    "nur für Mitglieder", "réservé aux membres", "solo socios", "solo soci", "apenas sócios",
    "alleen voor leden", "tylko dla członków", "medlemspris", "kun for medlemmer", "with coupon",
    "mit Gutschein", "avec code promo", "con cupón", "z kuponem", "subscription price",
    "subscribe & save price", "im Abo", "en abonnement", "w abonamencie", "old price",
    "Aktionspreis", "price from 2019", "cena promocyjna", "plus postage", "zzgl. Versand",
    "hors frais de port", "+ frakt", "ekskl. fragt", "excl. verzendkosten", "spedizione esclusa",
    "más envío", "mais portes", "plus wysyłka", "deposit 0.25", "zzgl. Pfand", "+ statiegeld",
    "Pfand 0,25 €",
]  # fmt: skip
SILENT = [
    "incl. VAT", "inkl. MwSt", "TTC", "met BTW", "med moms", "com IVA", "z VAT", "VAT free",
    "no VAT on food", "15 -20 % absorbed", "15 - 20 % absorbed", "-30% sugar", "no extra salt",
    "extra strong", "sem lactose", "zonder suiker", "bez laktozy", "utan socker",
    "z witaminą 5%", "free of lactose 100%", "-", "SKU-30", "lot B-12", "purity - 98%", "税込",
    "no postage", "ohne Versandkosten", "sans frais de port", "postage included", "incl. Versand",
    "free delivery", "delivery in 3 days", "order code 12", "since 3 years", "ab 3 Jahren",
    "from 12 years", "from 3 months", "no subscription", "no coupon needed", "take 2 a day",
    "take 2 with water, 1 at night", "take 1 or 2 daily", "new price since May", "ab 2024",
    "available from 12.03.", "second choice", "2nd edition", "plus vitamin B6", "deposit slip",
    "no deposit", "min. 98 % pure", "min. 2 hours", "2+1", "code 2+1-A", "members recommend it",
    "extra fast delivery in 3 days", "plus herbs; fast delivery",
]  # fmt: skip


@pytest.mark.parametrize("text", [*TAXES, *REDUCTIONS, *OFFERS])
def test_that_a_remark_about_a_tax_a_reduction_or_an_offer_is_asked(text: str) -> None:
    read = read_grid(grid_of(TITLES, (*ROW, text), OTHER), ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["Oxide"]
    (problem,) = read.problems
    assert (problem.kind, problem.column) == (ProblemKind.REMARK_ABOUT_ROW, "Price USD")
    assert (problem.parameters["text"], problem.parameters["value"]) == (text, "12")


@pytest.mark.parametrize("text", SILENT)
def test_that_a_remark_that_leaves_the_price_as_it_is_says_nothing(text: str) -> None:
    read = read_grid(grid_of(TITLES, (*ROW, text), OTHER), ReadingOptions())
    assert len(read.products) == 2
    assert not read.problems


@pytest.mark.parametrize("title", ["Cena bez VAT", "Prijs zonder btw EUR", "Pris utan moms"])
def test_that_a_remark_that_agrees_with_its_column_asks_nothing(title: str) -> None:
    titles = ("Product", "Elemental mg", "Pack", title, "VAT %", "Remarks")
    rows = ((*ROW, "20", "bez VAT"), (*OTHER[:4], "20", ""))
    read = read_grid(grid_of(titles, *rows), ReadingOptions(currency="EUR"))
    assert len(read.products) == 2


@pytest.mark.parametrize("text", CONDITIONS)
def test_that_a_condition_of_a_price_is_named_and_costs_no_product(text: str) -> None:
    read = read_grid(grid_of(TITLES, (*ROW, text), OTHER), ReadingOptions())
    assert [row.values["price"] for row in read.products] == [12_000_000, 9_000_000]
    (problem,) = read.problems
    assert (problem.kind, problem.is_row_kept) == (ProblemKind.PRICE_ON_CONDITION, True)
    assert (problem.row, problem.value, problem.parameters["value"]) == (2, text, "12")


@pytest.mark.parametrize("text", ["members only", "zzgl. Versand", "2 halen 1 betalen"])
def test_that_saying_that_the_column_holds_notes_answers_remarks_about_prices(text: str) -> None:
    options = ReadingOptions(column_keys={"Remarks": "note"})
    read = read_grid(grid_of(TITLES, (*ROW, text)), options)
    assert len(read.products) == 1
    assert not read.problems


def test_that_a_remark_about_delivery_says_nothing_beside_its_column() -> None:
    titles = (*TITLES[:4], "Delivery USD", "Remarks")
    read = read_grid(grid_of(titles, (*ROW, "3.50", "plus postage")), ReadingOptions())
    assert len(read.products) == 1
    assert not read.problems


def test_that_an_offer_in_another_column_is_asked() -> None:
    titles = (*TITLES[:4], "Badge")
    read = read_grid(grid_of(titles, (*ROW, "2 halen 1 betalen"), OTHER), ReadingOptions())
    assert [row.values["product"] for row in read.products] == ["Oxide"]
