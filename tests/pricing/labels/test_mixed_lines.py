"""Lines with a price each, of which one names a product and another one counts other units."""

from __future__ import annotations

import pytest

from pricing.labels import read_label


@pytest.mark.parametrize(
    "text",
    [
        "BOOTS UK\nFeroglobin caps 30s  £6.50\nIron tabs 200mg 28   £2.99\nTOTAL £9.49",
        "Apotheke\nOrthomol 30 Beutel  52,99 €\nMagnesium 400 mg  8,99 €",
        "Pharmacie\nBion 60 comprimés  21,90 €\nMagnésium 300 mg  9,90 €",
        "Farmacia\nSupradyn 30 comprimidos  15,90 €\nMagnesio 300 mg  9,90 €",
        "Farmacia\nSupradyn 30 compresse  15,90 €\nMagnesio 300 mg  9,90 €",
    ],
)
def test_that_the_pack_of_another_line_with_its_price_is_asked(text: str) -> None:
    for reading in read_label(text):
        fields = reading.fields
        is_named = fields["product"].value is not None
        assert not (is_named and fields["pack_units"].value and fields["price"].value is None)


@pytest.mark.parametrize(
    "text",
    [
        "Magnesium 400 mg  £8.99\n90 tablets £8.99 (£0.10 each)\n1 tablet: magnesium 400 mg",
        "Magnesium 400 mg\n90 tablets £8.99\n1 tablet: magnesium 400 mg",
    ],
)
def test_that_the_pack_of_the_same_price_is_stated(text: str) -> None:
    (reading,) = read_label(text)
    assert reading.fields["pack_units"].value == 90
