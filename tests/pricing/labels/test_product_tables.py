"""A table with a product in each column: each is a product, and nothing of two is mixed."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import Sureness, read_label

_ROWS = [
    [
        ["", "Mag A", "Mag B"],
        ["Price", "£9.99", "£9.99"],
        ["Count", "60 capsules", "60 capsules"],
        ["Serving size", "1 capsule", "1 capsule"],
        ["Magnesium", "100 mg", "100 mg"],
        ["Zinc", "", "5 mg"],
    ],
    [
        ["", "Mag A", "Iron B"],
        ["Price", "£9.99", "£7.99"],
        ["Count", "60 capsules", "90 capsules"],
        ["Serving size", "1 capsule", "1 capsule"],
        ["Magnesium", "100 mg", "-"],
        ["Iron", "-", "14 mg"],
    ],
    [
        ["Produkt", "Magnesium A", "Magnesium B"],
        ["Preis", "9,99 €", ""],
        ["Inhalt", "", "60 Kapseln"],
        ["Magnesium pro Kapsel", "", "200 mg"],
    ],
    [
        ["Produit", "Magnésium A", "Fer B", "Zinc C"],
        ["Prix", "9,99 €", "9,99 €", "9,99 €"],
        ["Contenance", "60 gélules", "60 gélules", "60 gélules"],
        ["Pour 1 gélule", "100 mg", "14 mg", "10 mg"],
    ],
]


def _page(rows: list[list[str]]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return "<html><table>" + "".join(f"<tr>{line}</tr>\n" for line in lines) + "</table></html>"


_READ = [
    [("Mag A", 60, "9.99", {"Mg": 100}), ("Mag B", 60, "9.99", {"Mg": 100, "Zn": 5})],
    [("Mag A", 60, "9.99", {"Mg": 100}), ("Iron B", 90, "7.99", {"Fe": 14})],
    [("Magnesium A", None, "9.99", {}), ("Magnesium B", 60, None, {"Mg": 200})],
    [
        ("Magnésium A", 60, "9.99", {}),
        ("Fer B", 60, "9.99", {}),
        ("Zinc C", 60, "9.99", {}),
    ],
]


@pytest.mark.parametrize(("rows", "expected"), [*zip(_ROWS, _READ, strict=True)])
@pytest.mark.parametrize("is_page", [True, False], ids=["page", "copy"])
def test_that_each_column_of_a_table_of_products_is_a_product(
    rows: list[list[str]],
    expected: list[tuple[str, int | None, str | None, dict[str, int]]],
    *,
    is_page: bool,
) -> None:
    readings = read_label(_page(rows) if is_page else "\n".join(map("\t".join, rows)))
    read: list[object] = [
        (
            reading.fields["product"].value,
            reading.fields["pack_units"].value,
            reading.fields["price"].value,
            {
                each.element: each.elemental.value
                for each in reading.ingredients
                if each.elemental.value is not None
            },
        )
        for reading in readings
    ]
    assert read == [
        (name, units, price and Fraction(price), amounts)
        for name, units, price, amounts in expected
    ]


@pytest.mark.parametrize(
    "text",
    [
        "\tMag Basic\tMag Plus\nMagnesium per capsule\t250 mg\t100 mg\nCapsules\t120\t90\n"
        "Price\t£9.99\t£14.99",
        "| Product | Mag Basic | Mag Plus |\n|---|---|---|\n"
        "| Magnesium per capsule | 250 mg | 100 mg |\n"
        "| Capsules | 120 | 90 |\n| Price | £9.99 | £14.99 |",
        "Complements\n              Mag Basic    Mag Plus\nMagnesium/capsule  250 mg   100 mg\n"
        "Capsules    120      90\nPrice       £9.99    £14.99",
        "Product | Mag Basic | Mag Plus\n"
        "Content per capsule | 250 mg magnesium | 100 mg magnesium\n"
        "Pack size | 120 capsules | 90 capsules\nPrice | £9.99 | £14.99",
    ],
    ids=["tabs", "lines", "spaces", "marks"],
)
def test_that_a_copied_table_of_products_makes_a_product_of_each_column(text: str) -> None:
    read: list[object] = [
        (
            reading.fields["product"].value,
            reading.fields["pack_units"].value,
            reading.fields["price"].value,
            reading.ingredients[0].elemental.value,
        )
        for reading in read_label(text)
    ]
    assert read == [
        ("Mag Basic", 120, Fraction("9.99"), 250), ("Mag Plus", 90, Fraction("14.99"), 100),
    ]  # fmt: skip


def test_that_a_table_with_a_cell_missing_is_asked() -> None:
    (reading,) = read_label(
        "Produkt | Mag A | Mag B\nMagnesium pro Kapsel | 100 mg\nPreis | 9,99 € | 12,99 €\n"
        "Inhalt | 60 Kapseln | 90 Kapseln"
    )
    product = reading.fields["product"]
    assert (product.value, product.choices) == (None, ("Mag A", "Mag B"))
    settled = {
        key
        for key, field in reading.named_fields().items()
        if field.value is not None and field.sureness is not Sureness.ASKED
    }
    assert settled <= {"currency"}


@pytest.mark.parametrize(
    "text",
    [
        "Zinc 60 tablets £9.99\n\tPer tablet\tNRV\nZinc\t10 mg\t100%\nCopper\t1 mg\t100%",
        "Zinc 60 tablets £9.99\nNutrient\tAmount\t% DV\nServing size\t1 tablet\t\nZinc\t10 mg\t91%",
    ],
)
def test_that_the_columns_of_a_panel_are_no_products(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.ingredients[0].elemental.sureness is Sureness.STATED


@pytest.mark.parametrize(
    "text",
    [
        "Zinc picolinate\tIron bisglycinate\tMagnesium citrate\n15 mg\t14 mg\t200 mg\n"
        "90 capsules\t60 tablets\t120 tablets\n£7.00\t£8.00\t£9.50\n",
        "Unsere Angebote\nZink 15 mg       Eisen 14 mg      Magnesium 200 mg\n"
        "90 Kapseln       60 Tabletten     120 Tabletten\n"
        "7,00 €           8,00 €           9,50 €\nIn den Korb      In den Korb      In den Korb",
        "Zinc\tFer\tMagnésium\n90 gélules\t60 comprimés\t120 comprimés\n7,00 €\t8,00 €\t9,50 €",
        "| Zinco | Ferro | Magnesio |\n| 90 capsule | 60 compresse | 120 compresse |\n"
        "| 7,00 € | 8,00 € | 9,50 € |",
    ],
)
def test_that_cells_below_names_are_products_without_labels(text: str) -> None:
    assert [
        (
            [one.element for one in reading.ingredients],
            reading.fields["unit_kind"].value,
            reading.fields["pack_units"].value,
            reading.fields["price"].value,
        )
        for reading in read_label(text)
    ] == [
        (["Zn"], "capsule", Fraction(90), Fraction(7)),
        (["Fe"], "tablet", Fraction(60), Fraction(8)),
        (["Mg"], "tablet", Fraction(120), Fraction("9.5")),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Per tablet\nZinc\tIron\tMagnesium\n15 mg\t14 mg\t200 mg\n60 tablets\n£7.00",
        "Zinc\tIron\n15 mg\t14 mg\n60 tablets\t\n£7",
        "Zinc\t15 mg\nIron\t14 mg\n60 tablets\t£7.00",
    ],
)
def test_that_the_minerals_of_one_product_in_cells_are_no_products(text: str) -> None:
    assert len(read_label(text)) == 1
