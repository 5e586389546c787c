"""Offers other prices for rows whose own the catalogue has taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.saved_comparisons.price_changes import price_question_text
from app.toolkit.question_bar import BarQuestion
from app.toolkit.translation import tr
from pricing.model.changes import change_prices
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.question_bar import QuestionBar
    from pricing.model.changes import ChangeSet
    from pricing.model.columns import BaseValue


class TakenBackPrices:
    """Asks once about each such row, whenever the catalogue or the open comparison is another."""

    def __init__(
        self, session: Session, catalogue: OpenCatalogue, question_bar: QuestionBar
    ) -> None:
        self._session = session
        self._catalogue = catalogue
        self._question_bar = question_bar
        self._asked: set[int] = set()  # the ids of rows

    def follow(self, changes: ChangeSet) -> None:
        """Ask about the rows of another comparison once that is open."""
        if changes.opens_another:
            self._asked.clear()
            self.ask()

    def _prices_instead(self) -> Mapping[int, Mapping[str, BaseValue]]:
        """Return other prices by the ids of the rows whose own was taken back."""
        if not self._catalogue.exists:
            return {}
        from pricing.catalogue.wrong_prices import prices_instead

        rows = {entry.id: entry.values for entry in self._session.entries}
        try:
            return prices_instead(self._catalogue.catalogue, rows)
        except UserError:  # the catalogue's view says why it cannot be read
            return {}

    def ask(self) -> None:
        """Ask about the rows whose prices were taken back since the last question."""
        instead = self._prices_instead()
        is_news = bool(instead.keys() - self._asked)
        self._asked &= instead.keys()  # a price that is stated again may be taken back again
        if not is_news:
            return
        self._asked |= instead.keys()
        entries = [entry for entry in self._session.entries if entry.id in instead]
        self._question_bar.ask(
            BarQuestion(
                price_question_text(
                    tr("The catalogue has taken back prices of this comparison."), entries, instead
                ),
                ((tr("Use what it has instead"), self._use_prices),),
                lambda: bool(self._prices_instead()),
            )
        )

    def _use_prices(self) -> None:
        changes = change_prices(
            self._session.entries, self._prices_instead(), tr("update of prices")
        )
        self._session.apply(changes)
