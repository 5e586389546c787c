"""The details of one product: why a figure, the day's dose, checks, studies, label and price.

The sheet follows the row of the table. It shows nothing that it has not been asked for: while it is
hidden, nothing is computed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.comparison.details_checks import CheckCards
from app.comparison.details_credited import CreditedPanel
from app.comparison.details_fields import FieldsForm
from app.comparison.details_sources import LabelAndPrice, StudiesText
from app.comparison.details_why import DEFAULT_FIGURE, WhyPanel
from app.comparison.dose_gauge import DoseGauge
from app.comparison.mineral_bars import MineralBars
from app.comparison.mineral_doses import mineral_doses
from app.toolkit.cards import CARD_TITLE_SIZE, PADDING, SMALL_SIZE, sized
from app.toolkit.contents_text import contents_text
from app.toolkit.shown_text import Label, Markup
from app.toolkit.signs import Sign, SignPicture
from app.toolkit.theme import tokens
from app.toolkit.translation import form_title, tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.check_list import CheckRow, row_checks
from pricing.analysis.credited_measures import CREDITED_MEASURES
from pricing.calculation.measures import MEASURES_BY_KEY
from pricing.model.changes import change_prices
from pricing.model.columns import COLUMNS, missing_keys
from pricing.model.product import DEFAULT_ELEMENT
from pricing.model.product_names import read_product_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent, QShowEvent

    from app.comparison.remedy_actions import RemedyActions
    from app.open_catalogue import OpenCatalogue
    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme
    from pricing.calculation.comparison import ComparedProduct
    from pricing.model.columns import BaseValue
    from pricing.model.entry import Entry

NO_PRODUCT = "Choose a product in the table to see how its figures come about."
NOT_RANKED = "It is not ranked until you answer."
NOT_A_PRODUCT = "It has no figures yet."


@reports_exceptions
class SheetScrollArea(QScrollArea):
    """Scrolls the sheet as a whole where the window is low.

    The page is as wide with a scroll bar as without one. Otherwise the bar could make the texts
    so much higher that it is needed only because it is there, and Qt would never finish.
    """

    def __init__(self, column: QVBoxLayout) -> None:
        super().__init__()
        self._page = QWidget()
        self._page.setLayout(column)
        for part in (self, self.viewport(), self._page):
            part.setAccessibleName(tr("Details"))
        bar = self.verticalScrollBar()
        for bar_part in filter(None, (bar, bar.parentWidget())):
            bar_part.setAccessibleName(tr("Scroll the details"))
        self.setObjectName("detailsScroll")
        self.setWidget(self._page)
        self.setWidgetResizable(True)
        self._page.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._page.setFixedWidth(max(self.width() - self.verticalScrollBar().sizeHint().width(), 1))
        super().resizeEvent(event)


@reports_exceptions
class DetailsSheet(QFrame):
    """Follows the session and the current cell of the product table."""

    close_requested = Signal()
    source_requested = Signal(str)  # the source's key
    order_requested = Signal(bool)  # whether the credited cost is to rank the products

    def __init__(
        self,
        session: Session,
        theme: Theme,
        cost_basis: CostBasis,
        catalogue: OpenCatalogue,
        actions: RemedyActions,
    ) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("Details"))
        self._session = session
        self._row = 0
        self._name, self._form_and_brand, self._contents = Label(), Label(), Label()
        self._why = WhyPanel(session, cost_basis)
        self._why.figure_chosen.connect(self._explain_figure)
        self._why.source_requested.connect(self.source_requested)
        self._credited = CreditedPanel(session, cost_basis)
        self._credited.order_requested.connect(self.order_requested)
        self.say_order = self._credited.say_order
        self._gauge, self._bars = DoseGauge(), MineralBars()
        self._checks = CheckCards(actions)
        self._checks.focus_released.connect(self._why.setFocus)
        self._studies = StudiesText()
        self._studies.source_requested.connect(self.source_requested)
        self._label = LabelAndPrice(catalogue)
        self._fields = FieldsForm(session)
        self._fields.hide()
        self._label.edit_requested.connect(self._toggle_fields)
        self._label.price_chosen.connect(self._use_price)
        self._compose()
        session.changed.connect(self.refresh)
        cost_basis.changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        catalogue.changed.connect(self.refresh)

    # -- building ------------------------------------------------------------------------------

    def _compose(self) -> None:
        self._name.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        self._name.setObjectName("detailsName")
        self._name.setWordWrap(True)
        self._name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self._form_and_brand.setObjectName("detailsForm")
        self._contents.setObjectName("detailsContents")
        for label in (self._form_and_brand, self._contents):
            label.setFont(sized(self.font(), SMALL_SIZE))
            label.setWordWrap(True)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._dose_title = _title("")
        self._dose_verdict = DoseVerdict()
        self._dose = _group(self._dose_title, self._gauge, self._bars, self._dose_verdict)
        self._credited_section = Section(tr("Credited cost"), self._credited)
        self._dose_section = Section(tr("Dose and checks"), self._dose, self._checks)
        self._studies_section = Section(tr("Studies"), self._studies)
        for section in (
            Section(tr("Why"), self._why), self._credited_section, self._dose_section,
            self._studies_section, Section(tr("Label and price"), self._label, self._fields),
        ):  # fmt: skip
            self._column.addWidget(section)
        self._column.addStretch(1)
        self._scroll_area = SheetScrollArea(self._column)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        outer.addLayout(self._make_head())
        outer.addWidget(self._scroll_area, 1)

    def _make_head(self) -> QHBoxLayout:
        close = QToolButton()
        close.setObjectName("closeDetailsButton")
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName(tr("Close the details"))
        close.clicked.connect(self.close_requested)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self._name)
        texts.addWidget(self._form_and_brand)
        texts.addWidget(self._contents)
        head = QHBoxLayout()
        head.setContentsMargins(PADDING, 12, 8, 12)
        head.addLayout(texts, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    # -- following -----------------------------------------------------------------------------

    def explain_cell(self, row: int, key: str) -> None:
        """Show the product of a cell. A figure is explained, an input keeps what is explained."""
        if row > len(self._session.entries):
            return
        if key in MEASURES_BY_KEY:
            self._why.key = key
        elif row != self._row or key in CREDITED_MEASURES:
            self._why.key = DEFAULT_FIGURE  # the credited figures stand below it
        self._row = row
        self.refresh()

    def _explain_figure(self, key: str) -> None:
        self._why.key = key
        self.refresh()

    def refresh(self) -> None:
        """Show the product as it is now. What is hidden is made when it is shown."""
        if not self.isVisible():
            return
        session = self._session
        is_product = self._row < len(session.entries)
        product = session.compared_product(self._row) if is_product else None
        if product is not None and _is_open(product):
            self._why.show_text(tr(NOT_RANKED))
        elif product is not None:
            self._why.show_product(product)
        else:
            text = _missing_text(session.entries[self._row]) if is_product else tr(NO_PRODUCT)
            self._why.show_text(text)
        self._label.setVisible(is_product)
        if is_product:
            self._show_entry(session.entries[self._row], product)
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        self._name.setText(tr("New product"))
        self._form_and_brand.setText("")
        for part in (
            self._contents, self._credited_section, self._dose_section, self._studies_section,
            self._fields,
        ):  # fmt: skip
            part.hide()

    def _show_entry(self, entry: Entry, product: ComparedProduct | None) -> None:
        session = self._session
        name = str(entry.values.get("product") or "")
        self._name.setText(name or tr("Row {number}", number=self._row + 1))
        self._form_and_brand.setText(_form_and_brand(entry, product))
        has_contents = entry.states_minerals or bool(entry.values.get("also_contains"))
        self._contents.setVisible(has_contents)
        if has_contents:
            self._contents.setText(contents_text(entry, session.scenario.element))
        row = CheckRow(self._row, entry, product, session.row_error(self._row))
        checks = row_checks(session.comparison, row)
        self._checks.show_checks(checks)
        has_dose = (
            product is not None
            and not _is_open(product)
            and self._show_dose(product, has_checks=bool(checks))
        )
        self._dose.setVisible(has_dose)
        self._dose_section.setVisible(has_dose or bool(checks))
        self._show_credited(product)
        has_form = product is not None and bool(product.product.form)
        self._studies_section.setVisible(has_form)
        if product is not None and has_form:
            self._studies.show_form(product.product.element, product.form)
        self._label.show_entry(entry)
        if self._fields.isVisibleTo(self):
            self._fields.show_row(self._row, entry)

    def _show_dose(self, product: ComparedProduct, *, has_checks: bool) -> bool:
        """Show the dose of each mineral. Return False if there is none.

        What the checks say of a single mineral is not said again.
        """
        doses = mineral_doses(product, self._session.comparison.today)
        if doses is None:
            return False
        is_several = len(doses.doses) > 1
        title = doses.title if is_several else tr("What you get a day")
        self._dose_title.setText(title)
        self._dose.setAccessibleName(title)
        self._gauge.setVisible(not is_several)
        self._bars.setVisible(is_several)
        self._dose_verdict.show_text(doses.verdict if is_several or not has_checks else "")
        if is_several:
            self._bars.show_doses(doses.doses)
        else:
            self._gauge.show_dose(doses.doses[0])
        return True

    def _show_credited(self, product: ComparedProduct | None) -> None:
        is_ranked = product is not None and product.rank is not None and not _is_open(product)
        has_credit = is_ranked and bool(product and product.product.other_minerals)
        self._credited_section.setVisible(has_credit)
        if product is not None and has_credit:
            self._credited.show_product(product, self._why.key)

    def _use_price(self, price: Mapping[str, BaseValue]) -> None:
        """Replace the price that the catalogue has taken back."""
        session = self._session
        prices = {session.entries[self._row].id: price}
        session.apply(change_prices(session.entries, prices, tr("update of prices")))

    def _toggle_fields(self) -> None:
        """Show all fields to edit, or hide them again."""
        is_shown = not self._fields.isVisibleTo(self)
        self._fields.setVisible(is_shown)
        self._label.say_whether_open(is_open=is_shown)
        if is_shown and self._row < len(self._session.entries):
            self._fields.show_row(self._row, self._session.entries[self._row])
            self._fields.focus_first()
            self._scroll_area.ensureWidgetVisible(self._fields)

    # -- Qt's own names ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)


class DoseVerdict(QWidget):
    """Says that a dose suits, with its sign."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Limits"))
        self._text = Label()
        self._text.setObjectName("doseVerdict")
        self._text.setWordWrap(True)
        self._text.setFont(sized(self.font(), SMALL_SIZE))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(
            SignPicture(Sign.DONE, tr("Within the limits")), 0, Qt.AlignmentFlag.AlignTop
        )
        line.addWidget(self._text, 1)

    def show_text(self, text: str) -> None:
        """Show a verdict; nothing for ""."""
        self._text.setText(text)
        self.setVisible(bool(text))


def _title(text: str) -> Label:
    label = Label(text)
    label.setFont(sized(label.font(), 1, semibold=True))
    return label


def _group(*parts: QWidget) -> QWidget:
    """Return parts that are shown and hidden together."""
    group = QWidget()
    column = QVBoxLayout(group)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    for part in parts:
        column.addWidget(part)
    return group


@reports_exceptions
class Section(QWidget):
    """Parts of the sheet below a thin line, which goes from edge to edge."""

    def __init__(self, title: str, *parts: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 9, 4, 10)  # the scroll bar's room is the rest
        column.setSpacing(8)
        for part in parts:
            column.addWidget(part)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(tokens().line)
            painter.drawLine(0, 0, self.width(), 0)


def _is_open(product: ComparedProduct) -> bool:
    """Return whether it is open what the product's label means, so that no figure is certain."""
    return any(flag.is_open_question for flag in product.flags)


def _missing_text(entry: Entry) -> str:
    """Return why a row has no figures yet."""
    missing = set(missing_keys(entry.values)) - set(entry.unreadable)
    titles = [tr(column.full_title) for column in COLUMNS if column.key in missing]
    if not titles:
        return tr(NOT_A_PRODUCT)
    return tr("It has no figures yet. Still missing: {titles}.", titles=", ".join(titles))


def _form_and_brand(entry: Entry, product: ComparedProduct | None) -> str | Markup:
    """Return the form with its colour, which may be read from the name, and the brand."""
    name, element = (str(entry.values.get(key) or "") for key in ("product", "element"))
    form = str(entry.values.get("form") or "")
    if product is not None and product.product.element != entry.element:
        element, form = product.product.element, product.product.form  # of the compared mineral
    brand = str(entry.values.get("brand") or "")
    read_form = "" if form else read_product_name(name, element or DEFAULT_ELEMENT).form
    title = tr("{form} (from the name)", form=read_form) if read_form else form_title(form)
    words = " · ".join(filter(None, (title, brand)))
    if not form or product is None:
        return words or tr("no form, no brand")
    return Markup(
        "<span style='color: {colour}'>■</span> {words}",
        colour=tokens().form_color(product.form).name(),
        words=words,
    )
