"""Any number of realistic products for tests and benchmarks. A seed always gives the same ones.

One to four shops offer each product at their own prices, so several rows have the same code.
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

# Mineral, form on the label, unit kind, elemental mg in a unit, US cents for an elemental gram.
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
    """Generate `count` rows as values by column key, in base units."""
    randomness = random.Random(seed)  # noqa: S311
    row_count = 0
    while row_count < count:
        product = _product(randomness, row_count)
        offers = min(randomness.choice((1, 1, 1, 2, 3, 4)), count - row_count)
        for shop in randomness.sample(SHOPS, offers):
            yield product | _offer(randomness, product, shop)
        row_count += offers


def _product(randomness: random.Random, number: int) -> dict[str, BaseValue]:
    element, form, kind, amounts, cents = randomness.choice(PRODUCT_KINDS)
    units = randomness.choice(PACK_SIZES)
    serving = 1 if kind in {"sachet", "softgel"} else randomness.choice((1, 1, 2, 2, 3))
    elemental = round(randomness.choice(amounts) * serving * 1_000)
    brand = f"{randomness.choice(BRAND_FIRST_WORDS)} {randomness.choice(BRAND_SECOND_WORDS)}"
    body = f"{randomness.randrange(1, 9)}{number:010d}"
    words = (_ELEMENT_NAMES[element], form.title(), randomness.choice(PRODUCT_SUFFIXES))
    default_price = max(299, round(cents * elemental * units / serving / 1_000_000) + 150)
    return {
        "product": " ".join(word for word in words if word) + f" {units} ct",
        "brand": brand,
        "element": element,
        **({"form": form} if form else {}),
        "unit_kind": kind,
        "elemental_mg": elemental,
        "serving_units": serving * 1_000,
        "pack_units": units * 1_000,
        "price": default_price,
        "upc": f"{body}{gtin_check_digit(body)}",
        **({"ndc": f"{60_000 + number % 9_999:05d}-{number % 997:04d}-{number % 89:02d}"}
           if number % 25 == 0 else {}),
    }  # fmt: skip


def _offer(
    randomness: random.Random, product: dict[str, BaseValue], shop: str
) -> dict[str, BaseValue]:
    cents = int(str(product["price"])) * randomness.randrange(75, 160) // 100
    day = LAST_PRICED - timedelta(days=randomness.randrange(400))
    return {
        "price": (cents // 10 * 10 + 9) * 10_000,
        "currency": "USD",
        **({"discount_percent": randomness.choice((500, 1_000, 2_000))}
           if randomness.random() < 0.1 else {}),
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
    """Return products as the rows of a list."""
    return RowBatch.from_rows(map(values_by_column, products))


def generate_cells(count: int, seed: int = SEED) -> Iterator[list[str]]:
    """Generate the same rows as cell texts in the order of COLUMN_KEYS."""
    columns = [COLUMNS_BY_KEY[key] for key in COLUMN_KEYS]
    for row in generate_rows(count, seed):
        yield [cell_text(column, row.get(column.key)) for column in columns]


def write_csv(path: Path, count: int, seed: int = SEED) -> Path:
    """Write a list of `count` rows with a header."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMN_KEYS)
        writer.writerows(generate_cells(count, seed))
    return path


def write_xlsx(path: Path, count: int, columns: int = 12, seed: int = SEED) -> Path:
    """Write a workbook of `count` rows and `columns` columns, with amounts as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for index, key in enumerate(COLUMN_KEYS[:columns]):
        sheet.write_string(0, index, key)
    numeric = {
        index
        for index, key in enumerate(COLUMN_KEYS[:columns])
        if COLUMNS_BY_KEY[key].kind.quantity
    }
    for row, cells in enumerate(generate_cells(count, seed), start=1):
        for index, text in enumerate(cells[:columns]):
            if text and index in numeric:
                sheet.write_number(row, index, float(text))
            elif text:
                sheet.write_string(row, index, text)
    book.close()
    return path


class StoppingProgress(Progress):
    """Cancels an import, either while a list is read or while it joins the catalogue."""

    def __init__(self, *, reading: bool) -> None:
        self._reading = reading

    def report(self, rows: int, share: float = 0.0) -> None:
        if self._reading:
            raise Cancelled

    @property
    def should_continue(self) -> bool:
        return self._reading
