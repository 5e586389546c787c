"""The only door for texts on widgets: they are plain, or markup whose parameters are escaped.

Qt guesses from the first characters of a label, tool tip or message whether it is rich text. A
product's name with an <img> would open a file, or a network share with the user's credentials. It
would also show control characters, which can reverse a line. `tests/architecture` refuses every
other way to show a text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QLabel, QWidget

from app.toolkit.virtuals import reports_exceptions
from pricing.quantities.safe_text import displayable_line, displayable_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import (
        QComboBox,
        QFormLayout,
        QLayout,
        QProgressDialog,
        QStatusBar,
        QTabBar,
    )

STATUS_MS = 10_000
# As `html.escape`, whose module loads the names of 2,000 characters.
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


class Markup:
    """Our own HTML. A text from elsewhere gets into it only as a parameter, which is escaped.

    >>> Markup("<b>{name}</b>", name="<img>").html
    '<b>&lt;img&gt;</b>'
    """

    __slots__ = ("html",)

    def __init__(self, template: str = "", /, **values: str | Markup) -> None:
        texts = {
            key: value.html if isinstance(value, Markup) else _escaped(displayable_text(value))
            for key, value in values.items()
        }
        self.html: str = template.format_map(texts)

    @classmethod
    def from_shipped_html(cls, html: str) -> Markup:
        """Return a page that is shipped with the program, such as the guide."""
        page = cls()
        page.html = html
        return page

    @classmethod
    def join(cls, parts: Iterable[Markup], separator: str = "") -> Markup:
        """Return the parts, one behind the other."""
        page = cls()
        page.html = _escaped(separator).join(part.html for part in parts)
        return page


@reports_exceptions
class Label(QLabel):
    """A label that shows its text as it is, or markup."""

    def __init__(self, text: str | Markup = "") -> None:
        super().__init__()
        self.setText(text)

    # -- Qt's own names ------------------------------------------------------------------------

    def setText(self, text: str | Markup) -> None:
        if isinstance(text, Markup):
            self.setTextFormat(Qt.TextFormat.RichText)
            super().setText(text.html)
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            super().setText(displayable_text(text))


def tool_tip(text: str) -> str:
    """Return what Qt has to be told, so that the text is shown as it is in a tool tip."""
    shown = displayable_text(text)
    return QtText.convertFromPlainText(shown) if QtText.mightBeRichText(shown) else shown


def set_tool_tip(target: QWidget | QAction, text: str) -> None:
    """Set the tool tip of a widget or action."""
    target.setToolTip(tool_tip(text))


def set_whats_this(target: QWidget | QAction, text: str) -> None:
    """Set the longer help of a widget or action."""
    target.setWhatsThis(tool_tip(text))


def set_item_tool_tip(box: QComboBox, index: int, text: str) -> None:
    """Set the tool tip of an item in a box."""
    box.setItemData(index, tool_tip(text), Qt.ItemDataRole.ToolTipRole)


def set_tab_tool_tip(bar: QTabBar, index: int, text: str) -> None:
    """Set the tool tip of a tab."""
    bar.setTabToolTip(index, tool_tip(text))


def show_tool_tip(position: QPoint, text: str, widget: QWidget) -> None:
    """Show a tool tip at a position on the screen. An empty text hides it."""
    from PySide6.QtWidgets import QToolTip

    QToolTip.showText(position, tool_tip(text), widget)


def show_status(bar: QStatusBar, text: str) -> None:
    """Show a text in the status bar for some seconds."""
    bar.showMessage(displayable_line(text), STATUS_MS)


def wrapped_label(name: str) -> Label:
    """Return an empty label for text of several lines."""
    label = Label()
    label.setObjectName(name)
    label.setWordWrap(True)
    return label


def add_form_row(form: QFormLayout, title: str, control: QWidget | QLayout) -> None:
    """Add a control with its title to a form."""
    label = Label(title)
    if form.rowWrapPolicy() is not form.RowWrapPolicy.WrapAllRows:  # it stands beside the middle
        label.setMinimumHeight(control.sizeHint().height())
    form.addRow(label, control)
    if isinstance(control, QWidget):
        label.setBuddy(control)


def new_progress_dialog(text: str, cancel: str, total: int, parent: QWidget) -> QProgressDialog:
    """Return a dialog with a progress bar from 0 to `total` and a button that cancels."""
    from PySide6.QtWidgets import QProgressDialog

    dialog = QProgressDialog("", cancel, 0, total, parent)
    dialog.setLabel(Label(text))
    return dialog
