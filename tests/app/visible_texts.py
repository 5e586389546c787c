"""Every text that a window shows or tells a screen reader, and the parts without translation.

The test language puts each of our texts in brackets. A text is translated if one pair of brackets
holds all of it, apart from data.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt, QTranslator
from PySide6.QtGui import QAction, QTextDocumentFragment
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from app.toolkit.licences import licence_texts
from pricing.quantities.currencies import currencies
from pricing.reference.mineral_forms import elements, forms
from pricing.reference.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QObject

OPEN, CLOSE = "⟦", "⟧"
_MOST_ROWS = 60

# They separate texts that are read one by one: lines, the items of a line, operands.
_SEPARATORS = ("\n", "\u2028", "\u2029", "\t", " · ", " − ", " × ", " ÷ ")
_SIGNS = "⚠✓✖★●▲▼↑☐☑•–#≈ "
_SENTENCE_ENDS = (".", "?", "!", ":", "…")
# No language: numbers, units of mass, keys, the program's name.
_NUMBERING = re.compile(r"^\d+\. |\s*\[[\d, ]+\]")
_DATA = re.compile(
    r"[^A-Za-zÀ-ž]*|[\d.,\s\u00a0–±%]*(?:mg|µg|g)"
    r"|(?:(?:Ctrl|Shift|Alt|Meta)\+)*(?:F\d+|\w|,|\+|Tab|Up|Down|Ins|Backspace|Del)"
    r"|Elemental(?: \d[\w.]*)?"
)


class MarkingTranslator(QTranslator):
    """A language with brackets around every text of ours. It records what it translates."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()

    # -- Qt's own names ------------------------------------------------------------------------

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        if context:
            return None  # Qt's own
        self.texts.add(source)
        return f"{OPEN}{source}{CLOSE}"

    def isEmpty(self) -> bool:
        return False


class UserData:
    """What is not translated, besides numbers.

    This is the user's input, the names of forms (lists hold them too), the codes of currencies, and
    the names of works and licences.
    """

    def __init__(self, *texts: object) -> None:
        self.texts = {str(text).strip() for text in texts} | licence_texts().keys()
        self.texts |= currencies().keys()
        for symbol in elements():
            self.texts |= set(forms(symbol))
        for source in sources().values():
            self.texts |= {source.title, source.publisher, source.date, source.location}

    def __contains__(self, text: str) -> bool:
        """Whether a text is such data, or a name with its value, such as "Oxide: $4.49"."""
        parts = [text] if text in self.texts else text.split(": ")
        return all(part in self.texts or _DATA.fullmatch(part) is not None for part in parts)


def faults(texts: set[tuple[str, str]], data: UserData) -> list[str]:
    """Return the parts of texts that no translator gets, each after the name of its widget."""
    return sorted(
        f"{place}: {part}"
        for place, text in texts
        for part in _parts(text)
        if _is_fault(part, data)
    )


def _is_fault(part: str, data: UserData) -> bool:
    part = _NUMBERING.sub("", part)
    if part.count("(") != part.count(")"):
        part = part.strip("()")  # the operand of a longer calculation
    if not part or part in data:
        return False
    groups = list(_bracketed(part))
    if "".join(groups).replace(" ", "") != part.replace(" ", ""):
        return True  # something stands outside
    return any(not group.rstrip(CLOSE).endswith(_SENTENCE_ENDS) for group in groups[:-1])


def _parts(text: str) -> Iterator[str]:
    """Give the lines of a text and the items of a line, without signs around them."""
    if QtText.mightBeRichText(text):
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    text = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    text = text.replace("\ufffc", "\n")
    depth, start, at = 0, 0, 0
    while at < len(text):
        depth += (text[at] == OPEN) - (text[at] == CLOSE)
        separator = next((sign for sign in _SEPARATORS if text.startswith(sign, at)), "")
        if separator and not depth:
            yield text[start:at].strip(_SIGNS)
            start = at = at + len(separator)
        else:
            at += 1
    yield text[start:].strip(_SIGNS)


def _bracketed(text: str) -> Iterator[str]:
    """Give the outermost pairs of brackets."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        if letter == OPEN:
            start = start if depth else at
            depth += 1
        elif letter == CLOSE:
            depth -= 1
            if not depth:
                yield text[start : at + 1]


# -- what shows --------------------------------------------------------------------------------


def visible_texts(top: QWidget) -> set[tuple[str, str]]:
    """Return every text of a window or dialog, each with the name of its widget."""
    found = {("title", top.windowTitle())}
    foreign = _own_buttons_of_qt(top)
    for widget in (top, *top.findChildren(QWidget)):
        if (
            widget not in foreign
            and not _is_arrow_of_tabs(widget)
            and (widget is top or widget.isVisibleTo(top))
        ):
            found |= {(_name(widget), text) for text in _texts(widget) if text}
    return found


def _own_buttons_of_qt(top: QWidget) -> set[QWidget]:
    """Return the buttons that Qt labels itself, such as Cancel."""
    return {
        button
        for box in top.findChildren(QDialogButtonBox)
        for button in box.buttons()
        if not button.objectName()
    }


def _is_arrow_of_tabs(widget: QWidget) -> bool:
    """Return whether Qt made and named this arrow, for tabs that are wider than their bar."""
    return isinstance(widget, QToolButton) and isinstance(widget.parent(), QTabBar)


def action_texts(window: QWidget) -> set[tuple[str, str]]:
    """Return the texts of all actions and menus."""
    found: set[tuple[str, str]] = set()
    for menu in window.findChildren(QMenu):
        menu.aboutToShow.emit()
        found.add((_name(menu), menu.title()))
        for action in menu.actions():
            texts = (action.text(), action.toolTip(), action.statusTip(), action.whatsThis())
            found |= {(action.objectName() or _name(menu), text) for text in texts if text}
    for action in window.findChildren(QAction):
        if action.objectName() and not action.objectName().startswith("_q"):
            found |= {(action.objectName(), text) for text in (action.text(), action.toolTip())}
    return found


def _name(widget: QObject | None) -> str:
    while widget is not None and (not widget.objectName() or widget.objectName().startswith("qt_")):
        widget = widget.parent()
    return widget.objectName() if widget is not None else ""


def _texts(widget: QWidget) -> Iterator[str]:
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.toolTip())
    yield from (widget.whatsThis(), widget.statusTip())
    for kind, methods in _TEXT_METHODS.items():
        if isinstance(widget, kind):
            yield from (getattr(widget, name)() for name in methods)
    if isinstance(widget, QComboBox | QAbstractItemView):
        yield from _model_texts(widget.model())
    if isinstance(widget, QAbstractItemView):
        yield from _header_texts(widget.model())
    if isinstance(widget, QTabBar):
        for index in range(widget.count()):
            yield from (widget.tabText(index), widget.tabToolTip(index))


_TEXT_METHODS: dict[type[QWidget], tuple[str, ...]] = {
    QLabel: ("text",),
    QAbstractButton: ("text",),
    QLineEdit: ("placeholderText",),
    QGroupBox: ("title",),
    QMenu: ("title",),
    QTextEdit: ("toPlainText", "placeholderText"),
    QMessageBox: ("text", "informativeText", "detailedText"),
}
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.StatusTipRole,
    Qt.ItemDataRole.WhatsThisRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def _model_texts(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    for row in range(min(model.rowCount(), _MOST_ROWS)):
        for column in range(_column_count(model)):
            index = model.index(row, column)
            yield from (text for role in _ROLES if isinstance(text := index.data(role), str))


def _column_count(model: QAbstractItemModel) -> int:
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount()


def _header_texts(model: QAbstractItemModel | None) -> Iterator[str]:
    if model is None:
        return
    for orientation, count in (
        (Qt.Orientation.Horizontal, _column_count(model)),
        (Qt.Orientation.Vertical, min(model.rowCount(), _MOST_ROWS)),
    ):
        for section in range(count):
            for role in _ROLES:
                text = model.headerData(section, orientation, role)
                if isinstance(text, str):
                    yield text
