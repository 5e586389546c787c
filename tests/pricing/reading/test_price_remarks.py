"""A remark about the tax or a reduction of a price is a question about the price of its row."""

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
    "TVA en sus", "VAT extra", "税抜", "税抜価格", "税別", "цена без НДС", "plus tax",
    "zzgl. MwSt", "HT", "sin IVA",
]  # fmt: skip
REDUCTIONS = [
    "short expiry -30%", "-30% short date", "MHD kurz, -30 %", "offer: -20%", "(-15 %)",
    "10 % Skonto", "Skonto 2%", "rabais de 10%", "скидка 10%", "10% afslag", "afslag 15 %",
    "20% obniżki",
]  # fmt: skip
SILENT = [
    "incl. VAT", "inkl. MwSt", "TTC", "met BTW", "med moms", "com IVA", "z VAT", "VAT free",
    "no VAT on food", "15 -20 % absorbed", "15 - 20 % absorbed", "-30% sugar", "no extra salt",
    "extra strong", "sem lactose", "zonder suiker", "bez laktozy", "utan socker",
    "z witaminą 5%", "free of lactose 100%", "-", "SKU-30", "lot B-12", "purity - 98%", "税込",
]  # fmt: skip


@pytest.mark.parametrize("text", [*TAXES, *REDUCTIONS])
def test_that_a_remark_about_a_tax_or_a_reduction_is_asked(text: str) -> None:
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
