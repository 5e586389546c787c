"""Says why a product stands in the table without a figure: its mineral, its currency, its price."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct

# By check key, the sentence that stands across the figures of a row.
_SENTENCES = {
    "element_differs": "Not ranked: entered as {own}, not {mineral}",
    "currency_differs": "Not ranked: its price is in {own}, not in {currency}",
    "price_rounds_to_nothing": "Not ranked: its price rounds to nothing",
}


def left_out_text(compared: ComparedProduct) -> str:
    """Return why the comparison leaves a product without a rank out, or "" if it is incomplete."""
    flag = next((flag for flag in compared.flags if flag.key in _SENTENCES), None)
    if flag is None:
        return ""
    parameters = {
        key: value if isinstance(value, str) else value.text(notation())
        for key, value in flag.statement.parameters.items()
    }
    return tr(_SENTENCES[flag.key], **parameters)
