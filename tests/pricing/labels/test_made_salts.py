"""Remarks that name a salt and the substances of which it is made."""

from __future__ import annotations

import pytest

from pricing.labels import LabelField, Sureness, read_label


def _form(row: str) -> LabelField:
    (reading,) = read_label(f"Serving Size: 2 Teaspoons (4.5 g)\n{row}  325 mg  77%")
    return reading.named_fields()["form:Mg"]


@pytest.mark.parametrize(
    "row",
    [
        "Magnesium (as Magnesium Citrate [made from citric acid and magnesium carbonate])",
        "Magnesium (as magnesium citrate from citric acid and magnesium carbonate)",
        "Magnesium (als Magnesiumcitrat [hergestellt aus Magnesiumcarbonat und Citronensäure])",
        "Magnesium (als Magnesiumcitrat aus Magnesiumcarbonat und Citronensäure)",
        "Magnésium (citrate de magnésium [obtenu à partir de carbonate de magnésium])",
        "Magnesio (como citrato de magnesio [a partir de carbonato de magnesio])",
        "Magnesio (come citrato di magnesio [ottenuto da carbonato di magnesio])",
    ],
)
def test_that_a_salt_and_what_it_is_made_of_are_no_blend(row: str) -> None:
    form = _form(row)
    assert (form.value, form.sureness) == (None, Sureness.ASKED)
    assert form.choices == ("citrate", "carbonate")


@pytest.mark.parametrize(
    "row",
    [
        "Magnesium (from an ionic blend of citric acid and magnesium carbonate)",
        "Magnesium (magnesium carbonate reacted with citric acid)",
        "Magnesium (aus Magnesiumcarbonat und Zitronensäure)",
        "Magnésium (carbonate de magnésium et acide citrique)",
        "Magnesio (de carbonato de magnesio y ácido málico)",
        "Magnesio (da carbonato di magnesio e acido citrico)",
    ],
)
def test_that_a_salt_mixed_with_an_acid_is_asked(row: str) -> None:
    form = _form(row)
    assert (form.value, form.sureness) == (None, Sureness.ASKED)


def test_that_a_salt_made_with_another_is_asked() -> None:
    form = _form("Magnesium (as magnesium glycinate, made with magnesium oxide and glycine)")
    assert form.choices == ("glycinate", "oxide")


@pytest.mark.parametrize(
    ("row", "form"),
    [
        ("Magnesium (as magnesium citrate and magnesium carbonate)", "blend"),
        ("Magnesium (from magnesium citrate and from magnesium carbonate)", "blend"),
        ("Magnesium (aus Magnesiumcitrat, aus Magnesiumcarbonat)", "blend"),
        ("Magnesium (as magnesium glycinate [buffered with magnesium oxide])", "blend"),
        ("Magnesium (as magnesium carbonate)", "carbonate"),
        ("Magnesium (from citric acid and magnesium citrate)", "citrate"),
        ("Zinc and magnesium (as magnesium oxide, flavour with malic acid)", "oxide"),
    ],
)
def test_that_other_remarks_keep_their_form(row: str, form: str) -> None:
    assert _form(row).value == form
