"""Several products with pack and price: one row for each, wherever one ends and the next begins."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


def _rows(text: str) -> list[tuple[str, object, object]]:
    return [
        (
            reading.ingredients[0].element,
            reading.fields["pack_units"].value,
            reading.fields["price"].value,
        )
        for reading in read_label(text)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Wexley Zinc 15 mg 90 tablets £7.00 / Wexley Iron 14 mg 60 tablets £8.00",
        "Zinc 15 mg 90 tablets £7.00; Iron 14 mg 60 tablets £8.00",
        "Zinc 15 mg 90 tablets £7.00 | Iron 14 mg 60 tablets £8.00",
        "Zinc 15 mg, 90 tablets, £7.00, Iron 14 mg, 60 tablets, £8.00",
        "Zinc 15 mg 90 tablets £7.00 Iron 14 mg 60 tablets £8.00",
        "£7.00 Zinc 15 mg 90 tablets / £8.00 Iron 14 mg 60 tablets",
        "Zink 15 mg 90 Tabletten 7,00 € und Eisen 14 mg 60 Tabletten 8,00 €",
        "Zinc 15 mg 90 comprimés 7,00 € et Fer 14 mg 60 comprimés 8,00 €",
        "Zinco 15 mg 90 compresse € 7,00 e Ferro 14 mg 60 compresse € 8,00",
        "Zinc 15 mg 90 comprimidos 7,00 € y Hierro 14 mg 60 comprimidos 8,00 €",
        "This week:\nZinc 15 mg 90 tablets £7.00\nIron 14 mg 60 tablets £8.00",
        "Zinc 15 mg | 90 tablets | £7.00\nIron 14 mg | 60 tablets | £8.00",
        "Zinc 15 mg\n90 tablets £7.00\n\nIron 14 mg\n60 tablets £8.00",
        "Top 2 minerals\n1. Oak Zinc 15 mg - 90 tablets - £7.00\n"
        "2. Oak Iron 14 mg - 60 tablets - £8.00\nPrices checked 12 May",
        "Zink 15 mg\n90 Tabletten\n7,00 €\n \nEisen 14 mg\n60 Tabletten\n8,00 €\n",
    ],
)
def test_that_offers_of_one_line_or_below_a_heading_are_rows(text: str) -> None:
    assert _rows(text) == [("Zn", Fraction(90), Fraction(7)), ("Fe", Fraction(60), Fraction(8))]


@pytest.mark.parametrize(
    "text",
    [
        "Product,Brand,Count,Price\n"
        "Zinc Citrate 15 mg,Wexley,90 tablets,£7.00\n"
        "Iron Fumarate 14 mg,Wexley,60 tablets,£8.00",
        "Name;Marke;Inhalt;Preis\n"
        "Zink 15 mg;Hagenried;90 Tabletten;7,00 €\n"
        "Eisen 14 mg;Hagenried;60 Tabletten;8,00 €",
        "Producto,Marca,Unidades,Precio\n"
        '"Zinc 15 mg",Aldaia,90 comprimidos,"7,00 €"\n'
        '"Hierro 14 mg",Aldaia,60 comprimidos,"8,00 €"',
    ],
)
def test_that_the_lines_of_a_list_with_marks_between_cells_are_rows(text: str) -> None:
    assert _rows(text) == [("Zn", Fraction(90), Fraction(7)), ("Fe", Fraction(60), Fraction(8))]
    assert not any("," in str(reading.fields["product"].value) for reading in read_label(text))


@pytest.mark.parametrize(
    "text",
    [
        "Magnésium citrate Boisviel 90 gélules 12,90 €\nPour 3 gélules : magnésium 300 mg\n"
        "Magnésium bisglycinate Boisviel 60 gélules 16,90 €\nPour 2 gélules : magnésium 200 mg",
        "Magnesium citrate 90 Kapseln\n12,90 €\n3 Kapseln enthalten 300 mg Magnesium\n"
        "Magnesium bisglycinat 60 Kapseln\n16,90 €\n2 Kapseln enthalten 200 mg Magnesium",
    ],
)
def test_that_products_without_an_empty_line_between_them_are_rows(text: str) -> None:
    first, second = read_label(text)
    assert [
        (reading.ingredients[0].form.value, reading.ingredients[0].elemental.value)
        for reading in (first, second)
    ] == [("citrate", Fraction(300)), ("glycinate", Fraction(200))]
    packs = [reading.fields["pack_units"].value for reading in (first, second)]
    prices = [reading.fields["price"].value for reading in (first, second)]
    assert packs == [90, 60]
    assert prices == [Fraction("12.9"), Fraction("16.9")]


@pytest.mark.parametrize(
    "text",
    [
        "Zinc 15 mg 60 tablets £7.00 / 120 tablets £12.00\nPer tablet zinc 15 mg",
        "Magnesium 60 Kapseln 7,00 €\nMagnesium 120 Kapseln 12,00 €\nJe Kapsel Magnesium 100 mg",
        "Zinc, 15 mg, 90 tablets, £7.00\nPer tablet, zinc, 15 mg, citrate",
    ],
)
def test_that_the_sizes_and_lines_of_one_product_are_one_row(text: str) -> None:
    assert len(read_label(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Zinc 15 mg\n90 tablets £7.00\n\nwith iron 14 mg",
        "Zinc 15 mg\n90 tablets £7.00\n\n180 tablets £12.00",
        "Zinc 15 mg\n90 tablets\n\nOnly today £7.00",
    ],
)
def test_that_a_paragraph_without_a_mineral_a_pack_and_a_price_is_no_row(text: str) -> None:
    assert len(read_label(text)) == 1


def test_that_a_ranking_of_products_of_one_mineral_is_a_row_each() -> None:
    assert _rows(
        "Top 2 Zinc\n1. Oak Zinc 50 mg - 100 caps - £7.00\n2. Fen Zinc Picolinate 50 mg - 60 caps"
        " - £9.00\nWhich is better?"
    ) == [("Zn", 100, 7), ("Zn", 60, 9)]


def test_that_lines_around_offers_that_state_an_amount_keep_them_together() -> None:
    sizes = "Magnesium 60 tablets £7.00\nMagnesium 120 tablets £12.00"
    assert len(read_label(f"Oak Magnesium 2\n{sizes}\nPer tablet magnesium 100 mg")) == 1
