"""Packs that an order counts beside a price: it may be that of one of them, or of all."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import LabelField, Sureness, read_label


def _fields(text: str) -> dict[str, LabelField]:
    (reading,) = read_label(text)
    return dict(reading.fields)


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium 120 Kapseln\nMenge: 2 Preis: 33,80 €",
        "Magnesium 120 Kapseln\nAnzahl: 2    33,80 €",
        "Magnesium 120 capsules   Qty 2 Price £33.80",
        "Magnesium 120 capsules   Qty: 2 Total: £33.80",
        "Magnésium 120 gélules\nQté 2   Prix 33,80 €",
        "Magnesio 120 cápsulas\nCantidad 2 33,80 €",
        "Magnesio 120 capsule\nQuantità 2 Prezzo 33,80 €",
        "Magnesium 120 Kapseln\nMenge\n2\nGesamt\n33,80 €",
        "Quantité\n2\nMagnésium 120 gélules\n33,80 €",
        "Artikel                    Menge   Preis\nMagnesium 120 Kapseln      2       33,80 €",
        "Item\tQty\tTotal\nMagnesium 120 capsules\t2\t£33.80",
        "Cant.   Producto    Importe\n2   Magnesio 120 cápsulas   33,80 €",
        "Magnesium 120 capsules\t2\t£33.80",
        "Magnésium 120 gélules   2   16,90   33,80 €",
        "| Prodotto | Q.tà | Prezzo |\n| Magnesio 120 capsule | 2 | 33,80 € |",
    ],
)
def test_that_ordered_packs_leave_open_how_much_a_price_is_for(text: str) -> None:
    pack = _fields(text)["pack_units"]
    assert (pack.value, sorted(map(int, pack.choices))) == (None, [120, 240])


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium 120 Kapseln\nMenge: 1 Preis: 33,80 €",
        "Magnesium 120 capsules\nQuantity: 2 servings\n£33.80",
        "Artikel                    Menge   Preis\nMagnesium 120 Kapseln      1       33,80 €",
        "Zutat       Menge\nMagnesium   200 mg\n120 Kapseln  33,80 €",
        "Item\tQty\tTotal\nMagnesium 120 capsules\t£33.80",
    ],
)
def test_that_one_pack_or_a_number_of_something_else_multiplies_nothing(text: str) -> None:
    fields = _fields(text)
    assert fields["pack_units"].value == Fraction(120)
    assert fields["price"].value == Fraction("33.8")


def test_that_a_column_of_quantities_counts_in_each_row_of_a_list() -> None:
    first, second = read_label(
        "Product\tPack\tQty\tLine total\nZinc picolinate\t90 caps\t2\t£15.98\n"
        "Iron fumarate\t90 caps\t1\t£7.99"
    )
    assert set(first.fields["pack_units"].choices) == {Fraction(90), Fraction(180)}
    assert second.fields["pack_units"].value == Fraction(90)


@pytest.mark.parametrize(
    "text",
    [
        "Magnesiumcitrat\nMenge: 2\n33,80 €",
        "2 x Magnesium citrate tablets   £33.80",
        "Citrate de magnésium\nQuantité : 2\n33,80 €",
        "Citrato de magnesio\nCantidad: 2\n33,80 €",
        "Magnesio citrato\nQuantità: 2\n33,80 €",
    ],
)
def test_that_a_price_of_packs_without_a_size_is_asked(text: str) -> None:
    price = _fields(text)["price"]
    assert (price.value, price.sureness) == (None, Sureness.ASKED)
    assert price.choices == (Fraction("33.8"), Fraction("16.9"))


@pytest.mark.parametrize(
    "text",
    [
        "Order 4471\n2 x Zinc 15mg 90 Tablets  £9.98\nTotal £9.98",
        "2x Solgar Zinc 15 mg Tablets 90 ct £9.98\n1x Postage £3.95\nTotal £13.93",
        "2 x Doppelherz Zink 15 mg 90 Tabletten 9,98 €\nVersand 3,95 €",
        "Thorne Zinc 15 mg 90 tablets  Qty 2  £9.98\nShipping £0.00",
        "Order 4471\nZinc 15mg 90 Tablets\nQty: 2\n£9.98\nTotal £9.98",
        "Zinc 15 mg\n90 tablets\nqty 2 £9.98",
        "2 bottles of Zinc 90 tablets £9.98",
        "2 boîtes Zinc 90 comprimés\n9,98 €",
        "Zink 90 Tabletten\nMenge: 2 Preis: 9,98 €",
    ],
)
def test_that_a_price_of_one_or_all_ordered_packs_is_asked_with_the_pack(text: str) -> None:
    fields = _fields(text)
    pack, price = fields["pack_units"], fields["price"]
    assert (pack.value, sorted(map(int, pack.choices))) == (None, [90, 180])
    assert (price.value, price.choices) == (None, (Fraction("9.98"), Fraction("4.99")))


def test_that_a_price_said_to_be_of_each_of_some_packs_is_the_price() -> None:
    text = "Magnesiumcitrat\nMenge: 2\nPreis pro Packung: 16,90 €"
    assert _fields(text)["price"].choices in {(), (Fraction("16.9"),)}


def test_that_a_broken_number_of_packs_at_the_end_of_a_text_is_read() -> None:
    assert _fields("Zinc 90 capsules x 02")["unit_kind"].value == "capsule"
