"""Prices of the catalogue for minerals that no product of the comparison holds alone.

Nothing is looked up unless a product holds a further mineral without a price. The catalogue is
asked beside the window's thread, once for each mineral until it changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from pricing.analysis.credited_cost import MineralPrice
    from pricing.calculation.comparison import Comparison
    from pricing.catalogue.catalogue import Catalogue


class _Question(NamedTuple):
    """A question to the catalogue: a mineral in a currency on a day."""

    element: str
    currency: str
    day: date


class MineralPrices(QObject):
    """Completes each comparison of the session with the prices that it needs."""

    changed = Signal()  # credited costs of the comparison are other ones now

    def __init__(self, session: Session, catalogue: OpenCatalogue) -> None:
        super().__init__()
        self._session = session
        self._catalogue = catalogue
        self._answers: dict[_Question, MineralPrice | None] = {}
        self._asked: set[_Question] = set()
        self._open: set[_Question] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._ask)
        session.complete_comparison = self.complete
        catalogue.changed.connect(self._ask_again)
        QTimer.singleShot(0, self, lambda: self.complete(session.comparison))

    def complete(self, comparison: Comparison) -> None:
        """Give a comparison the prices that are known, and ask for the others."""
        if not any(one.product.other_minerals for one in comparison.entered_products):
            return
        from pricing.analysis.credited_cost import minerals_without_price, use_catalogue_prices

        currency, day = comparison.scenario.currency, comparison.today
        questions = {
            _Question(element, currency, day) for element in minerals_without_price(comparison)
        }
        if not questions:
            return
        use_catalogue_prices(comparison, self._prices(questions))
        self._open |= questions - self._asked
        if self._open:
            self._timer.start(0)

    def _prices(self, questions: set[_Question]) -> Mapping[str, MineralPrice]:
        answers = {one.element: self._answers.get(one) for one in questions}
        return {element: price for element, price in answers.items() if price is not None}

    def _ask_again(self) -> None:
        """Ask for what the comparison needs, because the catalogue is another one now."""
        self._asked.clear()
        self.complete(self._session.comparison)

    def _ask(self) -> None:
        questions, self._open = self._open, set()
        self._asked |= questions
        if not self._catalogue.exists:
            return

        def find(catalogue: Catalogue) -> Mapping[_Question, MineralPrice | None]:
            from pricing.catalogue.mineral_prices import lowest_mineral_prices

            found: dict[_Question, MineralPrice | None] = {}
            for one in questions:
                prices = lowest_mineral_prices(catalogue, (one.element,), one.currency, one.day)
                found[one] = prices.get(one.element)
            return found

        # The catalogue's own view says why it cannot be read. Here a price is only missing.
        self._catalogue.run_with_catalogue(find, self._take, lambda _: None, only_reads=True)

    def _take(self, found: Mapping[_Question, MineralPrice | None]) -> None:
        is_news = any(self._answers.get(one) != price for one, price in found.items())
        self._answers.update(found)
        if is_news:
            self.complete(self._session.comparison)
            self.changed.emit()
