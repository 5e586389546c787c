"""The sheet about the shared catalogue: the server, what waits, double prices, other counters."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.catalogue.model import money_text
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
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text, date_text, notation, short_date_text, time_text
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from pricing.problems.errors import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.catalogue_sharing import SharingNews
    from pricing.catalogue.price_conflicts import PriceConflict
    from pricing.sharing.state import SharingState, WaitingPrice

_MOST_PRICES = 8
_MOST_COUNTERS = 6


def sharing_title(state: SharingState) -> str:
    """Return how many counters share the catalogue, as a title."""
    return count_text(
        len(state.others),
        "Shared with {count} counter",
        "Shared with {count} counters",
    )


def button_text(state: SharingState) -> str:
    """Return the state as the button shows it."""
    if not state.waiting:
        return sharing_title(state)
    return count_text(
        state.waiting,
        "{title}, {count} price waiting",
        "{title}, {count} prices waiting",
        title=sharing_title(state),
    )


class SharingSheet(Card):
    """Shows the state of the shared catalogue, and tries to reach the server when asked to."""

    sync_requested = Signal()
    product_requested = Signal(int)  # the id of a product whose prices are to be shown
    withdrawal_requested = Signal(object, object)  # PriceConflict, and the price to take back
    close_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sharingSheet")
        self.setContentsMargins(0, 0, 0, 0)
        self._title = self._label("sharingTitle", CARD_TITLE_SIZE, semibold=True)
        self._answer = self._label("sharingAnswer", SMALL_SIZE)
        self._outcome = self._label("sharingOutcome", SMALL_SIZE)
        self._outcome.hide()
        self._try_button = QPushButton(tr("Try now"))
        self._try_button.setObjectName("syncNowButton")
        self._try_button.clicked.connect(self._try_now)
        self._waiting_title = self._label("sharingWaiting", 1, semibold=True)
        self._body = QVBoxLayout()
        self._body.setSpacing(GAP // 2)
        self._compose()

    def _label(self, name: str, size: float, *, semibold: bool = False) -> Label:
        label = Label()
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setFont(sized(self.font(), size, semibold=semibold))
        return label

    def _compose(self) -> None:
        waiting = QHBoxLayout()
        waiting.addWidget(self._waiting_title, 1)
        waiting.addWidget(self._try_button)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        column.setSpacing(GAP // 2)
        column.addLayout(self._make_head())
        column.addWidget(self._answer)
        column.addSpacing(GAP)
        column.addLayout(waiting)
        column.addWidget(self._outcome)
        column.addLayout(self._body)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scrolling(page, tr("The shared catalogue")))
        page.setAutoFillBackground(False)  # the card is the ground

    def _make_head(self) -> QHBoxLayout:
        close = QToolButton()
        close.setObjectName("closeSharingSheet")
        close.setText("✕")
        close.setAccessibleName(tr("Close"))
        close.setAutoRaise(True)
        close.clicked.connect(self.close_requested)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return head

    # -- showing -------------------------------------------------------------------------------

    def show_news(self, news: SharingNews) -> None:
        """Show how the shared catalogue stands."""
        state = news.state
        self._title.setText(sharing_title(state))
        self._answer.setText(_answer_text(state))
        self._waiting_title.setText(
            count_text(state.waiting, "{count} price waiting", "{count} prices waiting")
            if state.waiting
            else tr("No price is waiting")
        )
        self._clear_body()
        self._add_waiting(news.waiting)
        self._add_conflicts(news.conflicts)
        self._add_refused(state)
        self._add_counters(state)

    def show_outcome(self, text: str) -> None:
        """Say what came of trying."""
        self._outcome.setText(text)
        self._outcome.setVisible(bool(text))
        self._try_button.setEnabled(True)

    def _try_now(self) -> None:
        self._try_button.setEnabled(False)
        self._outcome.setText(tr("Asking the server…"))
        self._outcome.show()
        self.sync_requested.emit()

    def _clear_body(self) -> None:
        while (item := self._body.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _add(self, text: str, *, is_small: bool = False, is_title: bool = False) -> None:
        label = self._label("", SMALL_SIZE if is_small else 1, semibold=is_title)
        label.setText(text)
        if is_small:
            label.setProperty("muted", True)
        if is_title:
            label.setContentsMargins(0, GAP, 0, 0)
        self._body.addWidget(label)

    def _add_waiting(self, prices: Sequence[WaitingPrice]) -> None:
        for price in prices[:_MOST_PRICES]:
            self._add_price(price)
        rest = len(prices) - _MOST_PRICES
        if rest > 0:
            self._add(tr("and {count} more", count=notation().format_number(str(rest))),
                      is_small=True)  # fmt: skip
        if prices:
            self._add(
                tr("Every view here uses them already. They go to the other counters by "
                   "themselves once the server answers."), is_small=True,
            )  # fmt: skip

    def _add_price(self, waiting: WaitingPrice) -> None:
        """Add a product with the price of the log and the one that waits."""
        now = money_text(waiting.price, waiting.currency)
        before = waiting.old_price and money_text(waiting.old_price, waiting.currency)
        name, price = self._label("", 1), self._label("", 1, semibold=True)
        name.setText(waiting.product)
        price.setText(f"{before} → {now}" if before else now)
        price.setWordWrap(False)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(name, 1)
        row.addWidget(price, 0, Qt.AlignmentFlag.AlignTop)
        self._body.addWidget(line)
        time = time_text(waiting.said_at.astimezone())
        self._add(tr("{shop}, typed {time}", shop=waiting.source, time=time), is_small=True)

    def _add_conflicts(self, conflicts: Sequence[PriceConflict]) -> None:
        if not conflicts:
            return
        self._add(tr("Two prices on one day for one pack"), is_title=True)
        for conflict in conflicts[:_MOST_PRICES]:
            text = tr(
                "{product} at {shop}, {day}: {earlier}, and {later} later. The later one counts; "
                "both stay among its prices.",
                product=conflict.product,
                shop=conflict.source,
                day=short_date_text(conflict.day),
                earlier=_stated_price(conflict, conflict.earlier_price, conflict.earlier_counter),
                later=_stated_price(conflict, conflict.price, conflict.counter),
            )
            self._add(text, is_small=True)
            self._body.addWidget(self._choices(conflict))

    def _choices(self, conflict: PriceConflict) -> QWidget:
        """Return what can be done about two prices: look at them, or take one of them back."""
        choices = QWidget()
        row = FlowRow(GAP // 2)
        row.add(self._show_button(conflict), self._take_back_button(conflict))
        choices.setLayout(row)
        return choices

    def _take_back_button(self, conflict: PriceConflict) -> MenuButton:
        button = MenuButton(tr("Take one back"))
        button.setObjectName("takeOneBackButton")
        button.setAccessibleName(tr("Take back a price of {product}", product=conflict.product))
        menu = QMenu(button)
        for price in (conflict.earlier_price, conflict.price):
            menu.addAction(
                money_text(price, conflict.currency),
                partial(self.withdrawal_requested.emit, conflict, price),
            )
        button.setMenu(menu)
        return button

    def _show_button(self, conflict: PriceConflict) -> QPushButton:
        button = QPushButton(tr("Show its prices"))
        button.setAccessibleName(tr("Show the prices of {product}", product=conflict.product))
        button.clicked.connect(lambda: self.product_requested.emit(conflict.product_id))
        return button

    def _add_refused(self, state: SharingState) -> None:
        if state.refused:
            text = count_text(
                state.refused,
                "{count} row of the log was refused, because it is no row of a list.",
                "{count} rows of the log were refused, because they are no rows of a list.",
            )
            self._add(text, is_small=True)

    def _add_counters(self, state: SharingState) -> None:
        others = state.others
        title = count_text(len(others), "The other counter", "The other {count} counters")
        self._add(title if others else tr("No other counter yet"), is_title=True)
        if state.has_namesake:
            text = tr(
                "Another counter is called {name} too. Give this one a name of its own in the "
                "preferences.",
                name=state.counter,
            )
            self._add(text, is_small=True)
        behind = [other for other in others if other.is_behind]
        if others:
            in_step = notation().format_number(str(len(others) - len(behind)))
            self._add(tr("In step: {count}", count=in_step), is_small=True)
        for other in behind[:_MOST_COUNTERS]:
            day = date_text(other.seen_at.astimezone().date())
            text = tr("Behind: {name}, last seen on {day}", name=other.name, day=day)
            self._add(text, is_small=True)
        self._add(tr("Kept here: the whole catalogue"), is_small=True)


def _stated_price(conflict: PriceConflict, price: int, counter: str) -> str:
    """Return a price with the other counter that stated it, if one did."""
    text = money_text(price, conflict.currency)
    return tr("{price} stated at {counter}", price=text, counter=counter) if counter else text


def _answer_text(state: SharingState) -> str:
    """Return when the server last answered, and what is the matter if it does not."""
    parts = []
    if state.answered_at is None:
        parts.append(tr("The server has not answered yet."))
    else:
        parts.append(_last_answer(state.answered_at.astimezone()))
    if state.problem is not None and state.problem.kind is ProblemKind.SERVER_UNREACHABLE:
        parts.append(tr("It does not answer now. Nothing is lost, and you can go on working."))
    elif state.problem is not None:
        parts.append(f"⚠ {state.problem.message(notation())}")
    return "\n".join(parts)


def _last_answer(moment: datetime) -> str:
    time = time_text(moment)
    if moment.date() == datetime.now().astimezone().date():
        return tr("The server last answered at {time} today.", time=time)
    return tr(
        "The server last answered at {time} on {day}.", time=time, day=date_text(moment.date())
    )
