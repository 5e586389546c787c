"""A table with a product in each column: nothing of two of them is mixed in silence."""

from __future__ import annotations

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


@pytest.mark.parametrize("rows", _ROWS)
@pytest.mark.parametrize("is_page", [True, False], ids=["page", "copy"])
def test_that_every_field_of_a_table_of_products_is_asked(
    rows: list[list[str]], *, is_page: bool
) -> None:
    (reading,) = read_label(_page(rows) if is_page else "\n".join(map("\t".join, rows)))
    product = reading.fields["product"]
    assert (product.value, product.choices) == (None, tuple(rows[0][1:]))
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
