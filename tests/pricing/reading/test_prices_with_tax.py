"""Prices that have tax in them or a discount taken off, as their headers say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from pricing.commands.main import main
from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.layouts import guess_layout
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList


def _read(folder: Path, headers: str, cells: str, **mappings: str) -> ProductList:
    path = folder / "list.csv"
    path.write_text(
        f"Product,Form,Elemental mg,Pack size,{headers}\nA,oxide,250,60,{cells}\n", "utf-8"
    )
    return read_products(path, ReadingOptions(column_keys=mappings))


def _paid(found: ProductList) -> Fraction:
    (row,) = found.products
    price, discount, tax = (
        Fraction(str(exact_value(COLUMNS_BY_KEY[key], row.values.get(key)) or 0))
        for key in ("price", "discount_percent", "tax_percent")
    )
    return price * (1 - discount / 100) * (1 + tax / 100)


@pytest.mark.parametrize(
    ("price", "tax", "cells", "paid"),
    [
        ("MRP", "GST %", "112,12", 112),
        ("PVP", "IVA %", "11,10", 11),
        ("PVP sin IVA", "IVA %", "10,10", 11),
        ("Prezzo al pubblico", "IVA %", "11,10", 11),
        ("Prix public", "TVA %", "12,20", 12),
        ("Price (RRP)", "VAT %", "12,20", 12),
        ("Preis (UVP)", "MwSt %", "11.9,19", Fraction("11.9")),
        ("Gross price", "VAT %", "12,20", 12),
        ("Price", "VAT %", "10,20", 12),
        ("Price after discount", "Discount %", "9,10", 9),
        ("Preis nach Rabatt", "Rabatt %", "9,10", 9),
        ("Price before discount", "Discount %", "10,10", 9),
    ],
)
def test_that_tax_and_discounts_count_once(
    tmp_path: Path, price: str, tax: str, cells: str, paid: Fraction
) -> None:
    found = _read(tmp_path, f"{price},{tax}", cells)
    assert _paid(found) == paid
    is_left_out = any(problem.column == tax for problem in found.problems)
    assert is_left_out == (cells.split(",", maxsplit=1)[0] == str(float(paid)).removesuffix(".0"))


def test_that_a_mapped_header_still_says_that_tax_is_included(tmp_path: Path) -> None:
    assert _paid(_read(tmp_path, "RRP,VAT %", "12,20", RRP="price")) == 12
    assert _paid(_read(tmp_path, "RRP,VAT %", "10,20", RRP="price:ex tax")) == 12


def test_that_a_tax_above_any_rate_is_asked_about(tmp_path: Path) -> None:
    found = _read(tmp_path, "Price,GST %", "100,180")
    assert [str(problem.description).rstrip(".") for problem in found.problems] == [
        "“180” is more than any tax on a product in percent"
    ]


@pytest.mark.parametrize(
    ("header", "column", "words"),
    [("Price (members)", "price", "members"), ("Pack size (boxes)", "pack_units", "boxes")],
)
def test_that_a_suggested_option_says_which_words_it_leaves_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], header: str, column: str, words: str
) -> None:
    headers = {"pack_units": "Pack size", "price": "Price"} | {column: header}
    path = tmp_path / "list.csv"
    path.write_text(f"Product,Elemental mg,{','.join(headers.values())}\nA,250,60,9\n", "utf-8")
    assert main(["compare", str(path)]) == 2
    option = f'--map "{header}={column}", which reads the column without “{words}”'
    assert option in capsys.readouterr().err


@pytest.mark.parametrize(
    ("price", "tax", "cells"),
    [("Price", "VAT %", "12,20"), ("Preis", "MwSt. %", "9.90,19"), ("Rate", "GST %", "85,12")],
)
def test_that_tax_added_to_a_price_that_may_hold_it_is_told(
    tmp_path: Path, price: str, tax: str, cells: str
) -> None:
    keys = {"Rate": "price"} if price == "Rate" else {}
    found = _read(tmp_path, f"{price},{tax}", cells, **keys)
    (note,) = found.problems
    assert (note.kind, note.column, note.is_row_kept) == (ProblemKind.TAX_ADDED, price, True)
    assert note.parameters["mappings"] == ("price:incl tax", "price:ex tax")
    for state in ("incl tax", "ex tax"):
        settled = _read(tmp_path, f"{price},{tax}", cells, **{price: f"price:{state}"})
        assert ProblemKind.TAX_ADDED not in {problem.kind for problem in settled.problems}


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        ("Price ex VAT,VAT %", "10,20"), ("Price incl. VAT,VAT %", "10,20"),
        ("Price,VAT %", "10,0"), ("Price,VAT %", "10,"), ("price,tax_percent", "10,20"),
    ],
)  # fmt: skip
def test_that_tax_that_is_stated_or_nothing_is_not_told(
    tmp_path: Path, headers: str, cells: str
) -> None:
    kinds = {problem.kind for problem in _read(tmp_path, headers, cells).problems}
    assert ProblemKind.TAX_ADDED not in kinds


SHARE_TITLES = [
    "VAT rate", "MwSt %", "VAT %", "Tax (%)", "TVA %", "IVA %", "GST rate", "USt-Satz", "Tax",
    "BTW", "Discount %", "Rabatt %", "Discount", "Remise %", "Discount rate", "Descuento %",
]  # fmt: skip


@pytest.mark.parametrize("title", SHARE_TITLES)
@pytest.mark.parametrize("share", ["0.2", "0.19", "0.055", "0.07"])
def test_that_a_share_of_1_is_asked_about_until_the_user_tells(
    tmp_path: Path, title: str, share: str
) -> None:
    found = _read(tmp_path, f"Price,{title}", f"10,{share}")
    (problem,) = found.problems
    assert problem.kind is ProblemKind.MAY_BE_SHARE
    assert _paid(found) == 10
    key = "discount_percent" if title[0] in "DR" else "tax_percent"
    sign = 1 if key == "tax_percent" else -1
    assert _paid(_read(tmp_path, f"Price,{title}", f"10,{share}", **{title: f"{key}:share"})) == (
        10 * (1 + sign * Fraction(share))
    )
    stated = _read(tmp_path, f"Price,{title}", "10,0.5", **{title: f"{key}:percent"})
    assert (_paid(stated), stated.problems) == (10 * (1 + sign * Fraction("0.005")), ())


@pytest.mark.parametrize("title", ["Discount", "Discount %", "VAT rate"])
@pytest.mark.parametrize("places", [(0, 1), (1, 0)])
def test_that_a_1_beside_shares_is_asked_about(
    tmp_path: Path, title: str, places: tuple[int, int]
) -> None:
    texts = [("1", "0.15")[place] for place in places]
    rows = "".join(f"A{text},oxide,250,60,10,{text}\n" for text in texts)
    path = tmp_path / "list.csv"
    path.write_text(f"Product,Form,Elemental mg,Pack size,Price,{title}\n{rows}", "utf-8")
    found = read_products(path, ReadingOptions())
    assert [problem.value for problem in found.problems] == texts
    path.write_text(path.read_text("utf-8").replace("0.15", "15"), "utf-8")
    kinds = {problem.kind for problem in read_products(path, ReadingOptions()).problems}
    assert kinds <= {ProblemKind.TAX_ADDED}


@pytest.mark.parametrize("title", ["Discount %", "VAT rate"])
def test_that_a_layout_does_not_settle_what_a_share_is(title: str) -> None:
    titles = ("Product", "Elemental mg", "Pack size", "Price", title)
    grid = grid_of(titles, ("A", "100", "60", "10", "0.15"))
    layout = guess_layout(grid)
    (problem,) = read_grid(grid, ReadingOptions(layout=layout)).problems
    assert problem.kind is ProblemKind.MAY_BE_SHARE
    for unit in ("%", "share"):
        choices = (*layout.choices[:-1], replace(layout.choices[-1], unit=unit))
        options = ReadingOptions(layout=replace(layout, choices=choices))
        assert not read_grid(grid, options).problems
