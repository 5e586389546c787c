"""The sheet about one product: what it is, its prices over time, and its place in its form."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.catalogue.form_standing import FormStanding, MarkedCosts
from app.catalogue.model import COST_PER_MG_KEY, detail_parts, question_text
from app.catalogue.price_history import PriceHistoryChart
from app.catalogue.taken_back_note import TakenBackNote
from app.toolkit.cards import (
    CARD_TITLE_SIZE,
    GAP,
    PADDING,
    SMALL_SIZE,
    Card,
    scrolling,
    sized,
)
from app.toolkit.fields import MenuButton
from app.toolkit.icons import sign_icon
from app.toolkit.locale_format import notation, short_date_text
from app.toolkit.shown_text import Label
from app.toolkit.signs import Sign
from app.toolkit.theme import Theme, tokens
from app.toolkit.translation import tr
from pricing.calculation.measures import (
    FigureFormat,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPoint

    from app.toolkit.settings import CostBasis
    from pricing.catalogue.catalogue import Offer
    from pricing.catalogue.search import FormOffers, Hit

# More marks would stand on each other.
_MOST_MARKS = 120
_MOST_TAKEN_BACK = 20


class SheetContent(NamedTuple):
    """A product, its price periods, and the offers of its form."""

    hit: Hit
    periods: Sequence[Offer]
    offers: FormOffers
    is_compared: bool


class CatalogueSheet(Card):
    """Shows one product of the catalogue, and adds it to the comparison."""

    addition_requested = Signal()
    form_requested = Signal(str)
    withdrawal_requested = Signal(int, object)  # the id of the product, and the Offer to take back

    def __init__(self, theme: Theme, cost_basis: CostBasis) -> None:
        super().__init__(tr("The selected product"))
        self.setObjectName("catalogueSheet")
        self.setContentsMargins(0, 0, 0, 0)
        self._cost_basis = cost_basis
        self._content: SheetContent | None = None
        self._title = Label()
        self._title.setObjectName("catalogueSheetTitle")
        self._title.setWordWrap(True)
        self._title.setFont(sized(self.font(), CARD_TITLE_SIZE, semibold=True))
        self._details = Label()
        self._details.setWordWrap(True)
        self._question = Label()
        self._question.setObjectName("catalogueQuestion")
        self._question.setWordWrap(True)
        self.taken_back = TakenBackNote()
        self._add_button = QPushButton(tr("Add to the comparison"))
        self._add_button.setObjectName("addFromCatalogueButton")
        self._add_button.clicked.connect(self.addition_requested)
        self._more = self._make_more_button()
        self.price_history = PriceHistoryChart(theme)
        self._prices_title, self._standing_title = Label(tr("Prices")), Label()
        self._standing, self._standing_text = FormStanding(theme), Label()
        self._standing_text.setObjectName("formStandingText")
        self._standing_text.setWordWrap(True)
        self._parts_of_standing: tuple[QWidget, ...] = (
            self._standing_title,
            self._standing,
            self._standing_text,
        )
        self._compose()
        cost_basis.changed.connect(self._refresh)
        theme.changed.connect(self._colour_texts)
        self._colour_texts()
        self.show_content(None)

    # -- building ------------------------------------------------------------------------------

    def _make_more_button(self) -> MenuButton:
        button = MenuButton(tr("More"), is_quiet=True)
        button.setObjectName("catalogueMoreButton")
        button.setAccessibleName(tr("More about this product"))
        menu = QMenu(button)
        menu.addAction(tr("Copy the prices"), self._copy_prices)
        self._form_action = menu.addAction("", self._ask_for_form)
        self._prices_menu = menu.addMenu(tr("Take back a price"))
        self._prices_menu.setObjectName("takeBackMenu")
        button.setMenu(menu)
        return button

    def _compose(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        body = self._make_body()
        layout.addWidget(scrolling(body, tr("The selected product")))
        body.setAutoFillBackground(False)  # the card is the ground

    def _make_body(self) -> QWidget:
        buttons = QHBoxLayout()
        buttons.addWidget(self._add_button)
        buttons.addWidget(self._more)
        buttons.addStretch(1)
        for title in (self._prices_title, self._standing_title):
            title.setFont(sized(self.font(), 1, semibold=True))
            title.setWordWrap(True)
        self._standing_text.setFont(sized(self.font(), SMALL_SIZE))
        self.price_history.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.price_history.customContextMenuRequested.connect(self._show_prices_menu)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        column.setSpacing(GAP // 2)
        for label in (self._title, self._details, self._question):
            column.addWidget(label)
        column.addLayout(buttons)
        column.addSpacing(GAP)
        column.addWidget(self._prices_title)
        column.addWidget(self.price_history)
        column.addWidget(self.taken_back)
        column.addSpacing(GAP)
        for part in self._parts_of_standing:
            column.addWidget(part)
        column.addStretch(1)
        return body

    def _colour_texts(self) -> None:
        for label, colour in (
            (self._details, tokens().muted),
            (self._standing_text, tokens().muted),
            (self._question, tokens().ask),
        ):
            palette = label.palette()
            palette.setColor(label.foregroundRole(), colour)
            label.setPalette(palette)

    # -- showing -------------------------------------------------------------------------------

    def show_content(self, content: SheetContent | None) -> None:
        """Show a product, or that none is selected."""
        self._content = content
        self._refresh()

    def _refresh(self) -> None:
        content = self._content
        self._prices_title.setVisible(content is not None)
        self.price_history.setVisible(content is not None)
        if content is None:
            self._title.setText(tr("No product is selected"))
            for part in (self._details, self._question, self._add_button, self._more):
                part.setVisible(False)
            self.price_history.show_price_periods((), "USD")
            self._show_standing(None)
            return
        hit = content.hit
        self._title.setText(hit.product.product)
        codes = [str(code) for key in ("upc", "ndc") if (code := hit.value(key))]
        self._details.setText(" · ".join((*detail_parts(hit), *codes)))
        self._details.setVisible(True)
        question = question_text(hit)
        self._question.setText(question)
        self._question.setVisible(bool(question))
        self._show_button(is_compared=content.is_compared)
        self._form_action.setText(
            tr("Show every {form} product", form=hit.listed_product.form_name).replace("&", "&&")
        )
        self._more.setVisible(True)
        self.price_history.show_price_periods(content.periods, hit.product.currency)
        self._fill_prices_menu(content)
        self._show_standing(content)

    def _show_button(self, *, is_compared: bool) -> None:
        button = self._add_button
        button.setText(tr("In the comparison") if is_compared else tr("Add to the comparison"))
        button.setIcon(sign_icon(Sign.DONE if is_compared else Sign.ADD))
        button.setEnabled(not is_compared)
        button.setVisible(True)

    def _show_standing(self, content: SheetContent | None) -> None:
        cost = content.hit.figures.number(COST_PER_MG_KEY) if content else None
        is_shown = content is not None and cost is not None and len(content.offers) > 1
        is_shown = is_shown and content is not None and not question_text(content.hit)
        for part in self._parts_of_standing:
            part.setVisible(is_shown)
        if not is_shown or content is None or cost is None:
            self._standing.show_standing(None, "")
            return
        scenario, basis = content.hit.figures.scenario, self._cost_basis.mass
        offers = content.offers
        own, middle, *costs = (
            cost_per_basis(cost, basis, scenario.element)
            for cost in (
                cost,
                # The double that stands for the cost of this product is not shown for it.
                cost if float(cost) == offers.middle else Fraction(offers.middle),
                *map(Fraction, offers.spread(_MOST_MARKS)),
            )
        )
        standing = MarkedCosts(costs, own, scenario.currency)
        self._standing_title.setText(
            tr(
                "Among {count} {form} offers, cost per {basis}",
                count=notation().format_number(str(len(offers))),
                form=content.hit.listed_product.form_name,
                basis=basis_text(basis, scenario.element),
            )
        )
        text = tr(
            "Number {place} of {count} from the cheapest on. Half of them cost {middle} or less.",
            place=offers.place(cost),
            count=notation().format_number(str(len(offers))),
            middle=format_figure_with_unit(
                middle, FigureFormat.RATE, scenario.currency, notation()
            ),
        )
        self._standing_text.setText(text)
        self._standing.show_standing(standing, text)

    def _fill_prices_menu(self, content: SheetContent) -> None:
        """Offer to take back each of the latest prices."""
        self._prices_menu.clear()
        product_id, latest = content.hit.listed_product.id, list(reversed(content.periods))
        lines = self.price_history.price_lines(short_date_text)
        for offer, line in list(zip(latest, lines, strict=True))[:_MOST_TAKEN_BACK]:
            action = self._prices_menu.addAction(line.replace("&", "&&"))
            action.triggered.connect(partial(self.withdrawal_requested.emit, product_id, offer))
        self._prices_menu.setEnabled(bool(latest))

    # -- doing ---------------------------------------------------------------------------------

    def _show_prices_menu(self, place: QPoint) -> None:
        if self._prices_menu.isEnabled():
            self._prices_menu.popup(self.price_history.mapToGlobal(place))

    def _copy_prices(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self.price_history.price_lines()))

    def _ask_for_form(self) -> None:
        if self._content is not None:
            self.form_requested.emit(self._content.hit.listed_product.form_name)
