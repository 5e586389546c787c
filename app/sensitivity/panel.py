"""The view "What if": what each dose costs, and what moves the cost of a product."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.absorption_box import AbsorptionBox
from app.sensitivity.dose_map import DoseMapTable
from app.sensitivity.dose_slider import DoseSlider
from app.sensitivity.legend import DoseLegend, TornadoLegend
from app.sensitivity.ranges import BAR_KEY, InputRangesModel
from app.sensitivity.tornado import TornadoCells, draw_tornado
from app.toolkit.cards import CARD_TITLE_SIZE, GAP, PADDING, SMALL_SIZE, Card, scrolling, sized
from app.toolkit.fields import ChoiceBox
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text, notation
from app.toolkit.painted_table import ColumnWidth, PaintedTable
from app.toolkit.picture_source import source_line
from app.toolkit.shown_text import Label, set_tool_tip, wrapped_label
from app.toolkit.theme import tokens
from app.toolkit.translation import full_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.sensitivity import SENSITIVITY_MEASURE_KEYS
from pricing.analysis.target_ranges import TargetRanges
from pricing.calculation.measures import ABSORBED_COST_KEY, HEADLINE, MEASURES_BY_KEY
from pricing.model.changes import change_scenario
from pricing.quantities.amounts import MASS
from pricing.quantities.safe_text import displayable_line, displayable_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from PySide6.QtGui import QShowEvent

    from app.session import Session
    from app.toolkit.theme import Theme
    from pricing.calculation.comparison import ComparedProduct

# The headline is per absorbed mg, which is the same unless an absorption is assumed.
_HEADING_KEYS = {ABSORBED_COST_KEY: HEADLINE.key}
_FIRST_FIGURE = "monthly_cost"
_RANGE_WIDTHS = {
    "input": ColumnWidth(least=110),
    "range": ColumnWidth(least=110),
    BAR_KEY: ColumnWidth(share=0.55, least=220),
    "switch_points": ColumnWidth(share=0.45, least=200),
}


@reports_exceptions
class SensitivityPanel(QWidget):
    """Follows the session while it is visible."""

    cell_requested = Signal(int, str)  # row and column key of the product table
    own_assumption_requested = Signal()

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._chosen: int | None = None  # the product's row in the product table, if one is chosen
        self._listed_ids: list[int] = []  # those of the products that can be chosen
        target_ranges = TargetRanges()  # the map and the ranges both show them
        self._map = DoseMapTable(session, target_ranges)
        self._slider = DoseSlider()
        self._dose_legend, self._tornado_legend = DoseLegend(), TornadoLegend()
        self._ranges = InputRangesModel(session, target_ranges)
        self._table = PaintedTable(
            self._ranges, "sensitivityView", tr("What moves the cost"), _RANGE_WIDTHS, least_row=28
        )
        self._table.setItemDelegate(TornadoCells(self._table, BAR_KEY))
        self._table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._title, self._message = (
            wrapped_label("sensitivityTitle"),
            wrapped_label("sensitivitySays"),
        )
        self._title.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        self._message.hide()
        self._product_box = _make_box("sensitivityProductBox", tr("Product"), 24)
        self._figure_box = _make_box("sensitivityFigureBox", tr("Figure"), 14)
        self._figure_box.addItems([""] * len(SENSITIVITY_MEASURE_KEYS))
        self._figure_box.setCurrentIndex(SENSITIVITY_MEASURE_KEYS.index(_FIRST_FIGURE))
        self._hint = Label(tr("Drag the dose, or press ← and →."))
        self._more = QPushButton(tr("Show more products"))
        self._more.setObjectName("moreDosesButton")
        self._absorption_box = AbsorptionBox(session, "whatIfAssumptionBox")
        self._absorption_box.own_requested.connect(self.own_assumption_requested)
        self.tools = self._make_tools()
        self._compose()
        self._connect(theme)

    # -- building ------------------------------------------------------------------------------

    def _make_tools(self) -> QWidget:
        tools, copy = QWidget(), QPushButton(tr("Copy picture"))
        copy.setObjectName("copyDosesButton")
        set_tool_tip(copy, tr("Copy the picture of what each dose costs, and a table of it"))
        copy.clicked.connect(self._copy)
        line = QHBoxLayout(tools)
        line.setContentsMargins(0, 0, 0, 0)
        label = Label(tr("Absorption"))
        label.setProperty("muted", True)
        label.setBuddy(self._absorption_box)
        for part in (label, self._absorption_box, copy):
            line.addWidget(part)
        return tools

    def _compose(self) -> None:
        title, hint = Label(tr("What each dose costs a month")), self._hint
        title.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        hint.setFont(sized(self.font(), SMALL_SIZE))
        hint.setProperty("muted", True)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        self._dose_card = _card(
            tr("What each dose costs a month"),
            _line(title, hint, self._more),
            self._slider,
            self._map,
            _line(self._dose_legend),
        )
        column.addWidget(self._dose_card)
        head = _line(self._title, self._product_box, self._figure_box, self._tornado_legend)
        column.addWidget(_card(tr("What moves the cost"), head, _line(self._message), self._table))
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, GAP, PADDING, GAP)
        layout.addWidget(scrolling(page, tr("What if")))

    def _connect(self, theme: Theme) -> None:
        self._map.cell_requested.connect(self.cell_requested)
        self._map.fitted.connect(self._place_slider)
        self._slider.valueChanged.connect(self._choose_dose)
        self._more.clicked.connect(self._show_all)
        self._table.fitted.connect(self._fit_ranges)
        self._product_box.activated.connect(self._choose_product)
        self._figure_box.activated.connect(lambda _: self.refresh())
        self._ranges.input_rejected.connect(self._show_error)
        self._session.changed.connect(self.refresh)
        theme.changed.connect(self._repaint)

    def _repaint(self) -> None:
        for view in (self._map, self._table):
            view.viewport().update()

    # -- showing -------------------------------------------------------------------------------

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """Draw the tornado of the best buy on paper, or else of the first product."""
        comparison = self._session.comparison
        product = comparison.best_buy or next(iter(comparison.products_by_place), None)
        if product is not None:
            draw_tornado(painter, area, product, _FIRST_FIGURE)

    def refresh(self) -> None:
        """Compute the view again if it is visible."""
        if not self.isVisible():
            return
        self._map.map_model.refresh()
        model = self._map.map_model
        self._dose_legend.show_levels([model.money_text(end) for end in model.levels])
        self._show_more_button()
        self._absorption_box.refresh()
        compared = self._examined_product()
        self._show_products(compared)
        self._name_figures()
        key = SENSITIVITY_MEASURE_KEYS[self._figure_box.currentIndex()]
        self._ranges.refresh(compared, key)
        self._message.hide()
        self._title.setText(
            tr("What moves {cost}", cost=self._ranges.cost_text(compared.number(key)))
            if compared
            else tr("Nothing to compare yet.")
        )

    def _examined_product(self) -> ComparedProduct | None:
        """Return the product that the user chose, else the best buy, else the first."""
        products = self._map.map_model.answered_products()
        if self._chosen is not None:
            chosen = self._session.compared_product(self._chosen)
            if chosen in products:
                return chosen
            self._chosen = None
        return self._session.comparison.best_buy or next(iter(products), None)

    def _show_products(self, compared: ComparedProduct | None) -> None:
        products = self._map.map_model.answered_products()
        rows = [self._session.row_of(product) for product in products]
        self._listed_ids = [self._session.entries[row].id for row in rows]
        names = [displayable_line(product.product.product) for product in products]
        box = self._product_box
        if names != [box.itemText(at) for at in range(box.count())]:
            box.clear()
            box.addItems(names)
        box.setCurrentIndex(products.index(compared) if compared else -1)

    def _name_figures(self) -> None:
        """Name the figures for the days of the comparison."""
        for place, key in enumerate(SENSITIVITY_MEASURE_KEYS):
            measure = MEASURES_BY_KEY[_HEADING_KEYS.get(key, key)]
            heading = measure.heading(self._session.scenario.days, notation())
            self._figure_box.setItemText(place, full_title(*heading))
        self._figure_box.updateGeometry()

    def _show_more_button(self) -> None:
        hidden = self._map.map_model.hidden_count
        self._more.setVisible(bool(hidden))
        self._more.setText(
            count_text(hidden, "Show {count} more product", "Show {count} more products")
        )

    def _place_slider(self) -> None:
        """Let the slider stand on the columns that are shown."""
        columns, model = self._map.shown_columns(), self._map.map_model
        targets = [target for column in columns if (target := model.target_of(column))]
        current = self._map.current_column
        limit = self._session.scenario.limit
        amount = MASS.to_fraction(limit.amount) if limit and limit.amount else None
        text = tr("safe limit {limit}", limit=model.mass_text(amount)) if amount else ""
        place = _place_among(targets, amount) if amount is not None else None
        self._slider.show_doses(
            [model.mass_text(target) for target in targets],
            columns.index(current) if current in columns else 0,
            place,
            text,
        )
        self._slider.stand_on([self._map.centre_of(column) for column in columns])

    def _fit_ranges(self) -> None:
        rows = sum(self._table.rowHeight(row) for row in range(self._ranges.rowCount()))
        header = self._table.horizontalHeader().sizeHint().height()
        self._table.setFixedHeight(rows + header + 2)

    def _show_error(self, text: str) -> None:
        self._message.setText(text)
        self._message.show()

    # -- choosing ------------------------------------------------------------------------------

    def _choose_dose(self, place: int) -> None:
        columns = self._map.shown_columns()
        target = self._map.map_model.target_of(columns[place]) if columns else None
        if target is not None:
            before = self._session.scenario
            after = replace(before, target=int(target * MASS.base_per_unit))
            self._session.apply(change_scenario(before, after, tr("change of target a day")))

    def _show_all(self) -> None:
        self._map.map_model.shows_all = True
        self.refresh()

    def _choose_product(self, place: int) -> None:
        rows = {entry.id: row for row, entry in enumerate(self._session.entries)}
        self._chosen = rows.get(self._listed_ids[place])  # another comparison may be open by now
        self.refresh()

    def _copy(self) -> None:
        """Put the map on the clipboard as a picture, and as a table of tabs and lines."""
        model = self._map.map_model
        heads = ["\t".join(column.heading.replace("\n", " ") for column in model.columns)]
        rows = ["\t".join(column.text(row) for column in model.columns) for row in model.rows]
        source = source_line(
            self._session.comparison, self._session.saved_comparisons.open_comparison.name
        )
        data = QMimeData()
        data.setImageData(self._picture(source))
        data.setText(displayable_text("\n".join([*heads, *rows, source])))
        QGuiApplication.clipboard().setMimeData(data)

    def _picture(self, source: str) -> QImage:
        """Return the map with its slider and legend above the line of its source."""
        self._hint.hide()
        self._more.hide()
        shot = self._dose_card.grab()
        self._hint.show()
        self._show_more_button()
        scale = shot.devicePixelRatio()
        size = shot.deviceIndependentSize()
        band = self.fontMetrics().height() + 2 * GAP
        height = round((size.height() + band) * scale)
        image = QImage(shot.width(), height, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(tokens().surface)
        with QPainter(image) as painter:
            painter.drawPixmap(0, 0, shot)
            painter.setFont(sized(self.font(), SMALL_SIZE))
            painter.setPen(tokens().muted)
            place = QRectF(PADDING, size.height(), size.width() - 2 * PADDING, band)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, displayable_line(source))
        return image

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        self.refresh()
        super().showEvent(event)


def _place_among(targets: Sequence[Fraction], amount: Fraction) -> float | None:
    """Return where an amount is among rising doses: 6.5 is between the seventh and the eighth."""
    after = bisect_left(targets, amount)
    if after == len(targets):
        return None
    if targets[after] == amount or not after:
        return float(after)
    low, high = targets[after - 1], targets[after]
    return after - 1 + float((amount - low) / (high - low))


def _make_box(name: str, title: str, letters: int) -> QComboBox:
    box = ChoiceBox(letters)
    box.setObjectName(name)
    box.setAccessibleName(title)
    return box


def _line(*parts: QWidget) -> FlowRow:
    """Return a line in a card. What the parts leave stays free at its right end."""
    line = FlowRow(GAP)
    line.setContentsMargins(PADDING, 0, PADDING, 0)
    line.add(*parts)
    return line


def _card(name: str, *parts: QWidget | FlowRow) -> Card:
    card = Card(name)
    card.setContentsMargins(1, 0, 1, 0)
    inside = QVBoxLayout(card)
    inside.setContentsMargins(0, GAP, 0, GAP)
    inside.setSpacing(4)
    for part in parts:
        if isinstance(part, QWidget):
            inside.addWidget(part)
        else:
            inside.addLayout(part)
    return card
