"""Help that writes itself: the keys from the actions, the figures from their declarations."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout

from app.actions import ACTIONS
from pricing.checks import CHECKS
from pricing.measures import MEASURES
from pricing.scenario import DOSE_POLICIES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TABLE_KEYS = (
    ("any key", "start typing in the cell"),
    ("Enter, Shift+Enter", "take the cell and go down, up"),
    ("Tab, Shift+Tab", "take the cell and go right, left"),
    ("F2", "edit the cell"),
    ("F4", "open the calendar of a date"),
    ("Escape", "leave the cell as it was"),
    ("click on a heading", "sort up, down, as entered"),
    ("click on #", "select the whole row"),
)


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td><b>{escape(left)}</b></td><td>&nbsp;&nbsp;{escape(right)}</td></tr>"
        for left, right in rows
    )
    return f"<table cellpadding='3'>{cells}</table>"


def about() -> str:
    """What the program is, and under which licences."""
    from importlib.metadata import version

    return (
        f"<b>Elemental {version('elemental')}</b><p>What a milligram of a mineral really costs.</p>"
        "<p>Arithmetic and counselling support, not medical advice. "
        "It sends nothing anywhere. MIT licence; Qt and PySide6 under the LGPL 3.</p>"
    )


def keys_page() -> str:
    """Every shortcut of the actions, and what the table's keys do."""
    style = QKeySequence.SequenceFormat.NativeText
    actions = [
        (QKeySequence(each.keys).toString(style), each.text.replace("&", "").rstrip("…"))
        for each in ACTIONS
        if each.keys is not None
    ]
    named = [(keys, text) for keys, text in actions if keys]
    return f"<h2>Keys</h2>{_table(named)}<h3>In the table</h3>{_table(list(TABLE_KEYS))}"


def figures_page() -> str:
    """Every figure's definition, the dose policies, and what the checks look for."""
    figures = [(f"{each.title} {each.unit}", each.meaning) for each in MEASURES]
    policies = [(each.title, each.says) for each in DOSE_POLICIES.values()]
    checks = [(each.key.replace("_", " "), str(each.severity)) for each in CHECKS]
    return (
        f"<h2>How figures are computed</h2>{_table(figures)}"
        f"<h3>Doses</h3>{_table(policies)}<h3>Checks</h3>{_table(checks)}"
        "<p>Every figure is worked out exactly and rounded once, when it is shown: halves away "
        "from zero. Arithmetic and counselling support, not medical advice.</p>"
    )


def show_page(parent: QWidget, title: str, html: str) -> None:
    """A page of help over the window; the window stays usable."""
    dialog = QDialog(parent)
    dialog.setObjectName("helpDialog")
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page = QTextBrowser()
    page.setAccessibleName(title)
    page.setHtml(html)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.resize(720, 560)
    dialog.show()
