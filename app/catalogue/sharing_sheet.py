"""The sheet about the shared catalogue: the server, what waits, double prices, other counters."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from app.catalogue.model import money_text
from app.catalogue.sheet_sections import Entry, Fact, Section, TwoSides, text_label
from app.toolkit.cards import (
    CARD_TITLE_SIZE,
    GAP,
    PADDING,
    SMALL_SIZE,
    Card,
    scrolling,
)
from app.toolkit.fields import MenuButton
from app.toolkit.flow import FlowRow
from app.toolkit.locale_format import count_text, date_text, notation, short_date_text, time_text
from app.toolkit.thin_line import ThinLine
from app.toolkit.translation import tr
from pricing.problems.errors import ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.catalogue_sharing import SharingNews
    from pricing.catalogue.price_conflicts import PriceConflict
    from pricing.problems.errors import Problem, UserError
    from pricing.sharing.state import SharingState, WaitingPrice

_AWAY = (ProblemKind.SERVER_UNREACHABLE, ProblemKind.SERVER_STARTING)
# With these, a counter has all that the log states.
_IN_STEP = (ProblemKind.SERVER_READ_ONLY, ProblemKind.SHARED_LOG_LOST_ROWS)
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
        return _text_without_prices(state)
    text = count_text(
        state.waiting,
        "{title}, {count} price waiting",
        "{title}, {count} prices waiting",
        title=sharing_title(state),
    )
    return tr("⚠ {state}", state=text) if _is_out_of_step(state) else text


def _text_without_prices(state: SharingState) -> str:
    title = sharing_title(state)
    if _is_away(state):
        return tr("{title}, server away", title=title)
    return tr("⚠ {title}, not in step", title=title) if _is_out_of_step(state) else title


def _is_away(state: SharingState) -> bool:
    return state.problem is not None and state.problem.kind in _AWAY


def _is_out_of_step(state: SharingState) -> bool:
    """Return whether somebody has to do something before this counter is in step again."""
    return state.problem is not None and state.problem.kind not in (*_AWAY, *_IN_STEP)


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
        self._title = text_label("", CARD_TITLE_SIZE, semibold=True)
        self._answer = text_label("", SMALL_SIZE, is_muted=True)
        self._outcome = text_label("", SMALL_SIZE)
        self._error: UserError | None = None
        self._problem: Problem | None = None
        self._outcome.hide()
        self._try_button = QPushButton(tr("Try now"))
        self._try_button.setObjectName("syncNowButton")
        self._try_button.clicked.connect(self._try_now)
        self._waiting_title = text_label("", semibold=True)
        self._waiting, self._conflicts, self._counters = (
            Section(has_line=False),
            Section(),
            Section(),
        )
        for label, name in (
            (self._title, "sharingTitle"),
            (self._answer, "sharingAnswer"),
            (self._outcome, "sharingOutcome"),
            (self._waiting_title, "sharingWaiting"),
        ):
            label.setObjectName(name)
        self._compose()

    def _compose(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, PADDING, 0, PADDING)
        column.setSpacing(0)
        column.addLayout(self._make_head())
        column.addSpacing(GAP)
        column.addWidget(ThinLine())
        column.addSpacing(GAP)
        column.addLayout(self._make_waiting_head())
        for section in (self._waiting, self._conflicts, self._counters):
            column.addWidget(section)
        column.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(scrolling(page, tr("The shared catalogue")))
        page.setAutoFillBackground(False)  # the card is the ground

    def _make_head(self) -> QVBoxLayout:
        """Return the title with a button that closes the sheet, and the server's answer."""
        close = QToolButton()
        close.setObjectName("closeSharingSheet")
        close.setText("✕")
        close.setAccessibleName(tr("Close"))
        close.setAutoRaise(True)
        close.clicked.connect(self.close_requested)
        line = QHBoxLayout()
        line.addWidget(self._title, 1)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        head = QVBoxLayout()
        head.setContentsMargins(PADDING, 0, PADDING, 0)
        head.addLayout(line)
        head.addWidget(self._answer)
        return head

    def _make_waiting_head(self) -> QVBoxLayout:
        """Return how many prices wait, beside a button that tries to send them, and the outcome."""
        line = QHBoxLayout()
        line.addWidget(self._waiting_title, 1)
        line.addWidget(self._try_button)
        head = QVBoxLayout()
        head.setContentsMargins(PADDING, 0, PADDING, GAP)
        head.setSpacing(GAP // 2)
        head.addLayout(line)
        head.addWidget(self._outcome)
        return head

    # -- showing -------------------------------------------------------------------------------

    def show_news(self, news: SharingNews) -> None:
        """Show how the shared catalogue stands."""
        state = news.state
        self._problem = state.problem
        if self._error is not None:
            self._show_again(self._error)
        self._title.setText(sharing_title(state))
        self._answer.setText(_answer_text(state))
        self._waiting_title.setText(
            count_text(state.waiting, "{count} price waiting", "{count} prices waiting")
            if state.waiting
            else tr("No price is waiting")
        )
        is_out_of_step = _is_out_of_step(state)
        self._waiting.show_parts(
            (news.waiting, is_out_of_step), lambda: _waiting_parts(news.waiting, is_out_of_step)
        )
        self._conflicts.show_parts(news.conflicts, lambda: self._conflict_parts(news.conflicts))
        counters = (state.counter, state.others, state.refused, is_out_of_step)
        self._counters.show_parts(counters, lambda: _counter_parts(state))

    def show_outcome(self, error: UserError | None) -> None:
        """Say what came of trying."""
        self._error = error
        self._outcome.setText(self._outcome_text(error))
        self._outcome.show()
        self._try_button.setEnabled(True)

    def _show_again(self, error: UserError) -> None:
        """Say what came of trying, unless that is over."""
        if self._problem is None or self._problem.kind is not error.kind:
            self._error = None
            self._outcome.hide()
        else:
            self.show_outcome(error)

    def _outcome_text(self, error: UserError | None) -> str:
        """Return what came of trying, without what the head of the sheet says already."""
        if error is None:
            return tr("The server has answered.")
        if error.kind in _AWAY:
            return f"⚠ {error.description(notation())}"
        if self._problem is not None and error.kind is self._problem.kind:
            return tr("The server has answered, and the problem above remains.")
        return f"⚠ {error.message(notation())}"

    def _try_now(self) -> None:
        self._error = None
        self._try_button.setEnabled(False)
        self._outcome.setText(tr("Asking the server…"))
        self._outcome.show()
        self.sync_requested.emit()

    def _conflict_parts(self, conflicts: Sequence[PriceConflict]) -> Iterator[QWidget]:
        if not conflicts:
            return
        yield text_label(tr("Two prices on one day for one pack"), semibold=True)
        for conflict in conflicts[:_MOST_PRICES]:
            text = tr(
                "{product} at {shop}, {day}: {earlier}, and then {later}. The one that reached the "
                "server last counts; both stay among its prices.",
                product=conflict.product,
                shop=conflict.source,
                day=short_date_text(conflict.day),
                earlier=_stated_price(conflict, conflict.earlier_price, conflict.earlier_counter),
                later=_stated_price(conflict, conflict.price, conflict.counter),
            )
            yield text_label(text, SMALL_SIZE)
            yield self._choices(conflict)

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


def _waiting_parts(prices: Sequence[WaitingPrice], is_out_of_step: bool) -> Iterator[QWidget]:
    """Yield the prices that wait, and what becomes of them."""
    if not prices:
        return
    shown, rest = prices[:_MOST_PRICES], len(prices) - _MOST_PRICES
    for place, price in enumerate(shown, start=1):
        yield _waiting_price(price, is_last=place == len(shown))
    if rest > 0:
        count = notation().format_number(str(rest))
        yield text_label(tr("and {count} more", count=count), SMALL_SIZE, is_muted=True)
    if is_out_of_step:
        text = tr("Every view here uses them already. They go to the other counters by themselves "
                  "once the problem above is solved.")  # fmt: skip
    else:
        text = tr("Every view here uses them already. They go to the other counters by themselves "
                  "once the server answers.")  # fmt: skip
    yield text_label(text, SMALL_SIZE)


def _waiting_price(waiting: WaitingPrice, *, is_last: bool) -> QWidget:
    """Return a product with the price of the log and the one that waits."""
    time = time_text(waiting.said_at.astimezone())
    if waiting.price is None:
        now, said = tr("taken back"), tr("{shop}, {time}", shop=waiting.source, time=time)
    else:
        now = money_text(waiting.price, waiting.currency)
        said = tr("{shop}, typed {time}", shop=waiting.source, time=time)
    prices = [text_label(now, semibold=True)]
    if waiting.old_price is not None:
        before = money_text(waiting.old_price, waiting.currency)
        prices.insert(0, text_label(f"{before} →", is_muted=True))
    return Entry(
        TwoSides(text_label(waiting.product), *prices),
        text_label(said, SMALL_SIZE, is_muted=True),
        is_last=is_last,
    )


def _counter_parts(state: SharingState) -> Iterator[QWidget]:
    """Yield what there is to say of the other counters, and of what they have sent."""
    others = state.others
    title = count_text(len(others), "The other counter", "The other {count} counters")
    yield text_label(title if others else tr("No other counter yet"), semibold=True)
    if state.has_namesake:
        text = tr(
            "Another counter is called {name} too. Give this one a name of its own in the "
            "preferences.",
            name=state.counter,
        )
        yield text_label(text, SMALL_SIZE)
    behind = [other for other in others if other.is_behind]
    if others and not _is_out_of_step(state):  # else it is not known who is
        yield Fact(tr("In step"), notation().format_number(str(len(others) - len(behind))))
    for other in behind[:_MOST_COUNTERS]:
        day = short_date_text(other.seen_at.astimezone().date())
        yield Fact(tr("Behind"), tr("{name}, since {day}", name=other.name, day=day))
    yield Fact(tr("Kept here"), tr("the whole catalogue"))
    if state.refused:
        text = count_text(
            state.refused,
            "{count} row of the log was refused, because it is no row of a list.",
            "{count} rows of the log were refused, because they are no rows of a list.",
        )
        yield text_label(text, SMALL_SIZE)


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
    if _is_away(state):
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
