"""The groups of the chart's bars: their signs and headings, safe products first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.signs import Sign
from pricing.calculation.comparison import PlaceGroup
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.currencies import Plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pricing.calculation.comparison import ComparedProduct


class Group(NamedTuple):
    """A group's sign, and its heading with and without a limit."""

    sign: Sign
    text: Plural
    text_without_limit: Plural


_SHORT = Plural(
    "count",
    "Within the safe limit, but less than {target} a day: {count} product",
    "Within the safe limit, but less than {target} a day: {count} products",
)
_SHORT_WITHOUT_LIMIT = Plural(
    "count",
    "Less than {target} a day: {count} product",
    "Less than {target} a day: {count} products",
)
_TREATMENT = Plural(
    "count",
    "A dose only a doctor prescribes: {count} product, not numbered",
    "A dose only a doctor prescribes: {count} products, not numbered",
)
# Where the dose of some product passes the limit of another mineral than the compared one.
OVER_ITS_LIMIT = Plural(
    "count",
    "Dose over a safe limit: {count} product, not numbered",
    "Doses over a safe limit: {count} products, not numbered",
)
_QUESTION = Plural(
    "count",
    "Your answer is needed: {count} product, not numbered",
    "Your answer is needed: {count} products, not numbered",
)
_TO_FIX = Plural(
    "count",
    "To fix first: {count} product, not numbered",
    "To fix first: {count} products, not numbered",
)
# Safe products first.
GROUPS: Mapping[str, Group] = {
    "safe": Group(
        Sign.DONE,
        Plural(
            "count",
            "Within the safe limit: {count} product",
            "Within the safe limit: {count} products",
        ),
        Plural(
            "count",
            "Reaching {target} a day: {count} product",
            "Reaching {target} a day: {count} products",
        ),
    ),
    "short": Group(Sign.DONE, _SHORT, _SHORT_WITHOUT_LIMIT),
    "over": Group(
        Sign.OVER_LIMIT,
        Plural(
            "count",
            "Dose over the safe limit of {limit}: {count} product, not numbered",
            "Dose over the safe limit of {limit}: {count} products, not numbered",
        ),
        _TREATMENT,
    ),
    "question": Group(Sign.QUESTION, _QUESTION, _QUESTION),
    "fix": Group(Sign.FIX, _TO_FIX, _TO_FIX),
}


def group_key(product: ComparedProduct) -> str:
    """Return the key of the group in which a product stands."""
    match product.evaluation.place_group:
        case PlaceGroup.SAFE_AND_ENOUGH:
            return "safe"
        case PlaceGroup.SAFE:
            return "short"
    if product.evaluation.has_open_question:
        return "question"
    return "fix" if product.evaluation.has_label_doubt else "over"
