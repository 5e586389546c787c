"""What the columns of a block without headers are, by their values."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.reading.clipboard import grid_of_rows, parse_block
from pricing.reading.column_guesses import fits_columns, guess_columns
from pricing.reading.importer import read_grid
from pricing.reading.packs_in_names import counts_in_name
from pricing.reading.plain_texts import PlainText, recognize_plain_text
from pricing.reading.reading_options import ReadingOptions

TABLE = ("product", "brand", "form", "elemental_mg", "serving_units", "pack_units", "price")
NAMES = st.sampled_from(["Oxide", "Klean", "Mag One", "Citrate", "Natural Calm", "Doctor's"])
PRICES = st.integers(100, 9_999).map(lambda cents: f"{cents // 100}.{cents % 100:02}")


@given(
    st.lists(
        st.tuples(NAMES, st.integers(20, 600), st.integers(30, 365), PRICES), min_size=1, max_size=9
    )
)
def test_that_name_amount_pack_and_price_are_recognized_and_never_taken_as_cells(
    products: list[tuple[str, int, int, str]],
) -> None:
    rows = [[name, str(mass), str(pack), price] for name, mass, pack, price in products]
    assert guess_columns(rows) == ("product", "elemental_mg", "pack_units", "price")
    assert not fits_columns(rows, TABLE)


@pytest.mark.parametrize(
    ("block", "keys"),
    [
        (
            "NOW\tA\t250\t100\t5.49\nNOW\tB\t150\t60\t7.00",
            "brand product elemental_mg pack_units price",
        ),
        ("4.49\t250\t100\tOxide", "price elemental_mg pack_units product"),
        ("Citrate\t120 tablets\t18.99", "product pack_units price"),
        ("753950000872\tX\t100\t60\t4.99", "upc product elemental_mg pack_units price"),
        ("Mag one\tcitrate\t100\t60\t4.99", "product form elemental_mg pack_units price"),
        ("X\tMg\t100\t60\t4.99", "product element elemental_mg pack_units price"),
        (
            "X\t100\t60\task\nY\t90\t60\t4.99\nZ\t90\t60\t5.99",
            "product elemental_mg pack_units price",
        ),
        ("X\t0,5 mg\t60\t4,99 €", "product elemental_mg pack_units price"),
        ("X\t250 mg\t60\t£4.99\t2026-05-01", "product elemental_mg pack_units price priced_on"),
        # copied from the product table, with places and figures
        (
            "1 ≈ (2)\tX\t250\t1\t100\t5\t\toxide\t$0.02\t1 unit\t250 mg\t$1.35\n"
            "–\tY\t200 µg\t1\t60\t6\tNOW\t\t\t\t\t",
            " product elemental_mg serving_units pack_units price brand form    ",
        ),
        (
            "X\t250\t1\t100\t5\t\toxide\t0,02 €\t1 Einheit\t250 mg",
            "product elemental_mg serving_units pack_units price brand form   ",
        ),
        (
            "X\t250 mg\t1\t100\t5\t\toxide\t$0.02\t1 unit\t250 mg",
            "product elemental_mg serving_units pack_units price brand form   ",
        ),
    ],
)
def test_that_values_name_their_columns(block: str, keys: str) -> None:
    assert " ".join(guess_columns(parse_block(block))) == keys


@pytest.mark.parametrize(
    "block",
    [
        "Oxide\t\toxide\t250\t1\t100\t4.49\nGly\tNOW\tbisglycinate\t200\t2\t180\t19.59",
        "Free\t\toxide\t241\t1\t1\t0.0043",
        "A\nB\nC",
        "1,234\n12.50",
        "Name\tBrand",
    ],
)
def test_that_a_block_in_the_order_of_the_table_fits_it(block: str) -> None:
    assert fits_columns(parse_block(block), TABLE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Supplement Facts\nMagnesium\t250 mg\t60%", PlainText.LABEL),
        ("Zutaten: Magnesiumcitrat\nVerzehrempfehlung: 2 Kapseln täglich", PlainText.LABEL),
        ("Serving Size: 1 tablet\nAmount Per Serving\t% Daily Value\nMagnesium\t250 mg\t60%",
         PlainText.LABEL),
        ('"Nutrition Facts\nServing size 1"', PlainText.LABEL),
        ("http://a.b/c\nhttps://d.e", PlainText.WEB_ADDRESS),
        ("example.com/shop/magnesium", PlainText.WEB_ADDRESS),
        ("info@example.com", PlainText.ADDRESS),
        ("Acme GmbH\nHauptstraße 12\n12345 Berlin", PlainText.ADDRESS),
        ("10 Downing Street, London SW1A 2AA", PlainText.ADDRESS),
        ("Magnesium is an essential mineral. It helps.", PlainText.PARAGRAPH),
        ("Magnesium helps with many things and so it goes on " * 5, PlainText.PARAGRAPH),
        ("Magnesium Glycinate 200 mg, 180 capsules\nOxide", None),
        ("St. John's Wort 300 mg", None),
        ("9.99/unit", None),
        ("Nature Made High Absorption Magnesium 200 mg per Serving, 180 Capsules, 90 Day Supply",
         None),
        ("Product\tServing size\tIngredients\tPrice\nA\t1\tMg\t4.99", None),
    ],
)  # fmt: skip
def test_that_texts_that_are_no_tables_are_told_from_names(
    text: str, kind: PlainText | None
) -> None:
    assert recognize_plain_text(parse_block(text)) is kind


def test_that_a_name_of_one_letter_repeated_is_read_at_once() -> None:
    before = process_time()
    assert counts_in_name("x" * 1_000) == set()
    assert process_time() - before < 1


def test_that_only_the_window_keeps_rows_that_lack_something() -> None:
    rows = "Oxide,250,100,4.49\nKlean,120,90,ask\nVeg,400,,9.9\n"
    text = f"Name,Elemental,Pack,Price\n{rows}".replace(",", "\t")
    grid = grid_of_rows(parse_block(text))
    strict = read_grid(grid, ReadingOptions())
    kept = read_grid(grid, ReadingOptions(keeps_incomplete=True))
    assert (len(strict.products), strict.incomplete) == (1, ())
    assert kept.products == strict.products
    assert kept.problems == strict.problems
    assert [(row.row, row.unreadable) for row in kept.incomplete] == [
        (3, (("price", "ask"),)),
        (4, ()),
    ]
    assert kept.questioned_count == kept.rejected_row_count == 2


@pytest.mark.parametrize(
    "cell", ["zinc 10 mg", "Calcium 200 mg, Zink 5 mg", "10 mg zinc (citrate)"]
)
def test_that_minerals_with_amounts_are_no_brand(cell: str) -> None:
    rows = [["A", "100", "60", "6.00", cell], ["B", "100", "60", "9.00", ""]]
    assert guess_columns(rows)[-1] == "other_minerals"


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        (("ZnSO4", "Jodsalz"), "also_contains"),
        (("+ Se", "zinc, 5 mg"), "also_contains"),
        (("NA", "zinc, 5 mg"), "other_minerals"),
    ],
)
def test_that_a_column_of_other_minerals_alone_is_no_name(cells: tuple[str, str], key: str) -> None:
    names = ("Magnesium Oxide", "Magnesium Citrate")
    rows = [[name, "250", "100", "4.49", cell] for name, cell in zip(names, cells, strict=True)]
    assert guess_columns(rows) == ("product", "elemental_mg", "pack_units", "price", key)


def test_that_copied_rows_are_known_whose_costs_could_be_thousands() -> None:
    rows = [
        ["1", "A", "250", "1", "100", "12,5 EUR", "7,5", "Kal", "oxide", "4,691 €", "1 unit",
         "250 mg", "3,75 €"],
        ["–", "B", "100,5", "2", "1000", "13,97 USD", "", "Now", "citrate", "", "4 units",
         "201 mg", ""],
    ]  # fmt: skip
    keys = ("", "product", "elemental_mg", "serving_units", "pack_units", "price", "")
    assert guess_columns(rows) == (*keys, "brand", "form", "", "", "", "")
