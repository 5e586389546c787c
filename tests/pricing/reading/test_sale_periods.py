"""The price of a sale counts only while the sale is on, as the columns beside it state."""

from __future__ import annotations

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.importer import read_grid
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

USUAL, OF_SALE = 10_000_000, 5_000_000
PAST, FUTURE = "2021-03-04", "2999-03-04"
ENDS = (
    "Sale ends", "Sale price ends", "Date sale price ends", "special_to_date", "Special price to",
    "Sale until", "Offer valid until", "Promo end", "Angebot gültig bis", "Aktionsende",
    "Fin de la promotion", "Oferta hasta", "Offerta fino al", "Valid until", "Sale expires",
    "sale_price_dates_to", "End date", "Gültig bis",
)  # fmt: skip
STARTS = ("Sale starts", "Date sale price starts", "special_from_date", "Sale from", "Gültig ab")


def _read(title: str, *cells: str, sale: str = "5", **options: str) -> list[object]:
    rows = [("A", "100", "60", "10", sale, cell) for cell in cells]
    grid = grid_of(("Product", "Elemental mg", "Pack", "Price", "Sale price", title), *rows)
    rows_read = read_grid(grid, ReadingOptions(currency="EUR", column_keys=options)).products
    return [row.values["price"] for row in rows_read]


@pytest.mark.parametrize("title", ENDS)
def test_that_a_price_does_not_count_after_its_sale(title: str) -> None:
    assert _read(title, PAST, FUTURE, "") == [USUAL, OF_SALE, OF_SALE]


@pytest.mark.parametrize("title", STARTS)
def test_that_a_price_does_not_count_before_its_sale(title: str) -> None:
    assert _read(title, PAST, FUTURE, "n/a") == [OF_SALE, USUAL, OF_SALE]


@pytest.mark.parametrize(
    ("cell", "price"),
    [
        ("2021-02-24T11:07:31+0100/2021-03-03T23:07:31+0100", USUAL),
        ("2021-02-24T11:07+0100/2999-03-03T23:07+0100", OF_SALE),
        ("1.2.2021 - 5.2.2021", USUAL),
        ("1.2.2021 bis 5.2.2999", OF_SALE),
        ("from 1 Feb 2021 to 5 Feb 2021", USUAL),
        ("1 Feb 2998 – 5 Feb 2999", USUAL),
    ],
)
def test_that_one_cell_can_state_a_whole_period(cell: str, price: int) -> None:
    assert _read("sale_price_effective_date", cell) == [price]


@pytest.mark.parametrize(
    "cell",
    [
        "04/03/2021",
        "03/21/2021",
        "Mar 2021",
        "until 4 March 2021",
        "bis 4.3.2021",
        "2021-03-04 23:59",
    ],
)
def test_that_the_end_of_a_sale_can_be_written_in_many_ways(cell: str) -> None:
    assert _read("Sale ends", cell) == [USUAL]


@pytest.mark.parametrize(
    "cell", ["until Friday", "while stocks last", "soon", "31.2.2021", "45657"]
)
def test_that_a_sale_of_unclear_days_is_asked(cell: str) -> None:
    grid = grid_of(
        ("Product", "Elemental mg", "Pack", "Price", "Sale price", "Sale ends"),
        ("A", "100", "60", "10", "5", cell),
        ("B", "100", "60", "10", "", cell),
    )
    result = read_grid(grid, ReadingOptions(currency="EUR"))
    assert [(row.values["product"], row.values["price"]) for row in result.products] == [
        ("B", USUAL)
    ]
    assert [row.values["product"] for row in result.incomplete] == ["A"]
    (problem,) = (one for one in result.problems if one.row)
    assert (problem.kind, problem.row) == (ProblemKind.SALE_MAY_BE_OVER, 2)


STATES = (
    "On sale", "On sale?", "Is on sale", "On offer", "On promotion", "On promo?", "On special",
    "Sale active", "Sale valid", "Offer live", "Promo active?", "Promotion running",
    "In promotion", "Im Angebot", "In Aktion", "Angebot aktiv", "Aktion gültig", "Rabatt läuft",
    "En promotion", "En promo", "En solde", "Offre active", "Offre valable", "En oferta",
    "Oferta activa", "En rebaja", "In offerta", "In promozione", "Offerta attiva",
    "In de aanbieding", "Actie geldig", "W promocji", "Em promoção",
)  # fmt: skip


@pytest.mark.parametrize("title", STATES)
@pytest.mark.parametrize(("on", "off"), [("yes", "no"), ("1", "0"), ("TRUE", "FALSE"), ("Ja", "N")])
def test_that_a_column_can_say_whether_the_sale_is_on(title: str, on: str, off: str) -> None:
    assert _read(title, on, off, "") == [OF_SALE, USUAL, OF_SALE]


@pytest.mark.parametrize(
    ("title", "cell"),
    [("Week", "46"), ("KW", "46"), ("Promo week", "46"), ("Sale valid", "until 15 Nov"),
     ("Semaine", "S46"), ("Offer valid", "in store only"), ("Aktionswoche", "46")],
)  # fmt: skip
def test_that_a_sale_of_a_week_or_a_day_without_a_year_is_asked(title: str, cell: str) -> None:
    assert _read(title, cell) == []


def test_that_a_sale_that_is_over_is_named_once() -> None:
    rows = [("A", "100", "60", "10", "5", day) for day in (FUTURE, PAST, "2020-01-01", "")]
    grid = grid_of(("Product", "Elemental mg", "Pack", "Price", "Sale price", "Sale ends"), *rows)
    _, note = read_grid(grid, ReadingOptions(currency="EUR")).problems
    assert (note.kind, note.column, note.row) == (ProblemKind.SALE_NOT_ON, "Sale ends", 3)
    assert str(note.parameters["count"]) == "2"


def test_that_the_user_can_leave_the_days_out() -> None:
    assert _read("Sale ends", PAST, **{"Sale ends": "ignore"}) == [OF_SALE]


@pytest.mark.parametrize("sale", ["0", "0.00", "£0.00", "0,00 €", "-"])
def test_that_a_sale_for_nothing_is_no_sale(sale: str) -> None:
    assert _read("Brand", "X", sale=sale) == [USUAL]


@pytest.mark.parametrize(
    "title", ["Expiry date", "Best before", "Price date", "From", "Sale status"]
)
def test_that_days_of_something_else_end_no_sale(title: str) -> None:
    assert _read(title, PAST) == [OF_SALE]


@pytest.mark.parametrize(
    ("title", "cell", "discount"),
    [
        ("Discount ends", PAST, None),
        ("Discount ends", FUTURE, 2_000),
        ("Valid until", PAST, None),
        ("Rabatt bis", "31.12.2021", None),
        ("Fin de la remise", "31/12/2021", None),
        ("Discount from", FUTURE, None),
        ("Discount ends", "", 2_000),
    ],
)
def test_that_a_discount_counts_while_it_holds(title: str, cell: str, discount: int | None) -> None:
    grid = grid_of(
        ("Product", "Elemental mg", "Pack", "Price EUR", "Discount %", title),
        ("A", "100", "60", "10", "20", cell),
    )
    result = read_grid(grid, ReadingOptions())
    (row,) = result.products
    assert row.values.get("discount_percent") == discount
    kinds = {problem.kind for problem in result.problems}
    assert (ProblemKind.SALE_NOT_ON in kinds) == (discount is None)


def test_that_a_discount_of_unclear_days_is_asked() -> None:
    grid = grid_of(
        ("Product", "Elemental mg", "Pack", "Price EUR", "Discount %", "Discount ends"),
        ("A", "100", "60", "10", "20", "soon"),
        ("B", "100", "60", "10", "", "soon"),
    )
    result = read_grid(grid, ReadingOptions())
    assert [row.values["product"] for row in result.products] == ["B"]
    assert [problem.kind for problem in result.problems] == [ProblemKind.SALE_MAY_BE_OVER]
