"""The notes in the status bar: what can be undone, the products, and the age of their prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QSizePolicy

from app.toolkit.locale_format import count_text, date_text
from app.toolkit.shown_text import Label
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from app.window.views import PAGE_MARGIN
from pricing.quantities.safe_text import displayable_line
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QResizeEvent

    from app.catalogue_sharing import CatalogueSharing
    from app.session import Session
    from app.toolkit.undo_history import UndoStep

SPACE_BEFORE_UNDO = 10


def menu_step_name(step: UndoStep | None) -> str:
    """Return the name of a step as a menu shows it; "" if there is no step."""
    return _step_name(step).replace("&", "&&")


def _step_name(step: UndoStep | None) -> str:
    return displayable_line(step.changes.description) if step is not None else ""


@reports_exceptions
class UndoNote(Label):
    """Names the change that the next undo takes back, and its key, if there is room for both."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("undoNote")
        self.setProperty("muted", True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setContentsMargins(SPACE_BEFORE_UNDO, 0, 0, 0)
        self._full_text = ""

    def show_step(self, step: UndoStep | None, shortcut: QKeySequence) -> None:
        """Show the step that undo takes back."""
        name = _step_name(step)
        key = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
        self._full_text = tr("Undo: {step} ({key})", step=name, key=key) if name else ""
        self.setAccessibleName(self._full_text or tr("Nothing to undo"))
        self._fit()

    def _fit(self) -> None:
        room = self.contentsRect().width()
        has_room = self.fontMetrics().horizontalAdvance(self._full_text) < room
        self.setText(self._full_text if has_room else "")

    # -- Qt's own names ------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class SendingNote(Label):
    """Says how much waits for the server of a shared catalogue, beside "All changes saved"."""

    def __init__(self, sharing: CatalogueSharing) -> None:
        super().__init__()
        self.setObjectName("sendingNote")
        self._sharing = sharing
        sharing.changed.connect(self._refresh)
        self.hide()

    def _refresh(self) -> None:
        news = self._sharing.news
        waiting = 0 if news is None else news.state.waiting
        self.setText(count_text(waiting, "{count} to send", "{count} to send") if waiting else "")
        self.setVisible(bool(waiting))


@reports_exceptions
class StatusSummary(Label):
    """The right side of the status bar: the number of products and the age of their prices.

    Where it is too narrow, the age goes first, and then the number.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._texts: tuple[str, ...] = ("",)
        self.setProperty("muted", True)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setContentsMargins(0, 0, PAGE_MARGIN - 2, 0)
        session.changed.connect(self._refresh)
        self._refresh()

    def _refresh(self) -> None:
        products = self._session.comparison.entered_products
        days = [day for compared in products if (day := compared.product.priced_on)]
        count = " · ".join(
            filter(
                None,
                (
                    count_text(len(self._session.entries), "{count} product", "{count} products"),
                    self._waiting_text(),
                    self._other_minerals_text(),
                ),
            )
        )
        age = tr("prices as of {day}", day=date_text(min(days))) if days else ""
        advice = tr("arithmetic, not medical advice")
        every = " · ".join(filter(None, (count, age, advice)))
        texts = (every, f"{count} · {advice}", advice)
        if texts == self._texts:
            return
        self._texts = texts
        self.setText(self._texts[0])
        self.updateGeometry()
        QTimer.singleShot(0, self, self._fit)  # when the bar has given it its new width

    def _fit(self) -> None:
        fitting = (text for text in self._texts if self._size_for(text).width() <= self.width())
        self.setText(next(fitting, self._texts[-1]))

    def _size_for(self, text: str) -> QSize:
        return self.fontMetrics().size(0, text).grownBy(self.contentsMargins())

    def _waiting_text(self) -> str:
        """Return how many products wait for an answer about their label, or ""."""
        ranked = self._session.comparison.ranked_products
        count = sum(compared.evaluation.has_open_question for compared in ranked)
        if not count:
            return ""
        return count_text(count, "{count} waits for an answer", "{count} wait for an answer")

    def _other_minerals_text(self) -> str:
        """Return how many products the comparison leaves out for their mineral, or ""."""
        element = self._session.scenario.element
        products = self._session.comparison.entered_products
        count = sum(compared.product.element != element for compared in products)
        if not count:
            return ""
        return count_text(
            count,
            "{count} holds another mineral than {mineral}",
            "{count} hold another mineral than {mineral}",
            mineral=tr(elements()[element].name).lower(),
        )

    # -- Qt's own names ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return self._size_for(self._texts[0])

    def minimumSizeHint(self) -> QSize:
        return self._size_for(self._texts[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
