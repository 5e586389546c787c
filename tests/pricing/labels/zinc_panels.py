"""Panels of one product in several languages, and what is taken of a text without a question."""

from __future__ import annotations

from fractions import Fraction

from pricing.labels import Sureness, read_label

ZINC_PANELS = {
    "en": "Zinc Citrate, 90 tablets\nPer tablet: Zinc (citrate) 15 mg (150% NRV)\n",
    "de": "Zinkcitrat, 90 Tabletten\nPro Tablette: Zink (Zinkcitrat) 15 mg (150 % NRV)\n",
    "fr": "Citrate de zinc, 90 comprimés\nPar comprimé : Zinc (citrate) 15 mg (150 % VNR)\n",
    "es": "Citrato de zinc, 90 comprimidos\nPor comprimido: Zinc (citrato) 15 mg (150 % VRN)\n",
    "it": "Citrato di zinco, 90 compresse\nPer compressa: Zinco (citrato) 15 mg (150 % VNR)\n",
}


def stated_amounts(text: str) -> dict[str, Fraction]:
    """Return the amounts in milligrams that are taken without a question."""
    (reading,) = read_label(text)
    return {
        mineral.element: mineral.elemental.value
        for mineral in reading.ingredients
        if isinstance(mineral.elemental.value, Fraction)
        and mineral.elemental.sureness is not Sureness.ASKED
    }
