"""Realistic products in any number, the same for the same seed: for tests and benchmarks.

A product is offered by one to four shops, each at its price: its code stands in several rows.
"""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pricing.model.columns import COLUMNS_BY_KEY, cell_text, values_by_column
from pricing.model.row_batch import RowBatch
from pricing.problems.progress import Cancelled, Progress
from pricing.quantities.product_codes import gtin_check_digit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pricing.model.columns import BaseValue
    from pricing.model.product import Product

SEED = 20_260_626
LAST_PRICED = date(2026, 6, 26)

BRAND_FIRST_WORDS = (
    "Nature", "Pure", "Vital", "Alpine", "Corner", "Élan", "Sun", "Nordic", "Bio", "Clear", "Prime",
    "River", "Grün", "Källa", "True", "Golden", "Ever", "Doctor", "Natur", "Bright", "Ocean", "Zen",
)  # fmt: skip
BRAND_SECOND_WORDS = (
    "Made", "Labs", "Health", "Well", "Kraft", "Source", "Nutrition", "Field", "Balance", "Choice",
    "Formulas", "Foods", "Pharma", "Life", "Best", "Roots",
)  # fmt: skip
PRODUCT_SUFFIXES = (
    "",
    "",
    "",
    "High Potency",
    "Advanced",
    "Sleep",
    "Kids",
    "Plus",
    "with Vitamin B6",
    "500",
)
SHOPS = ("Corner Pharmacy", "iHealth.example", "MegaMart", "Apotheke am Markt", "VitaDirect", "")
PACK_SIZES = (30, 60, 60, 90, 90, 100, 120, 120, 180, 240, 250)

# Mineral, form as labels word it, unit kind, elemental mg of a unit, US cents of an elemental gram.
PRODUCT_KINDS = (
    ("Mg", "oxide", "tablet", (250, 400, 500), 4),
    ("Mg", "magnesium oxide", "capsule", (200, 250, 300, 400), 6),
    ("Mg", "citrate", "capsule", (100, 125, 150, 200), 45),
    ("Mg", "bisglycinate chelate", "capsule", (100, 120), 90),
    ("Mg", "glycinate", "tablet", (100, 100, 120, 200), 80),
    ("Mg", "L-threonate", "capsule", (48, 72), 700),
    ("Mg", "malate", "tablet", (100, 141), 70),
    ("Mg", "oxide, citrate", "softgel", (150, 200), 30),
    ("Mg", "citrate", "gummy", (50, 75, 83), 160),
    ("Mg", "citrate", "sachet", (300, 375), 110),
    ("Mg", "taurate", "capsule", (50, 125), 180),
    ("Mg", "", "tablet", (100, 250), 25),
    ("Ca", "carbonate", "tablet", (500, 600), 5),
    ("Ca", "citrate", "tablet", (200, 315), 15),
    ("Zn", "picolinate", "capsule", (22, 30, 50), 400),
    ("Zn", "gluconate", "tablet", (15, 50), 160),
    ("Fe", "bisglycinate", "capsule", (25, 36), 500),
    ("Fe", "ferrous sulfate", "tablet", (65,), 90),
    ("K", "citrate", "capsule", (99,), 60),
    ("Se", "selenomethionine", "capsule", (0.1, 0.2), 60_000),
)


def generate_rows(count: int, seed: int = SEED) -> Iterator[dict[str, BaseValue]]:
    """So many rows of a catalogue: values by column key, in base units."""
    chance = random.Random(seed)  # noqa: S311
    made = 0
    while made < count:
        product = _product(chance, made)
        offers = min(chance.choice((1, 1, 1, 2, 3, 4)), count - made)
        for shop in chance.sample(SHOPS, offers):
            yield product | _offer(chance, product, shop)
        made += offers


def _product(chance: random.Random, number: int) -> dict[str, BaseValue]:
    element, form, kind, amounts, cents = chance.choice(PRODUCT_KINDS)
    units = chance.choice(PACK_SIZES)
    serving = 1 if kind in {"sachet", "softgel"} else chance.choice((1, 1, 2, 2, 3))
    elemental = round(chance.choice(amounts) * serving * 1_000)
    brand = f"{chance.choice(BRAND_FIRST_WORDS)} {chance.choice(BRAND_SECOND_WORDS)}"
    body = f"{chance.randrange(1, 9)}{number:010d}"
    words = (_ELEMENT_NAMES[element], form.title(), chance.choice(PRODUCT_SUFFIXES))
    usual = max(299, round(cents * elemental * units / serving / 1_000_000) + 150)
    return {
        "product": " ".join(word for word in words if word) + f" {units} ct",
        "brand": brand,
        "element": element,
        **({"form": form} if form else {}),
        "unit_kind": kind,
        "elemental_mg": elemental,
        "serving_units": serving * 1_000,
        "pack_units": units * 1_000,
        "price": usual,
        "upc": f"{body}{gtin_check_digit(body)}",
        **({"ndc": f"{60_000 + number % 9_999:05d}-{number % 997:04d}-{number % 89:02d}"}
           if number % 25 == 0 else {}),
    }  # fmt: skip


def _offer(chance: random.Random, product: dict[str, BaseValue], shop: str) -> dict[str, BaseValue]:
    cents = int(str(product["price"])) * chance.randrange(75, 160) // 100
    day = LAST_PRICED - timedelta(days=chance.randrange(400))
    return {
        "price": (cents // 10 * 10 + 9) * 10_000,
        "currency": "USD",
        **({"discount_percent": chance.choice((500, 1_000, 2_000))}
           if chance.random() < 0.1 else {}),
        **({"source": shop} if shop else {}),
        "priced_on": day,
    }  # fmt: skip


_ELEMENT_NAMES = {"Mg": "Magnesium", "Ca": "Calcium", "Zn": "Zinc", "Fe": "Iron", "K": "Potassium",
          "Se": "Selenium"}  # fmt: skip
COLUMN_KEYS = (
    "product", "brand", "element", "form", "unit_kind", "elemental_mg", "serving_units",
    "pack_units", "price", "currency", "upc", "ndc", "source", "priced_on",
)  # fmt: skip


def to_row_batch(products: Iterable[Product]) -> RowBatch:
    """Products as a list has them."""
    return RowBatch.from_rows(map(values_by_column, products))


def generate_cells(count: int, seed: int = SEED) -> Iterator[list[str]]:
    """The same rows as cells of KEYS, as a list has them."""
    columns = [COLUMNS_BY_KEY[key] for key in COLUMN_KEYS]
    for row in generate_rows(count, seed):
        yield [cell_text(column, row.get(column.key)) for column in columns]


def write_csv(path: Path, count: int, seed: int = SEED) -> Path:
    """A list of so many rows with a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMN_KEYS)
        writer.writerows(generate_cells(count, seed))
    return path


def write_xlsx(path: Path, count: int, columns: int = 12, seed: int = SEED) -> Path:
    """A workbook of so many rows by so many columns; amounts are numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for at, key in enumerate(COLUMN_KEYS[:columns]):
        sheet.write_string(0, at, key)
    numeric = {
        at for at, key in enumerate(COLUMN_KEYS[:columns]) if COLUMNS_BY_KEY[key].kind.quantity
    }
    for number, cells in enumerate(generate_cells(count, seed), start=1):
        for at, text in enumerate(cells[:columns]):
            if text and at in numeric:
                sheet.write_number(number, at, float(text))
            elif text:
                sheet.write_string(number, at, text)
    book.close()
    return path


class StoppingProgress(Progress):
    """A user who stops the work: while a list is read, or while it joins the catalogue."""

    def __init__(self, *, reading: bool) -> None:
        self._reading = reading

    def report(self, rows: int, share: float = 0.0) -> None:
        if self._reading:
            raise Cancelled

    @property
    def should_continue(self) -> bool:
        return self._reading
