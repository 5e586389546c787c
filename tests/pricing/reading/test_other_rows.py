"""Totals and remarks among the rows of a list are left out and named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import BadInput, ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_grid
from pricing.reading.product_list import combine_batches
from pricing.reading.reading_options import ReadingOptions
from tests.pricing.reading.grids import grid_of

if TYPE_CHECKING:
    from pathlib import Path

    from pricing.reading.product_list import ProductList

TITLES = ("Product", "Form", "Elemental mg", "Pack size", "Price")
ROWS = (("A", "oxide", "240", "60", "9.00"), ("B", "citrate", "100", "90", "8.00"))
TOTALS = [
    ("Total", "", "340", "150", "17.00"),
    ("TOTAL:", "", "", "", "17.00"),
    ("Grand total", "", "340", "150", "17"),
    ("Sum", "oxide", "340", "150", "17"),
    ("Summe", "", "1", "2", "3"),
    ("Gesamt (2 Artikel)", "", "340", "150", "17"),
    ("Zwischensumme", "", "340", "150", "17"),
    ("Total général", "", "340", "150", "17"),
    ("Sous-total", "", "340", "150", "17"),
    ("Suma", "", "340", "150", "17"),
    ("Totale", "", "340", "150", "17"),
    ("Σ", "", "340", "150", "17"),
    ("Average", "citrate", "170", "75", "8.50"),
    ("Durchschnitt", "", "170", "75", "8.50"),
    ("Moyenne", "", "170", "75", "8.50"),
    ("Ø", "", "170", "75", "8.50"),
    ("Media", "oxide", "170", "75", "8.50"),
    ("Media", "", "200", "60", "1"),
    ("Median:", "", "1", "2", "3"),
    ("Count", "", "200", "60", "10"),
    ("Anzahl", "", "2", "2", "2"),
    ("VAT 20%", "", "200", "60", "1"),
    ("MwSt. 19 %", "", "200", "60", "1"),
    ("TVA", "", "200", "60", "1"),
    ("IVA 21%", "", "1", "1", "1"),
    ("MIN", "oxide", "100", "60", "8"),
    ("Max", "", "240", "90", "9"),
    ("Subtotal magnesium", "citrate", "340", "150", "17.00"),
    ("Total Magnesium", "", "340", "150", "17"),
    ("Total", "2 products", "340", "150", "16.50"),
    ("Total", "oxide", "340", "150", "16.99"),
    ("TOTAL", "n = 2", "", "150", "12.75"),
    ("Suma", "various", "", "151", "18"),
    ("Итого:", "", "340", "150", "17"),
    ("Всего", "", "340", "150", "17"),
    ("Übertrag", "", "340", "150", "17"),
    ("Carried forward to page 2", "", "340", "150", "17"),
    ("Page total", "2 items", "340", "150", "17"),
    ("Toplam", "", "340", "150", "17"),
    ("合計", "", "340", "150", "17"),
    ("Összesen", "", "340", "150", "17"),
    ("Celkem", "", "340", "150", "17"),
    ("Riporto", "", "340", "150", "17"),
    ("Suma y sigue", "", "340", "150", "17"),
    ("Magnesium total", "", "340", "150", "17.00"),
    ("Magnesium total:", "all forms", "340", "150", "16.90"),
    ("Magnesium Summe", "", "", "150", "16"),
    ("Overall", "", "340", "150", "17"),
    ("All products", "", "340", "150", "17"),
    ("Zusammen", "", "340", "150", "17"),
    *(
        (name, "", "1", "2", "3")
        for name in (
            "Media aritmética",
            "Media ponderata",
            "Promedio ponderado",
            "Moyenne pondérée",
            "Prix moyen",
            "Arithmetisches Mittel",
            "Durchschnittspreis",
            "Średnia arytmetyczna",
            "Gemiddelde prijs",
            "Snittpris",
            "Gjennomsnitt",
            "Gennemsnit",
            "Keskiarvo",
            "Átlag",
            "Ortalama",
            "Průměr",
            "Priemer",
            "Prosjek",
            "Média",
            "Среднее",
            "Μέσος όρος",
            "平均",
            "평균",
            "Rata-rata",
            "Weighted average",
            "Suma końcowa",
            "Wartość łączna",
            "Gesamtbetrag",
            "Yhteensä",
            "Součet",
            "I alt",
            "Сумма",
            "Σύνολο",
            "Tổng cộng",
            "Jumlah",
            "Ukupno",
            "Összeg",
            "Standard deviation",
            "Standardabweichung",
            "Écart-type",
            "Median price",
        )
    ),
]
PRODUCTS = [
    ("Total Magnesium", "oxide", "300", "60", "12"),
    ("Total", "oxide", "300", "60", "12"),
    ("Max", "oxide", "300", "60", "12"),
    ("Summit Magnesium", "", "300", "60", "12"),
    ("Media Pharma Mg", "", "180", "75", "8.50"),
    ("Total Wellness", "citrate", "340", "60", "17"),
    ("Magnesium total", "oxide", "300", "60", "12"),
    ("Magnesium Total", "citrate", "100", "90", "17"),
]
REMARKS = [
    "* on request only",
    "¹ while stocks last",
    "Note: delivered within a week",
    "Hinweis: nur für Apotheken",
    "(1) per pack",
]


def read(*rows: tuple[str, ...]) -> ProductList:
    return read_grid(grid_of(TITLES, *ROWS, *rows), ReadingOptions())


def names(result: ProductList) -> list[object]:
    return [row.values["product"] for row in result.products]


@pytest.mark.parametrize("row", TOTALS, ids=lambda row: row[0])
def test_that_a_row_of_totals_is_left_out_and_named(row: tuple[str, ...]) -> None:
    result = read(row)
    assert names(result) == ["A", "B"]
    assert [(problem.kind, problem.row) for problem in result.problems] == [
        (ProblemKind.ROW_OF_TOTALS, 4)
    ]


@pytest.mark.parametrize("row", PRODUCTS, ids=lambda row: row[0])
def test_that_a_product_with_such_a_name_stays(row: tuple[str, ...]) -> None:
    assert names(read(row)) == ["A", "B", row[0]]


def test_that_totals_of_sections_and_of_all_are_left_out() -> None:
    result = read(
        ("Subtotal", "oxide", "340", "150", "17"),
        ("C", "oxide", "100", "30", "3"),
        ("D", "oxide", "50", "30", "4"),
        ("Subtotal", "oxide", "150", "60", "7"),
        ("Total", "oxide", "490", "210", "24"),
    )
    assert names(result) == ["A", "B", "C", "D"]


@pytest.mark.parametrize("text", REMARKS)
def test_that_a_remark_among_the_rows_is_quoted(text: str) -> None:
    result = read(("", "", "", "", ""), (text, "", "", "", ""))
    assert names(result) == ["A", "B"]
    (problem,) = result.problems
    assert (problem.kind, problem.value) == (ProblemKind.REMARK_AMONG_ROWS, text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("* prices per 3 packs", "price"), ("Prices exclude VAT", "price"),
        ("Amounts in mmol", "elemental_mg"), ("Alle Mengen je 2 Kapseln", "elemental_mg"),
        ("Prices below in cents", "price"), ("Amounts below are per 2 capsules", "elemental_mg"),
        ("Tous les prix hors taxes", "price"), ("Precios por 3 cajas", "price"),
        ("Serving size: 3 capsules", "elemental_mg"), ("Alle Preise zzgl. 19 % MwSt.", "price"),
    ],
)  # fmt: skip
def test_that_a_remark_between_products_is_asked_about(text: str, key: str, tmp_path: Path) -> None:
    for rows in (
        ((text, "", "", "", ""), ("C", "oxide", "100", "30", "3")),
        (*((f"P{at}", "oxide", "100", "30", "3") for at in range(600)), (text,), PRODUCTS[0]),
    ):
        with pytest.raises(BadInput) as caught:
            read(*rows)
        assert caught.value.kind is ProblemKind.UNCLEAR_NOTE
        assert (caught.value.parameters["text"], caught.value.parameters["column"]) == (text, key)
    path = tmp_path / "list.csv"
    lines = (",".join(TITLES), *["A,oxide,100,60,2"] * 9_000, f"{text},,,,", "B,oxide,100,60,2")
    path.write_text("\n".join(lines), encoding="utf-8")
    (problem,) = combine_batches(read_batches(path)).problems
    assert (problem.kind, problem.parameters["text"]) == (ProblemKind.UNCLEAR_NOTE, text)


@pytest.mark.parametrize(
    "text", ["Our new products", "Prices per pack", "Capsules and tablets", "Magnesium 400 mg"]
)
def test_that_other_texts_between_products_ask_nothing(text: str) -> None:
    result = read((text, "", "", "", ""), ("C", "oxide", "100", "30", "3"))
    assert names(result) == ["A", "B", "C"]


def test_that_a_total_below_many_batches_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    rows = [f"P {number},oxide,100,60,2" for number in range(50)]
    text = "\n".join((",".join(TITLES), *rows, "Total,oxide,5000,3000,100"))
    path.write_text(text, encoding="utf-8")
    result = combine_batches(read_batches(path, size=7))
    assert len(result.products) == 50
    assert [problem.kind for problem in result.problems] == [ProblemKind.ROW_OF_TOTALS]


@pytest.mark.parametrize(
    "name", ["Shipping", "Delivery:", "Versandkosten", "Versand", "Frais de port", "Spedizione"]
)
def test_that_a_row_of_delivery_is_no_product(name: str) -> None:
    found = read_grid(grid_of(TITLES, *ROWS, (name, "", "1", "1", "4.90")), ReadingOptions())
    assert [row.values["product"] for row in found.products] == ["A", "B"]
    named = [one.value for one in found.problems if one.kind is ProblemKind.ROW_OF_TOTALS]
    assert named == [name]
