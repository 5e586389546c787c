"""The distribution of the catalogue's costs by form, with the comparison's products marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.toolkit.cards import CARD_TITLE_SIZE, GAP, PADDING, Card, sized
from app.toolkit.distribution_chart import CostDistributions, DistributionChart
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label, set_tool_tip, wrapped_label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
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


@reports_exceptions
class CatalogueDistributionPanel(QWidget):
    """A status line with a button. `card` holds the chart, and is hidden while it is empty.

    The catalogue is loaded when the panel is shown. If the panel is visible from the start, the
    catalogue waits for the button, so that the start is not slowed down.
    """

    def __init__(
        self, session: Session, theme: Theme, cost_basis: CostBasis, catalogue: OpenCatalogue
    ) -> None:
        super().__init__()
        self.setAccessibleName(tr("Costs of the catalogue's products"))
        self._session = session
        self._catalogue = catalogue
        self._result: DistributionResult | None = None
        self._result_inputs: tuple[Scenario, ProductColumns] | None = None
        self._is_computing = False
        self._is_started = False  # what is visible before is so from the start
        QTimer.singleShot(0, self, self._mark_started)
        self._chart = DistributionChart("catalogueSpread", theme, cost_basis)
        self.card = self._make_card()
        self._status = Label()
        self._status.setObjectName("catalogueSpreadSays")
        self._status.setProperty("muted", True)
        self._button = QPushButton(tr("Show"))
        self._button.setObjectName("catalogueSpreadButton")
        self._button.setAccessibleName(tr("Show the costs of the catalogue's products"))
        self._button.clicked.connect(self.load_catalogue)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._status)
        layout.addWidget(self._button)
        self._connect()

    def _make_card(self) -> Card:
        title = wrapped_label("catalogueSpreadTitle")
        title.setText(tr("What the catalogue's products cost, by form"))
        title.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        card = Card(tr("Costs of the catalogue's products"))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(PADDING, GAP, PADDING, GAP)
        inside.addWidget(title)
        inside.addWidget(self._chart, 1)
        card.setMinimumWidth(220)
        card.hide()
        return card

    def _connect(self) -> None:
        self._catalogue.changed.connect(self._reload)
        self._catalogue.search_ready.connect(self._refresh)
        self._catalogue.failed.connect(self._show_error)
        # The panel follows an edit with a delay, so that the edit itself is not slowed down.
        self._edit_timer = QTimer(self)
        self._edit_timer.setSingleShot(True)
        self._edit_timer.setInterval(EDIT_DELAY_MS)
        self._edit_timer.timeout.connect(self._refresh)
        self._session.changed.connect(self._edit_timer.start)

    def _mark_started(self) -> None:
        self._is_started = True

    def load_catalogue(self) -> None:
        """Load the catalogue if there is one, and show its costs."""
        if not self.isVisible():
            return
        try:
            if self._catalogue.exists:
                self._catalogue.ensure_search_ready()
        except UserError as error:
            self._show_error(error)
            return
        self._refresh()

    def _reload(self) -> None:
        """Load the changed catalogue again if it was loaded before."""
        if self._catalogue.search is not None:
            self.load_catalogue()
        else:
            self._refresh()

    def _refresh(self) -> None:
        """Show the catalogue's costs in the session's scenario, or how to load it."""
        if not self.isVisible():
            return
        search = self._catalogue.search
        if search is None:
            self._show_not_loaded()
            return
        columns, scenario = search.ranking.product_columns, self._session.scenario
        if (
            self._result_inputs is not None
            and self._result_inputs[0] == scenario
            and self._result_inputs[1] is columns
        ):
            self._show_distribution()
        elif not self._is_computing:
            self._compute(scenario, columns)

    def _show_not_loaded(self) -> None:
        """Show that nothing is loaded, and offer to load the catalogue."""
        is_loading, exists = self._catalogue.is_loading, self._catalogue.exists
        self._button.setVisible(exists and not is_loading)
        if is_loading:
            status = tr("Opening the catalogue…")
        elif exists:
            status = tr("The catalogue is not loaded yet.")
        else:
            status = tr("The catalogue is empty.")
        self._status.setText(status)
        set_tool_tip(self._status, tr("The costs of the catalogue's products by form appear here."))

    def _compute(self, scenario: Scenario, columns: ProductColumns) -> None:
        from pricing.calculation.ranking import Filters, Ranking

        def compute(_: object) -> DistributionResult:
            ranking = Ranking(columns, scenario)
            return ranking.cost_distributions(
                ranking.filter_rows(Filters(element=scenario.element))
            )

        def accept(result: DistributionResult) -> None:
            self._is_computing = False
            self._result, self._result_inputs = result, (scenario, columns)
            self._refresh()

        self._is_computing = True
        self._catalogue.run_in_background(compute, accept)

    def _show_distribution(self) -> None:
        """Draw the distributions with the comparison's own products marked."""
        forms, ends = self._result or ((), ())
        scenario = self._session.scenario
        mineral = tr(elements()[scenario.element].name).lower()
        self._button.hide()
        self.card.setVisible(bool(forms))
        if forms:
            self._chart.show_distributions(
                CostDistributions(forms, ends, scenario, self._own_costs())
            )
            status = count_text(
                sum(form.products for form in forms),
                "{count} product of the catalogue; ◆ marks yours",
                "{count} products of the catalogue; ◆ marks yours",
            )
        else:
            status = tr(
                "The catalogue has no {mineral} priced in {currency}.",
                mineral=mineral,
                currency=scenario.currency,
            )
        self._status.setText(status)

    def _own_costs(self) -> dict[str, list[tuple[str, Fraction]]]:
        """Return the names and headline costs of the comparison's products, by form."""
        own_costs: dict[str, list[tuple[str, Fraction]]] = {}
        for compared in self._session.comparison.ranked_products:
            cost = compared.number(HEADLINE.key)
            own_costs.setdefault(compared.form, []).append((compared.product.product, cost))
        return own_costs

    def _show_error(self, error: object) -> None:
        if isinstance(error, UserError):
            self._button.hide()
            self._status.setText(f"⚠ {error.message(notation())}")

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Load after the panel is painted.
        QTimer.singleShot(0, self, self.load_catalogue if self._is_started else self._refresh)
