"""The cheapest regimens and single changes as tables of which each row can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF

from app.regimen.given_bars import mass_text, mineral_name
from app.toolkit.cards import HEADER_SIZE, SMALL_SIZE, sized
from app.toolkit.locale_format import notation
from app.toolkit.painted_table import ColumnWidth, PaintedCells, PaintedTable, runs_column
from app.toolkit.painted_text import Run
from app.toolkit.table_model import ModelColumn, TableModel
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.given_amounts import given_of
from pricing.analysis.offer_names import OfferNames
from pricing.calculation.measures import FigureFormat, format_figure_with_unit
from pricing.problems.plain_facts import NamedTuple
from pricing.quantities.amounts import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from fractions import Fraction

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter

    from app.toolkit.painted_table import Index
    from pricing.analysis.cheapest_regimens import RegimenResult
    from pricing.analysis.given_amounts import Given
    from pricing.analysis.regimen import Regimen, Take
    from pricing.analysis.regimen_swaps import Swap

_BUTTON_PADDING = 10
_WIDTHS = {
    "number": ColumnWidth(least=28),
    "takes": ColumnWidth(share=1.0, least=150),
    "use": ColumnWidth(extra=2 * _BUTTON_PADDING),
}
_WORKED_OUT = frozenset({"monthly_cost", "monthly_outlay"})


class RegimenOffer(NamedTuple):
    """A regimen that can be used: what stands in its row."""

    number: int
    regimen: Regimen
    names: OfferNames
    swap: Swap | None = None


class OffersModel(TableModel[RegimenOffer]):
    """Regimens in their order, each with what it costs and a button."""

    def __init__(self, *, is_of_swaps: bool) -> None:
        super().__init__()
        self._is_of_swaps = is_of_swaps
        self.set_columns(self._declared_columns())

    def show_regimens(self, result: RegimenResult) -> None:
        """Show the regimens that were found, the cheapest first."""
        names = OfferNames(result.usable)
        offers = [
            RegimenOffer(number, regimen, names)
            for number, regimen in enumerate(result.regimens, start=1)
        ]
        self.show_rows(offers, self._declared_columns())

    def show_swaps(self, swaps: list[Swap]) -> None:
        """Show single changes, the best first."""
        offers = [
            RegimenOffer(number, swap.regimen, swap.names, swap)
            for number, swap in enumerate(swaps, start=1)
        ]
        self.show_rows(offers, self._declared_columns())

    def _declared_columns(self) -> tuple[ModelColumn[RegimenOffer], ...]:
        heading = tr("Instead") if self._is_of_swaps else tr("Take a day")
        takes = runs_column("takes", heading, _offer_runs, is_text=True)
        use: ModelColumn[RegimenOffer] = ModelColumn(
            "use", "", lambda _: tr("Use this"), is_text=True, full_heading=tr("Use it")
        )
        if self._is_of_swaps:
            return (takes, _strong("monthly_cost", tr("Cost per\nmonth"), _saving_text), use)
        return (
            ModelColumn("number", "#", lambda offer: str(offer.number)),
            takes,
            _strong("monthly_cost", tr("Cost per\nmonth"), _cost_text),
            ModelColumn("monthly_outlay", tr("To pay\nnow"), _outlay_text),
            use,
        )


def _strong(
    key: str, heading: str, text: Callable[[RegimenOffer], str]
) -> ModelColumn[RegimenOffer]:
    """Return a column of strong figures."""
    return runs_column(key, heading, lambda offer: (Run(text(offer), is_strong=True),))


def take_text(take: Take, names: OfferNames) -> str:
    """Return a dose as a short text: 2 Magnesium Oxide 250 mg."""
    count = UNITS.text(int(take.units * UNITS.base_per_unit))
    product = names.text(take.product, notation())
    return tr("{count} {product}", count=notation().format_number(count), product=product)


def takes_text(takes: Iterable[Take], names: OfferNames) -> str:
    """Return doses that are taken together: 1 Oxide + 2 Citrate."""
    whole = ""
    for text in (take_text(take, names) for take in takes):
        whole = tr("{first} + {second}", first=whole, second=text) if whole else text
    return whole


def _offer_runs(offer: RegimenOffer) -> tuple[Run, ...]:
    swap = offer.swap
    if swap is None:
        first = takes_text(offer.regimen.takes, offer.names)
    elif swap.added is None:
        first = tr("Without {product}", product=offer.names.text(swap.removed.product, notation()))
    else:
        first = tr(
            "{added} in place of {removed}",
            added=take_text(swap.added, offer.names),
            removed=offer.names.text(swap.removed.product, notation()),
        )
    runs = [Run(first)]
    for number, row in enumerate(given_of(offer.regimen)):
        if number:
            runs.append(Run(" · ", colour="muted", scale=HEADER_SIZE))
        if row.is_above_target:
            runs.append(Run("↑ ", colour="note", scale=HEADER_SIZE, starts_line=not number))
        starts_line = not number and not row.is_above_target
        text = _total_text(row)
        runs.append(Run(text, colour="muted", scale=HEADER_SIZE, starts_line=starts_line))
    return tuple(runs)


def _total_text(row: Given) -> str:
    mineral, total = mineral_name(row.element).lower(), mass_text(row.total, row.element)
    if row.is_at_least:
        total = tr("at least {total}", total=total)
    return tr("{mineral} {total}", mineral=mineral, total=total)


def _money(amount: Fraction | None, regimen: Regimen) -> str:
    if amount is None:
        return ""
    currency = regimen.scenario.currency
    return format_figure_with_unit(amount, FigureFormat.MONEY, currency, notation())


def _cost_text(offer: RegimenOffer) -> str:
    return _money(offer.regimen.cost("monthly_cost"), offer.regimen)


def _outlay_text(offer: RegimenOffer) -> str:
    return _money(offer.regimen.cost("monthly_outlay"), offer.regimen)


def _saving_text(offer: RegimenOffer) -> str:
    saving = offer.swap.saving if offer.swap else None
    return tr("{saving} less", saving=_money(saving, offer.regimen))


@reports_exceptions
class _OfferCells(PaintedCells):
    """Paints the worked-out columns on their ground, and the button of each row."""

    def __init__(self, view: OffersTable) -> None:
        super().__init__(view)
        self._offers_view = view

    def ground(self, index: Index) -> QColor:
        key = self._offers_view.offers_model.columns[index.column()].key
        return tokens().tinted if key in _WORKED_OUT else tokens().surface

    def paint_cell(self, painter: QPainter, area: QRectF, index: Index) -> None:
        if self._offers_view.offers_model.columns[index.column()].key != "use":
            super().paint_cell(painter, area, index)
            return
        colours = tokens()
        font = sized(self._offers_view.font(), SMALL_SIZE)
        height = QFontMetricsF(font).height() + 10
        button = QRectF(area.left(), area.center().y() - height / 2, area.width(), height)
        painter.setFont(font)
        painter.setPen(colours.field_border)
        painter.setBrush(colours.surface)
        painter.drawRoundedRect(button.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(colours.text)
        painter.drawText(button, Qt.AlignmentFlag.AlignCenter, str(index.data() or ""))


@reports_exceptions
class OffersTable(PaintedTable):
    """A table whose rows are used by their button, or with Ctrl+Enter."""

    use_requested = Signal(object)  # the Regimen

    def __init__(self, name: str, title: str, *, is_of_swaps: bool) -> None:
        self.offers_model = OffersModel(is_of_swaps=is_of_swaps)
        super().__init__(self.offers_model, name, title, _WIDTHS)
        self.setItemDelegate(_OfferCells(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.fitted.connect(self._fit_height)

    def _fit_height(self) -> None:
        rows = sum(self.rowHeight(row) for row in range(self.offers_model.rowCount()))
        self.setFixedHeight(rows + self.horizontalHeader().height() + 2)

    def _use(self, index: QModelIndex) -> None:
        if index.isValid():
            self.use_requested.emit(self.offers_model.rows[index.row()].regimen)

    # -- Qt's own names ------------------------------------------------------------------------

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.offers_model.columns[index.column()].key == "use":
            self._use(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._use(self.currentIndex())
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())
