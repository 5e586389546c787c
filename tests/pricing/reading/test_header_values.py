"""What headers do to the values below them: exact conversions, money off, tax, and questions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.model.columns import COLUMNS_BY_KEY, exact_value
from pricing.problems.errors import BadInput, ProblemKind
from pricing.quantities.rounding import round_half_away
from pricing.reading.clipboard import grid_of_rows
from pricing.reading.importer import read_grid
from pricing.reading.layouts import find_saved_layout, layout_key
from pricing.reading.list_questions import leaves_question
from pricing.reading.reader_process import read_products
from pricing.reading.reading_options import ReadingOptions
from pricing.reference.mineral_forms import elements
from tests.spreadsheet_files import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pricing.reading.product_list import ProductList


def read_table(header: str, *rows: str, **options: object) -> ProductList:
    table = grid_of_rows([line.split(";") for line in (header, *rows)])
    return read_grid(table, ReadingOptions(**options))  # type: ignore[arg-type] # by their names


def values_of(product_list: ProductList) -> list[dict[str, str]]:
    """Return the values of each product as text, by column key."""
    return [
        {key: _text(key, value) for key, value in row.values.items()}
        for row in product_list.products
    ]


def _text(key: str, value: object) -> str:
    exact = exact_value(COLUMNS_BY_KEY[key], value)  # type: ignore[arg-type] # a cell's value
    return f"{float(exact):.12g}" if isinstance(exact, Fraction) else str(exact)


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Name;Elemental (mEq);Count;Price", "A;10;60;6", "elemental_mg=121.525"),
        ("Name;Mineral;Elemental (mmol);Count;Price", "A;Zinc;0.5;60;6", "elemental_mg=32.69"),
        ("Name;Elemental Zn (mmol);Count;Price", "A;0.5;60;6", "elemental_mg=32.69 element=Zinc"),
        ("Name;Elemental (mmol);Count;Price", "A;100 mg;60;6", "elemental_mg=100"),
        ("Name;Elemental (kg);Count;Price", "A;0.001;60;6", "elemental_mg=1000"),
        ("Name;Elemental (g/kg);Pack size (kg);Price", "A;150;0.5;6",
         "elemental_mg=150000 serving_units=1000 pack_units=500 unit_kind=g"),
        ("Name;Elemental mg per 5 mL;Bottle (mL);Price", "A;100;200;6",
         "elemental_mg=100 serving_units=5 pack_units=200 unit_kind=mL"),
        ("Name;Elemental mg per tablet;Count;Price;Serving", "A;120;60;6;2",
         "elemental_mg=240 serving_units=2"),
        ("Name;Elemental mg per 3 capsules;Count;Price;Serving", "A;100;60;6;2",
         "elemental_mg=66.667 serving_units=2 unit_kind=capsule"),
        ("Name;Elemental mg per 2 servings;Count;Price", "A;100;60;6", "elemental_mg=50"),
        ("Name;Compound (mg);Elemental (%);Form;Count;Price", "A;500;14.1;glycinate;60;9",
         "elemental_mg=70.5"),
        ("Name;Elemental mg per 5 g;Pack size (lb);Price", "A;100;1;6",
         "serving_units=5 pack_units=453.592 unit_kind=g"),
        ("Name;Elemental mg per 15 mL;Pack size (fl oz);Price", "A;100;8;6",
         "serving_units=15 pack_units=236.588 unit_kind=mL"),
        ("Name;Elemental mg;Count (tablets);Price", "A;100;60;6", "pack_units=60 unit_kind=tablet"),
        ("Name;Elemental mg/5 g;Pack size (oz);Price", "A;100;250 g;6",
         "serving_units=5 pack_units=250 unit_kind=g"),
        ("Name;Elemental mg;Serving Size (g);Pack size (g);Price", "A;300;5;250;9",
         "serving_units=5 pack_units=250 unit_kind=g"),
        ("Name;Elemental mg;Count;Price (p);Delivery (pence)", "A;100;60;649;250",
         "price=6.49 delivery=2.5 currency=GBP"),
        ("Name;Elemental mg;Count;Price (€-Cent)", "A;100;60;649", "price=6.49 currency=EUR"),
        ("Name;Elemental mg;Count;Price in euros", "A;100;60;6", "price=6 currency=EUR"),
        ("Name;Elemental mg;Count;Price (cents);Currency", "A;100;60;649;CAD",
         "price=6.49 currency=CAD"),
        ("Name;Elemental mg;Count;Price;Discount (pence)", "A;100;60;£10;250",
         "price=10 discount_percent=25"),
        ("Name;Elemental mg;Count;Price;Discount ($)", "A;100;60;29.99;5", "price=24.99"),
        ("Name;Elemental mg;Count;Price (ex VAT);VAT (£)", "A;100;60;£10;£2",
         "price=10 tax_percent=20"),
        ("Name;Elemental mg;Count;Price (ex VAT);VAT (£)", "A;100;60;£9.99;£2", "price=11.99"),
        ("Name;Elemental mg;Count;Price (ex VAT);VAT (£);Discount", "A;100;60;£9.99;£2;10",
         "price=10.991"),
        ("Name;Elemental mg;Count;Preis inkl. 19 % MwSt. (EUR);MwSt", "A;100;60;11,90;19",
         "price=11.9 currency=EUR"),
        ("Name;Elemental mg;Count;Price (ex tax);Tax", "A;100;60;10;8", "price=10 tax_percent=8"),
        ("Name;Magnesium per serving;Zinc per serving;Count;Price", "A;100;15;60;9",
         "elemental_mg=100 element=Magnesium"),
        ("Name;Elemental mg;Count;Price;Price per tablet", "A;100;60;9;0.15", "price=9"),
        ("Name;Elemental mg;Count;Price;Old price", "A;100;60;9;12", "price=9"),
    ],
)  # fmt: skip
def test_that_a_header_converts_the_values_below_it(header: str, row: str, expected: str) -> None:
    result = read_table(header, row)
    (values,) = values_of(result)
    pairs = dict(pair.split("=") for pair in expected.split())
    assert {key: values.get(key) for key in pairs} == pairs
    absent = {"discount_percent", "tax_percent", "serving_units"} - pairs.keys()
    assert not absent & values.keys()
    assert not leaves_question(result)


@pytest.mark.parametrize(
    ("header", "row", "question"),
    [
        ("Name;Elemental mg;Count;Price per tablet", "A;100;60;0.15", "not the price of a pack"),
        ("Name;Elemental mg;Count;Price/kg", "A;100;60;0.15", "not the price of a pack"),
        ("Name;Elemental mg;Count;Old price", "A;100;60;9", "“Old” in it is not understood"),
        ("Name;Elemental mg;Count;Prix (centimes)", "A;100;60;900", "list does not name"),
        ("Name;Elemental (% DV);Count;Price", "A;24;60;9", "“DV” in it is not understood"),
        ("Name;Elemental mg (g);Count;Price", "A;100;60;9", "“g” in it is not understood"),
        ("Name;Elemental mg;Count;Price;Discount (members)", "A;100;60;9;5", "“members” in it"),
        ("Name;Elemental mg;Count;Price;VAT (€)", "A;100;60;9;1.44", "whether it includes tax"),
        ("Name;Elemental mg;Count;Price;VAT", "A;100;60;9;1.44", "may be money"),
        ("Name;Elemental mg;Count;Price;Discount", "A;100;60;9;0.1", "may be 0.1 % or 10 %"),
        ("Name;Elemental (per 100 g);Count (tablets);Price", "A;15;60;9", "is for 100 g"),
        ("Name;Elemental mg;Count;Price (pence)", "A;100;60;£9.99", "has a currency sign"),
        ("Name;Elemental mg;Serving Size (mL);Count;Price", "A;100;5;60;9", "cannot be compared"),
    ],
)
def test_that_a_header_that_leaves_a_question_is_asked_about(
    header: str, row: str, question: str
) -> None:
    try:
        result = read_table(header, row)
    except BadInput as error:
        assert question in str(error)
    else:
        assert any(question in problem.description for problem in result.problems)
        assert leaves_question(result)


def test_that_tax_that_grows_with_the_price_is_asked_about() -> None:
    header = "Name;Elemental mg;Count;Price;VAT"
    money = read_table(header, "A;100;30;100;15", "B;100;30;200;30", "C;100;30;50;7.5")
    rates = read_table(header, "A;100;30;100;20", "B;100;30;200;5", "C;100;30;50;0")
    assert leaves_question(money)
    assert not leaves_question(rates)
    assert [values.get("tax_percent") for values in values_of(rates)] == ["20", "5", "0"]


def test_that_tax_in_money_of_a_workbook_and_a_long_list_is_asked_about(
    tmp_path: Path, write_list: Callable[..., Path]
) -> None:
    header = ["Name", "Elemental mg", "Count", "Price", "VAT"]
    rows = [[f"A{number}", 100, 30, 50 + number, (50 + number) * 3 / 20] for number in range(30)]
    workbook = write_workbook(tmp_path / "vat.xlsx", [header, *rows])
    lines = "".join(",".join(map(str, row)) + "\n" for row in rows * 100)
    for path in (workbook, write_list(",".join(header) + "\n" + lines)):
        result = read_products(path)
        assert leaves_question(result)
        assert not any("tax_percent" in row.values for row in result.products)


@given(
    st.integers(1, 10_000),
    st.sampled_from(sorted(elements())),
    st.sampled_from(["mmol", "mEq"]),
)
def test_that_moles_become_micrograms_with_one_rounding(
    hundredths: int, symbol: str, unit: str
) -> None:
    mineral = elements()[symbol]
    mass = mineral.micrograms_per_mmol if unit == "mmol" else mineral.micrograms_per_meq
    text = f"{hundredths / 100:.2f}"
    result = read_table(f"Name;Elemental ({unit});Count;Price", f"A;{text};60;6", element=symbol)
    if mass is None:
        assert not result.products
    else:
        micrograms = round_half_away(Fraction(text) * mass)
        (row,) = result.products
        assert row.values["elemental_mg"] == micrograms


@given(st.integers(2, 100_000), st.integers(1, 100_000), st.integers(0, 3_000))
def test_that_money_off_and_tax_in_percent_give_the_exact_net_price(
    price: int, discount: int, tax: int
) -> None:
    cents, off, rate = (f"{amount / 100:.2f}" for amount in (price, discount, tax))
    result = read_table(
        "Name;Elemental mg;Count;Price ($);Discount ($);Tax (%)", f"A;100;60;{cents};{off};{rate}"
    )
    if discount >= price:
        assert not result.products
        return
    (row,) = result.products
    product = row.product
    net = Fraction(product.price, 1_000_000)
    net *= 1 - Fraction(product.discount, 10_000)
    assert net == Fraction(price - discount, 100)
    if 0 < tax < 100:  # it may be a share of 1
        assert (product.tax, len(result.problems)) == (0, 1)
    else:
        assert product.tax == tax


# -- saved layouts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price_header", "is_kept"), [("Preis (EUR)", True), ("Price (pence)", False), ("Cost", True)]
)
def test_that_a_layout_of_an_earlier_version_counts_where_it_says_all(
    price_header: str, is_kept: bool
) -> None:
    table = grid_of_rows([["Ware", "mg", "Stk", price_header], ["A", "250", "100", "449"]])
    unit = "EUR" if "EUR" in price_header else ""
    saved = (
        '[["product", "auto", ""], ["elemental_mg", "auto", "mg"], ["pack_units", "auto", ""], '
        f'["price", "auto", "{unit}"]]'
    )
    layout = find_saved_layout(table, {layout_key(table.rows[0]): saved})
    assert (layout is not None) is is_kept


@pytest.mark.parametrize(
    ("header", "expected"),
    [("Date (dd/mm/yyyy)", "2026-06-05"), ("Date (MM/DD/YYYY)", "2026-05-06"),
     ("Datum (TT/MM/JJJJ)", "2026-06-05")],
)  # fmt: skip
def test_that_a_header_states_the_order_of_day_and_month(header: str, expected: str) -> None:
    result = read_table(f"Name;Elemental;Count;Price;{header}", "A;100;60;9;05/06/2026")
    assert [values["priced_on"] for values in values_of(result)] == [expected]
    assert not leaves_question(result)


@pytest.mark.parametrize(
    ("note", "price", "currency", "tax"),
    [
        ("Prices incl. VAT", "900", "USD", None),
        ("Alle Preise inkl. 19 % MwSt. in EUR", "900", "EUR", None),
        ("Prix TTC", "900", "USD", None),
        ("All prices in pence", "9", "GBP", "20"),
        ("Preise in CHF zzgl. MwSt.", "900", "CHF", "20"),
        ("12 Main Street, p. 4", "900", "USD", "20"),
        ("Price list, p. 1", "900", "USD", "20"),
    ],
)
def test_that_a_note_above_the_table_is_about_all_prices(
    note: str, price: str, currency: str, tax: str | None
) -> None:
    result = read_table(f"{note};;;;", "Name;Elemental mg;Count;Price;VAT (%)", "A;100;60;900;20")
    (values,) = values_of(result)
    found = (values["price"], values["currency"], values.get("tax_percent"))
    assert found == (price, currency, tax)


@pytest.mark.parametrize(
    ("title", "cells"),
    [("VAT", ("£2.00", "£1.00")), ("MwSt.", ("2,28 €", "1,14 €")), ("Tax", ("$2", "1")),
     ("TVA", ("2,00 EUR", "1,00 EUR")), ("IVA", ("€ 2,00", "1")), ("Sales tax", ("CHF 2", ""))],
)  # fmt: skip
def test_that_a_tax_whose_cells_are_money_is_asked_about(title: str, cells: Sequence[str]) -> None:
    lines = [f"A;100;60;20;{cell}" for cell in cells]
    result = read_table(f"Name;Elemental mg;Count;Price;{title}", *lines)
    assert not any("tax_percent" in row.values for row in result.products)
    (problem,) = (one for one in result.problems if one.column == title)
    assert problem.kind is ProblemKind.PERCENTAGE_MAY_BE_MONEY
    assert problem.parameters["mappings"] == ("tax_percent:percent", "tax_percent:money")


DISCOUNTS_IN_MONEY = [
    ("Discount", ("20;4.00", "15;3.00")), ("Discount", ("20.00;2.50", "15.00;1.75")),
    ("Discount", ("20;4", "15;3")), ("Discount", ("20;10 %", "15;4.00")),
    ("Discount", ("20;£4", "15;3")), ("Rabatt", ("20,00;2,50 EUR", "15,00;1,75")),
    ("Remise", ("20,00;2,50 €", "15,00;5 %")), ("Descuento", ("20;7.3", "15;5")),
    ("Sconto", ("20,00;2,50", "15,00;3,00")), ("Your discount", ("20;4.00", "15;3.00")),
]  # fmt: skip


@pytest.mark.parametrize(("title", "rows"), DISCOUNTS_IN_MONEY)
def test_that_a_discount_that_may_be_money_is_asked_about(title: str, rows: Sequence[str]) -> None:
    lines = [f"A;100;60;{row}" for row in rows]
    header = f"Name;Elemental mg;Count;Price;{title}"
    result = read_table(header, *lines)
    assert not any("discount_percent" in row.values for row in result.products)
    (problem,) = (one for one in result.problems if one.column == title)
    assert not problem.is_row_kept
    if problem.kind is ProblemKind.PERCENTAGE_MAY_BE_MONEY:
        choices = {title: "discount_percent:percent"}
        settled = read_table(header, *lines, column_keys=choices)
        assert any("discount_percent" in row.values for row in settled.products)


@pytest.mark.parametrize(
    "cells",
    [("10", "5"), ("12.5", "33.3"), ("66.7", "16.7"), ("5 %", "10"), ("0.00", "5"), ("5", "5"),
     ("4.00 %", "3.00 %"), ("", "20")],
)  # fmt: skip
def test_that_a_plain_discount_is_a_percentage(cells: tuple[str, str]) -> None:
    rows = (f"A;100;60;{price};{cell}" for price, cell in zip(("20", "15"), cells, strict=True))
    result = read_table("Name;Elemental mg;Count;Price;Discount", *rows)
    assert not result.problems
    assert result.products[1].values["discount_percent"]
