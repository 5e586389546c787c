"""How the catalogue's products of each form cost, and where those of the comparison lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.toolkit.distribution_chart import FormSpreads, Spreads
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.measures import HEADLINE
from pricing.problems.errors import UserError
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtGui import QShowEvent

    from app.open_catalogue import OpenedCatalogue
    from app.session import Session
    from app.toolkit.cost_basis import Display
    from app.toolkit.theme import Theme
    from pricing.calculation.ranking import FormSpread
    from pricing.model.product_columns import Stock
    from pricing.model.scenario import Scenario

    Told = tuple[Sequence[FormSpread], Sequence[float]]

MS_AFTER_EDIT = 150


class CatalogueSpread(QWidget):
    """The line that says what there is; `view` is the drawing, hidden until there is something.

    A catalogue is loaded when the panel is looked at; one that is in sight from the start waits to
    be asked for.
    """

    def __init__(
        self, session: Session, theme: Theme, display: Display, opened: OpenedCatalogue
    ) -> None:
        super().__init__()
        self._session = session
        self._opened = opened
        self._told: Told | None = None
        self._of: tuple[Scenario, Stock] | None = None  # what it was worked out for
        self._is_working = False
        self._is_going = False  # what is in sight before is there from the start
        QTimer.singleShot(0, self, self._go_on)
        self._drawing = FormSpreads("catalogueSpread", theme, display)
        self.view = self._drawing.scrolled()
        self.view.setMinimumWidth(220)
        self.view.hide()
        self._says = QLabel()
        self._says.setObjectName("catalogueSpreadSays")
        self._says.setProperty("muted", True)
        self._button = QPushButton(tr("Show"))
        self._button.setObjectName("catalogueSpreadButton")
        self._button.setAccessibleName(tr("Show how the catalogue's products cost"))
        self._button.clicked.connect(self.look)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._says)
        layout.addWidget(self._button)
        self._connect()

    def _connect(self) -> None:
        self._opened.changed.connect(self._renew)
        self._opened.ready.connect(self._follow)
        self._opened.refused.connect(self._refuse)
        # An edit never waits for this.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(MS_AFTER_EDIT)
        self._soon.timeout.connect(self._follow)
        self._session.changed.connect(self._soon.start)

    def _go_on(self) -> None:
        self._is_going = True

    def look(self) -> None:
        """Load the catalogue, where there is one, and show what it holds."""
        if not self.isVisible():
            return
        try:
            if self._opened.exists:
                self._opened.want()
        except UserError as fault:
            self._refuse(fault)
            return
        self._follow()

    def _renew(self) -> None:
        """Products have joined: what is shown is loaded again, nothing else."""
        if self._opened.search is not None:
            self.look()
        else:
            self._follow()

    def _follow(self) -> None:
        """Show what is known of the catalogue in the session's scenario."""
        if not self.isVisible():
            return
        search = self._opened.search
        if search is None:
            self._wait()
            return
        stock, scenario = search.ranking.stock, self._session.scenario
        if self._of is not None and self._of[0] == scenario and self._of[1] is stock:
            self._show()
        elif not self._is_working:
            self._work_out(scenario, stock)

    def _wait(self) -> None:
        """Nothing is loaded yet: say so, and offer it."""
        loading, there = self._opened.is_loading, self._opened.exists
        self._button.setVisible(there and not loading)
        if loading:
            says = tr("Opening the catalogue…")
        elif there:
            says = tr("The catalogue is not loaded yet.")
        else:
            says = tr("The catalogue is empty.")
        self._says.setText(says)
        self._says.setToolTip(tr("How the catalogue's products of each form cost is shown here."))

    def _work_out(self, scenario: Scenario, stock: Stock) -> None:
        from pricing.calculation.ranking import Filters, Ranking

        def spread(_: object) -> Told:
            ranking = Ranking(stock, scenario)
            return ranking.spread(ranking.wanted(Filters(element=scenario.element)))

        def take(told: Told) -> None:
            self._is_working = False
            self._told, self._of = told, (scenario, stock)
            self._follow()

        self._is_working = True
        self._opened.beside(spread, take)

    def _show(self) -> None:
        """Draw the spreads, with the comparison's own products; say how many there are."""
        forms, ends = self._told or ((), ())
        scenario = self._session.scenario
        mineral = tr(elements()[scenario.element].name).lower()
        self._button.hide()
        self.view.setVisible(bool(forms))
        if forms:
            self._drawing.show_spreads(Spreads(forms, ends, scenario, self._own()))
            count = notation().number(str(sum(each.products for each in forms)))
            says = tr("{count} products of the catalogue; ◆ yours", count=count)
        else:
            says = tr(
                "The catalogue has no {mineral} priced in {currency}.",
                mineral=mineral,
                currency=scenario.currency,
            )
        self._says.setText(says)

    def _own(self) -> dict[str, list[tuple[str, Fraction]]]:
        own: dict[str, list[tuple[str, Fraction]]] = {}
        for each in self._session.comparison.ranked:
            cost = each.number(HEADLINE.key)
            own.setdefault(each.form, []).append((each.product.product, cost))
        return own

    def _refuse(self, fault: object) -> None:
        if isinstance(fault, UserError):
            self._button.hide()
            self._says.setText(f"⚠ {fault.says(notation())}")

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # After it is painted.
        QTimer.singleShot(0, self, self.look if self._is_going else self._follow)
