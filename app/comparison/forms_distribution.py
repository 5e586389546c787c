"""How the catalogue's products of each form cost, and where those of the comparison lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.toolkit.distribution_chart import CostDistributions, DistributionChart
from app.toolkit.locale_format import notation
from app.toolkit.translation import tr
from pricing.calculation.measures import HEADLINE
from pricing.problems.errors import UserError
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtGui import QShowEvent

    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.calculation.ranking import FormCostDistribution
    from pricing.model.product_columns import ProductColumns
    from pricing.model.scenario import Scenario

    DistributionResult = tuple[Sequence[FormCostDistribution], Sequence[float]]

EDIT_DELAY_MS = 150


class CatalogueDistributionPanel(QWidget):
    """The line that says what there is; `view` is the drawing, hidden until there is something.

    A catalogue is loaded when the panel is looked at; one that is in sight from the start waits to
    be asked for.
    """

    def __init__(
        self, session: Session, theme: Theme, display: CostBasis, opened: OpenCatalogue
    ) -> None:
        super().__init__()
        self._session = session
        self._opened = opened
        self._result: DistributionResult | None = None
        self._result_inputs: tuple[Scenario, ProductColumns] | None = (
            None  # what it was worked out for
        )
        self._is_computing = False
        self._is_started = False  # what is in sight before is there from the start
        QTimer.singleShot(0, self, self._mark_started)
        self._chart = DistributionChart("catalogueSpread", theme, display)
        self.view = self._chart.in_scroll_area()
        self.view.setMinimumWidth(220)
        self.view.hide()
        self._status = QLabel()
        self._status.setObjectName("catalogueSpreadSays")
        self._status.setProperty("muted", True)
        self._button = QPushButton(tr("Show"))
        self._button.setObjectName("catalogueSpreadButton")
        self._button.setAccessibleName(tr("Show how the catalogue's products cost"))
        self._button.clicked.connect(self.load_catalogue)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._status)
        layout.addWidget(self._button)
        self._connect()

    def _connect(self) -> None:
        self._opened.changed.connect(self._reload)
        self._opened.search_ready.connect(self._refresh)
        self._opened.failed.connect(self._show_error)
        # An edit never waits for this.
        self._edit_timer = QTimer(self)
        self._edit_timer.setSingleShot(True)
        self._edit_timer.setInterval(EDIT_DELAY_MS)
        self._edit_timer.timeout.connect(self._refresh)
        self._session.changed.connect(self._edit_timer.start)

    def _mark_started(self) -> None:
        self._is_started = True

    def load_catalogue(self) -> None:
        """Load the catalogue, where there is one, and show what it holds."""
        if not self.isVisible():
            return
        try:
            if self._opened.exists:
                self._opened.ensure_search_ready()
        except UserError as fault:
            self._show_error(fault)
            return
        self._refresh()

    def _reload(self) -> None:
        """Products have joined: what is shown is loaded again, nothing else."""
        if self._opened.search is not None:
            self.load_catalogue()
        else:
            self._refresh()

    def _refresh(self) -> None:
        """Show what is known of the catalogue in the session's scenario."""
        if not self.isVisible():
            return
        search = self._opened.search
        if search is None:
            self._show_not_loaded()
            return
        stock, scenario = search.ranking.product_columns, self._session.scenario
        if (
            self._result_inputs is not None
            and self._result_inputs[0] == scenario
            and self._result_inputs[1] is stock
        ):
            self._show_distribution()
        elif not self._is_computing:
            self._compute(scenario, stock)

    def _show_not_loaded(self) -> None:
        """Nothing is loaded yet: say so, and offer it."""
        loading, there = self._opened.is_loading, self._opened.exists
        self._button.setVisible(there and not loading)
        if loading:
            says = tr("Opening the catalogue…")
        elif there:
            says = tr("The catalogue is not loaded yet.")
        else:
            says = tr("The catalogue is empty.")
        self._status.setText(says)
        self._status.setToolTip(tr("How the catalogue's products of each form cost is shown here."))

    def _compute(self, scenario: Scenario, stock: ProductColumns) -> None:
        from pricing.calculation.ranking import Filters, Ranking

        def spread(_: object) -> DistributionResult:
            ranking = Ranking(stock, scenario)
            return ranking.cost_distributions(
                ranking.filter_rows(Filters(element=scenario.element))
            )

        def take(told: DistributionResult) -> None:
            self._is_computing = False
            self._result, self._result_inputs = told, (scenario, stock)
            self._refresh()

        self._is_computing = True
        self._opened.run_in_background(spread, take)

    def _show_distribution(self) -> None:
        """Draw the spreads, with the comparison's own products; say how many there are."""
        forms, ends = self._result or ((), ())
        scenario = self._session.scenario
        mineral = tr(elements()[scenario.element].name).lower()
        self._button.hide()
        self.view.setVisible(bool(forms))
        if forms:
            self._chart.show_distributions(
                CostDistributions(forms, ends, scenario, self._own_costs())
            )
            count = notation().format_number(str(sum(each.products for each in forms)))
            says = tr("{count} products of the catalogue; ◆ yours", count=count)
        else:
            says = tr(
                "The catalogue has no {mineral} priced in {currency}.",
                mineral=mineral,
                currency=scenario.currency,
            )
        self._status.setText(says)

    def _own_costs(self) -> dict[str, list[tuple[str, Fraction]]]:
        own: dict[str, list[tuple[str, Fraction]]] = {}
        for each in self._session.comparison.ranked_products:
            cost = each.number(HEADLINE.key)
            own.setdefault(each.form, []).append((each.product.product, cost))
        return own

    def _show_error(self, fault: object) -> None:
        if isinstance(fault, UserError):
            self._button.hide()
            self._status.setText(f"⚠ {fault.message(notation())}")

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # After it is painted.
        QTimer.singleShot(0, self, self.load_catalogue if self._is_started else self._refresh)
