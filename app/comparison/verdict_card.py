"""The verdict: the best buy in large type, and at most three lines on what else costs less."""

from __future__ import annotations

from enum import auto
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QSizePolicy

from app.comparison.sign_images import SignImages
from app.toolkit.cards import CARD_TITLE_SIZE, HEADER_SIZE, PADDING, VERDICT_SIZE, Card, sized
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label, Markup
from app.toolkit.signs import Sign
from app.toolkit.theme import tokens
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.analysis.findings import Finding, findings
from pricing.analysis.nothing_ranked import verdict_on_nothing_ranked
from pricing.analysis.verdict import LineKind, Verdict, VerdictLine, find_verdict
from pricing.calculation.sentences import Sentence, capitalized
from pricing.problems.plain_facts import Enum
from pricing.quantities.safe_text import displayable_text

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from app.toolkit.theme import Theme

NO_PRODUCT_YET = "Type the name, elemental amount, pack size and price of the first product."
# A window that is less high shows the first line only, or the title alone.
MIN_HEIGHT_OF_ALL_LINES, MIN_HEIGHT_OF_A_LINE, DRAWN_TEXT_SIZE = 720, 560, 13
SHARES_OF_TITLE = ((1_100, 32), (930, 37), (0, 32))  # each from a width of the card on
SHARE_BESIDE_ONE_LINE = 45
STUDIES_LINK, MORE_LINK = "studies", "more"
SIGNS = {
    LineKind.OVER_LIMIT: Sign.OVER_LIMIT,
    LineKind.QUESTION: Sign.QUESTION,
    LineKind.ABOVE_TARGET: Sign.ABOVE_TARGET,
    LineKind.TOGETHER: Sign.ADD,
    LineKind.BALANCE: Sign.BALANCE,
}
LEAD_COLOURS = {
    LineKind.OVER_LIMIT: "stop", LineKind.QUESTION: "ask", LineKind.ABOVE_TARGET: "note",
}  # fmt: skip
# Parameters of sentences that are shown in bold.
EMPHASIZED_VALUES = {"outlay", "times"}
_BOLD_FROM, _BOLD_TO = "\x02", "\x03"
# The findings that qualify the best buy.
NOTE_KEYS = {"limit_note", "assumed_absorption", "assumed_order", "leaves_little_for_food"}
# The lines that say what absorption would have to show lead to what studies show.
_LINE_WITH_STUDIES = "cheapest"


class Room(Enum):
    """The part of the verdict for which the window has room."""

    TITLE = auto()
    FIRST_LINE = auto()
    ALL_LINES = auto()


@reports_exceptions
class VerdictCard(Card):
    """Follows the session. Its text can be selected, copied and read aloud. It never scrolls."""

    studies_requested = Signal()

    def __init__(self, session: Session, theme: Theme, cost_basis: CostBasis) -> None:
        super().__init__(tr("Verdict"))
        self._session = session
        self._cost_basis = cost_basis
        self._verdict: Verdict | None = None
        self._notes: list[Finding] = []
        self._room, self._shows_all = Room.ALL_LINES, False
        self._label = Label()
        self._label.setObjectName("findingLabel")
        self._label.setAccessibleName(tr("Finding"))
        self._label.setWordWrap(True)
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._label.linkActivated.connect(self._follow_link)
        # It is no part of a layout: one that asks for the height at a width, as a text does, makes
        # the whole window ask several times.
        self._label.setParent(self)
        self._is_outdated = True
        self._fitted: object = None  # what its height was measured for
        self._share = _share_of_title(0)
        self._signs = SignImages(self._label)
        session.changed.connect(self._on_change)
        cost_basis.changed.connect(self.refresh)
        theme.changed.connect(self._use_theme)
        self._use_theme()

    def _use_theme(self) -> None:
        self._signs.forget()
        self.refresh()

    def _on_change(self) -> None:
        self._shows_all = False
        self.refresh()

    def refresh(self) -> None:
        """Show the verdict on the comparison as it is now, or once the card is shown."""
        self._is_outdated = not self.isVisible()
        if self._is_outdated:
            return
        comparison = self._session.comparison
        self._verdict = find_verdict(comparison) or verdict_on_nothing_ranked(comparison)
        results = findings(comparison, self._cost_basis.mass, is_asked=True)
        self._notes = [finding for finding in results if finding.key in NOTE_KEYS]
        said = " ".join(finding.short_text(notation()) for finding in results)
        if not results and self._verdict is not None:
            said = self._verdict.paragraph_where(is_asked=True).short_text(notation())
        self._label.setAccessibleDescription(displayable_text(said) or tr(NO_PRODUCT_YET))
        self._show()

    def _show(self) -> None:
        verdict, before = self._verdict, self._label.text()
        self._label.setText(self._page(verdict) if verdict else tr(NO_PRODUCT_YET))
        if self._label.text() != before:
            self._signs.hand_over()
            self._fit_height()

    def _fit_height(self) -> None:
        """Make the card as high as its text, which is measured once for each width and size."""
        width = self.width() - 2 * PADDING
        above = PADDING // 2 if self._shown_room is Room.TITLE else PADDING
        fitted = self._label.text(), self._label.font(), self.logicalDpiY(), width
        if fitted == self._fitted:
            return
        self._fitted = fitted
        height = max(0, self._label.heightForWidth(width))
        self._label.setGeometry(PADDING, above, width, height)
        if self.height() != height + 2 * above:
            self.setFixedHeight(height + 2 * above)

    @property
    def _shown_room(self) -> Room:
        return Room.ALL_LINES if self._shows_all else self._room

    # -- the page ------------------------------------------------------------------------------

    def _page(self, verdict: Verdict) -> Markup:
        """Return the best buy at the left, and the lines at the right of a divide."""
        room = self._shown_room
        lines = verdict.lines
        if room is Room.TITLE:
            return self._title_alone(verdict)
        hidden = 0 if room is Room.ALL_LINES else len(lines) - 1
        shown = lines if hidden <= 0 else lines[:1]
        rows = [*map(self._row, shown)]
        if hidden > 0:
            rows.append(Markup("<tr><td></td><td>{link}</td></tr>", link=_more_link(hidden)))
        if not rows:
            return self._outcome(verdict)
        return Markup(
            "<table width='100%' cellspacing='0' cellpadding='0'><tr>"
            "<td width='{share}%' style='padding-right: 20px'>{outcome}</td>"
            "<td style='border-left: 1px solid {line}; padding-left: 20px'>"
            "<table cellspacing='0' cellpadding='0'>{rows}</table></td></tr></table>",
            share=str(SHARE_BESIDE_ONE_LINE if hidden > 0 else self._share),
            outcome=self._outcome(verdict),
            line=tokens().line.name(),
            rows=Markup.join(rows),
        )

    def _title_alone(self, verdict: Verdict) -> Markup:
        """Return the title, with a link to the rest at the end of the line above it."""
        hidden = len(verdict.lines) + len(verdict.details) + len(self._notes)
        return self._titled(verdict, [], _more_link(hidden) if hidden else Markup())

    def _outcome(self, verdict: Verdict) -> Markup:
        """Return the title with what it is above it, and what to take and to pay below it."""
        details = [_emphasized(sentence) for sentence in verdict.details_where(is_asked=True)]
        notes = [finding.short_text(notation()) for finding in self._notes]
        details += [Markup("{text}", text=note) for note in notes]
        return self._titled(verdict, details)

    def _titled(
        self, verdict: Verdict, details: list[Markup], link: Markup | None = None
    ) -> Markup:
        size = self._label.fontInfo().pixelSize()
        title = _with_whole_cost(verdict.title.short_text(notation()))
        return Markup(
            "<p dir='ltr' style='margin: 0; color: {muted}; font-size: {small}px'>{label}{link}</p>"
            "<p dir='ltr' style='margin: 2px 0 {below}px 0; font-size: {large}px;"
            " font-weight: 600'>{title}</p>"
            "{details}",
            muted=tokens().muted.name(),
            small=str(round(size * HEADER_SIZE)),
            large=str(round(size * self._title_size(title))),
            label=verdict.label.short_text(notation()),
            link=Markup(" · {link}", link=link) if link else Markup(),
            below="6" if details else "0",
            title=title,
            details=Markup.join(
                Markup("<p dir='ltr' style='margin: 0; line-height: 125%'>{text}</p>", text=text)
                for text in details
            ),
        )

    def _title_size(self, title: str) -> float:
        """Return the size of the title. Where it stands alone, a long one is smaller."""
        if self._shown_room is Room.TITLE:
            font = sized(self._label.font(), VERDICT_SIZE, semibold=True)
            if QFontMetrics(font).horizontalAdvance(title) > self.width() - 2 * PADDING:
                return CARD_TITLE_SIZE
        return VERDICT_SIZE

    def _row(self, line: VerdictLine) -> Markup:
        rest = " ".join(capitalized(sentence.short_text(notation())) for sentence in line.rest)
        links = Markup()
        if line.key == _LINE_WITH_STUDIES and line.rest:
            links = Markup(" <a href='{link}'>{text}</a>", link=STUDIES_LINK,
                           text=tr("What studies show"))  # fmt: skip
        return Markup(
            "<tr><td style='padding: 1px 8px 5px 0'>{sign}</td>"
            "<td style='padding: 0 0 5px 0'><p dir='ltr' style='margin: 0; line-height: 125%'>"
            "<span style='color: {colour}; font-weight: {weight}'>{lead}</span> {rest}{links}"
            "</p></td></tr>",
            sign=self._signs.markup(SIGNS[line.kind]),
            colour=getattr(tokens(), LEAD_COLOURS.get(line.kind, "text")).name(),
            weight="400" if line.kind is LineKind.BALANCE else "600",
            lead=_emphasized(line.lead),
            rest=rest,
            links=links,
        )

    def _follow_link(self, link: str) -> None:
        if link == MORE_LINK:
            self._shows_all = True
            self._show()
        else:
            self.studies_requested.emit()

    @property
    def _scale(self) -> float:
        """The size of the text, as a multiple of the drawn one."""
        return max(1.0, self._label.fontInfo().pixelSize() / DRAWN_TEXT_SIZE)

    def fit(self, window_height: int) -> None:
        """Show as much as a window of this height has room for."""
        room = _room_in(window_height / self._scale)
        if room is not self._room:
            self._room = room
            if not self._is_outdated:
                self._show()

    # -- Qt's own names ------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:  # the text has another size
            self._fit_height()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share = _share_of_title(self.width() / self._scale)
        if share != self._share or self._shown_room is Room.TITLE:
            self._share = share
            if not self._is_outdated:
                self._show()
        self._fit_height()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated:
            self.refresh()


def _share_of_title(width: float) -> int:
    """Return the percentage of the card's width for its title, so that few titles need 3 lines."""
    return next(share for least, share in SHARES_OF_TITLE if width >= least)


def _room_in(height: float) -> Room:
    if height >= MIN_HEIGHT_OF_ALL_LINES:
        return Room.ALL_LINES
    return Room.FIRST_LINE if height >= MIN_HEIGHT_OF_A_LINE else Room.TITLE


def _with_whole_cost(title: str) -> str:
    """Return a title whose cost, which stands behind the name, is never on two lines."""
    name, colon, cost = title.rpartition(": ")
    return name + colon + cost.replace(" ", "\N{NO-BREAK SPACE}") if colon else title


def _more_link(hidden: int) -> Markup:
    text = count_text(hidden, "{count} more", "{count} more")
    return Markup("<a href='{link}'>{text}</a>", link=MORE_LINK, text=text)


def _emphasized(sentence: Sentence) -> Markup:
    """Return a sentence with the figures in bold that matter most in it."""
    values, shown = dict(sentence.parameters), sentence.short_mass_notation(notation())
    for key in EMPHASIZED_VALUES & values.keys():
        value = values[key]
        text = value if isinstance(value, str) else value.text(shown)
        values[key] = f"{_BOLD_FROM}{text}{_BOLD_TO}"
    text = capitalized(Sentence(sentence.template, values).text(shown))
    parts = [part.split(_BOLD_TO) for part in text.split(_BOLD_FROM)]
    return Markup.join(
        Markup("<b>{bold}</b>{plain}", bold=part[0], plain=part[1])
        if len(part) == 2
        else Markup("{plain}", plain=part[0])
        for part in parts
    )
