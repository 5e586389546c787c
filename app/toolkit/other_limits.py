"""Says of a dose over the limit of another mineral which one it is, in a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.checks import DOSE_STOP_KEYS
from pricing.calculation.sentences import Sentence

if TYPE_CHECKING:
    from pricing.calculation.comparison import ComparedProduct


def other_over_limit_text(compared: ComparedProduct) -> str:
    """Return how much of another mineral is more than is safe, or ""."""
    if not compared.product.other_minerals:
        return ""
    flag = next((flag for flag in compared.flags if flag.key in DOSE_STOP_KEYS), None)
    if flag is None or flag.key == "over_limit":
        return ""
    if len(flag.parts) > 1:  # their amounts would make the text too long
        minerals = (Sentence("{mineral}", part.parameters).text(notation()) for part in flag.parts)
        return tr("too much {minerals}", minerals=", ".join(minerals))
    template = "{mineral} {delivered}, over {limit}"
    if flag.key == "potassium_dose":
        template = "{mineral} {delivered}, a treatment"
    return Sentence(template, flag.statement.parameters).text(notation())
