"""Works out a row's standing in the comparison: its number, its sign, and its bar's length."""

from __future__ import annotations

from enum import auto
from typing import TYPE_CHECKING

from app.toolkit.signs import Sign
from pricing.problems.plain_facts import Enum, NamedTuple, StrEnum

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.session import Session
    from pricing.calculation.comparison import ComparedProduct, Comparison


class OrderChoice(StrEnum):
    """An order of the rows. Its value is kept in the settings."""

    SAFE_FIRST = "place"
    CREDITED = "credited"
    COST_PER_MG = "rank"
    AS_ENTERED = "entered"


# What the number of a row is in each order, for the reader of its heading.
NUMBER_TITLES: Mapping[OrderChoice, str] = {
    OrderChoice.SAFE_FIRST: "Place",
    OrderChoice.CREDITED: "Place by credited cost",
    OrderChoice.COST_PER_MG: "Rank by cost per mg",
    OrderChoice.AS_ENTERED: "Place",
}
# What stands below the sign # where the number is no place by the whole price.
NUMBER_NOTES: Mapping[OrderChoice, str] = {
    OrderChoice.CREDITED: "credited",
    OrderChoice.COST_PER_MG: "per mg",
}


class Standing(Enum):
    """Whether a row has a number, or why it has none."""

    INCOMPLETE = auto()  # it is no product yet, or cannot be compared
    QUESTION = auto()  # an answer about its label is missing
    UNSAFE = auto()  # its dose is over a limit
    SAFE = auto()


class RowStanding(NamedTuple):
    """The standing of one row. `share` is its cost as a share of the highest, for its bar."""

    standing: Standing = Standing.INCOMPLETE
    number: int | None = None
    absorbed_rank: int | None = None
    is_close_to_first: bool = False
    share: float = 0.0
    dose_sign: Sign | None = None

    @property
    def signs(self) -> tuple[Standing, Sign | None]:
        """Return the content of the signs beside the row's figures."""
        return self.standing, self.dose_sign

    @property
    def text(self) -> str:
        """The number, such as "2 ≈ (1)", or a dash for a product that has none.

        "≈" means that the difference from the cheapest is not meaningful. The number in brackets is
        the rank by cost per absorbed mg, if the scenario assumes an absorption.
        """
        if self.standing in {Standing.INCOMPLETE, Standing.UNSAFE}:
            return "–"
        if self.number is None:
            return "?"
        text = f"{self.number} ≈" if self.is_close_to_first else str(self.number)
        return text if self.absorbed_rank is None else f"{text} ({self.absorbed_rank})"


NO_STANDING = RowStanding()


class KnownStandings(NamedTuple):
    """The standings of the rows that anything has asked for, and their reference product."""

    by_row: Mapping[int, RowStanding]
    reference: object


class RowStandings:
    """The standings of a session's rows. Each is kept from the first question to a change."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.order = OrderChoice.SAFE_FIRST
        self._by_row: dict[int, RowStanding] = {}
        self._reference: object = None

    @property
    def reference(self) -> object:
        """The evaluation of the reference product, if there is one."""
        reference = self._session.comparison.reference
        return reference.evaluation if reference else None

    def of(self, row: int) -> RowStanding:
        """Return how a row of the session stands."""
        if not self._by_row:
            self._reference = self.reference
        if row not in self._by_row:
            compared = self._session.compared_product(row)
            self._by_row[row] = row_standing(self._session.comparison, compared, self.order)
        return self._by_row[row]

    def forget(self) -> KnownStandings:
        """Find anew how each row stands, and return how the rows stood."""
        known = KnownStandings(self._by_row, self._reference)
        self._by_row = {}
        return known


def row_standing(
    comparison: Comparison, compared: ComparedProduct | None, choice: OrderChoice
) -> RowStanding:
    """Return how a product stands, numbered in the order that the user has chosen."""
    if compared is None or compared.rank is None:
        return NO_STANDING
    standing = _standing(compared)
    number = None
    if standing is Standing.SAFE:
        number = number_in_order(comparison, compared, choice)
    return RowStanding(
        standing,
        number,
        _absorbed_rank(comparison, compared),
        is_close_to_first(comparison, compared, choice),
        0.0 if standing is Standing.QUESTION else comparison.share_of_highest_cost(compared),
        _dose_sign(compared, standing),
    )


def products_in_order(comparison: Comparison, choice: OrderChoice) -> Sequence[ComparedProduct]:
    """Return the ranked products in an order. One as entered numbers them by their places."""
    if choice is OrderChoice.COST_PER_MG:
        return comparison.ranked_products
    if choice is OrderChoice.CREDITED:
        from pricing.analysis.credited_cost import order_by_credited_cost

        return order_by_credited_cost(comparison)
    return comparison.products_by_place


def number_in_order(
    comparison: Comparison, compared: ComparedProduct, choice: OrderChoice
) -> int | None:
    """Return the number of a product in an order, or None if it is not ranked."""
    if choice is OrderChoice.COST_PER_MG:
        return compared.rank
    if choice is OrderChoice.CREDITED:
        from pricing.analysis.credited_cost import credited_places

        return credited_places(comparison).get(compared.position)
    return comparison.place_of(compared)


def is_close_to_first(
    comparison: Comparison, compared: ComparedProduct, choice: OrderChoice
) -> bool:
    """Return whether a product costs no meaningful difference more than the first of an order."""
    first = products_in_order(comparison, choice)[0]
    if choice is OrderChoice.CREDITED:
        from pricing.analysis.credited_cost import is_close_by_credited_cost

        return is_close_by_credited_cost(comparison, compared, first)
    return comparison.is_close_to(compared, first)


def leaves_question(compared: ComparedProduct | None) -> bool:
    """Return whether an answer about the label of a ranked product is missing."""
    if compared is None or compared.rank is None:
        return False
    return compared.evaluation.has_label_doubt


def _standing(compared: ComparedProduct) -> Standing:
    if compared.evaluation.has_label_doubt:
        return Standing.QUESTION
    is_unsafe = not compared.evaluation.place_group.is_safe
    return Standing.UNSAFE if is_unsafe else Standing.SAFE


def _absorbed_rank(comparison: Comparison, compared: ComparedProduct) -> int | None:
    if not comparison.scenario.absorption:
        return None
    ranks: Mapping[int, int] = comparison.kept_result("absorbed ranks", _absorbed_ranks)
    return ranks[compared.position]


def _absorbed_ranks(comparison: Comparison) -> Mapping[int, int]:
    """Return the ranks by cost per absorbed mg, by the positions of the products."""
    by_absorbed_cost = enumerate(comparison.products_by_absorbed_cost, start=1)
    return {product.position: rank for rank, product in by_absorbed_cost}


def _dose_sign(compared: ComparedProduct, standing: Standing) -> Sign | None:
    if standing is Standing.UNSAFE:
        return Sign.OVER_LIMIT
    if standing is not Standing.SAFE:
        return None
    from pricing.calculation.conditions import condition_holds

    is_above = condition_holds("above_target", compared.figures)
    return Sign.ABOVE_TARGET if is_above else None
