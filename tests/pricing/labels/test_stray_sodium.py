"""Sodium in the nutrition table of a label, or in a warning."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pricing.labels import read_label


def _amounts(text: str) -> dict[str, object]:
    (reading,) = read_label(text)
    return {each.element: each.elemental.value for each in reading.ingredients}


@pytest.mark.parametrize(
    ("text", "element", "amount"),
    [
        ("Zinc\n60 gummies $12.00 USD\nServing size 2 gummies\nZinc (as zinc citrate) 5 mg\n"
         "Sodium 10 mg", "Zn", 5),
        ("Zinc 15 mg\n60 tablets £5\nServing size 1 tablet\nZinc 15 mg 100%\nSodium 10 mg <1%",
         "Zn", 15),
        ("Calcium\n80 tablets £9.60\nEach tablet contains 500 mg calcium. Also contains sodium "
         "68.45 mg.", "Ca", 500),
        ("Potassium 99 mg tablets\n$5 USD\nEach tablet: potassium (from potassium gluconate) "
         "99 mg\nContains sodium 2 mg", "K", 99),
        ("Magnesium\n20 Brausetabletten 3,00 €\n1 Brausetablette: Magnesium 375 mg\n"
         "Enthält Natrium 250 mg.", "Mg", 375),
        ("Zinc\n60 comprimés 5,00 €\n1 comprimé : zinc 15 mg\nSel 0,2 g, sodium 80 mg",
         "Zn", 15),
        ("Gomitas de zinc\n70 gomitas 249 MXN\n2 gomitas contienen:\nZinc 5 mg\nSodio 5 mg",
         "Zn", 5),
    ],
)  # fmt: skip
def test_that_sodium_of_a_table_or_warning_is_no_mineral_of_the_product(
    text: str, element: str, amount: int
) -> None:
    assert _amounts(text) == {element: Fraction(amount)}


@pytest.mark.parametrize(
    "text",
    [
        "Electrolyte powder\n300 g $12.00 USD\nServing size 5 g\nSodium 500 mg\nMagnesium 60 mg",
        "Mineralien\n60 Tabletten 12,00 €\n1 Tablette enthält: Magnesium 60 mg, Kalium 200 mg, "
        "Natrium 500 mg",
        "Duo\n60 tablets £5\n1 tablet: magnesium 60 mg\nSodium (as sodium chloride) 500 mg",
        "Sodium & Magnesium\n60 tablets £5\n1 tablet: magnesium 60 mg, sodium 500 mg",
    ],
)
def test_that_sodium_that_a_product_is_taken_for_is_read(text: str) -> None:
    amounts = _amounts(text)
    assert (amounts["Mg"], amounts["Na"]) == (Fraction(60), Fraction(500))


def test_that_sodium_alone_is_read() -> None:
    assert _amounts("Salt tablets\n60 tablets £5\n1 tablet: sodium 200 mg") == {"Na": 200}
