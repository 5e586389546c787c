"""Ask the user about changes, and about what a start finds open once the window is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.regimen.lost_products import LostProducts
from app.saved_comparisons.taken_back_prices import TakenBackPrices
from app.table.clarifications import ClarificationController
from app.window.conflicts import ConflictController

if TYPE_CHECKING:
    from app.open_catalogue import OpenCatalogue
    from app.session import Conflict, Session
    from app.toolkit.question_bar import QuestionBar
    from pricing.model.changes import ChangeSet


class ChangeQuestions:
    """Hands each change to everything that may ask about it."""

    def __init__(
        self, session: Session, catalogue: OpenCatalogue, question_bar: QuestionBar
    ) -> None:
        self._clarifications = ClarificationController(session, question_bar)
        self._conflicts = ConflictController(session, question_bar)
        self._taken_back_prices = TakenBackPrices(session, catalogue, question_bar)
        self._lost_products = LostProducts(session, question_bar)
        self._clarifications.ask_what_is_open()

    @property
    def has_undecided_changes(self) -> bool:
        """Whether a change is not made before the user has answered a question."""
        return self._conflicts.has_undecided

    def follow(self, changes: ChangeSet) -> None:
        """Ask about a change of the session."""
        self._clarifications.follow(changes)
        self._conflicts.follow(changes)
        self._taken_back_prices.follow(changes)
        self._lost_products.follow(changes)

    def add_conflict(self, conflict: Conflict) -> None:
        """Ask about what two windows have changed differently."""
        self._conflicts.add(conflict)

    def follow_catalogue(self) -> None:
        """Ask about the prices that the catalogue has taken back."""
        self._taken_back_prices.ask()
