"""Help that writes itself: the keys from the actions, the figures from their declarations."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout

from app.actions import ACTIONS
from app.translation import tr
from pricing.checks import CHECKS
from pricing.measures import MEASURES
from pricing.scenario import DOSE_POLICIES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

ADVICE = "Arithmetic and counselling support, not medical advice."
ROUNDING = (
    "Every figure is worked out exactly and rounded once, when it is shown: halves away from zero."
)
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
        f"<b>Elemental {version('elemental')}</b>"
        f"<p>{tr('What a milligram of a mineral really costs.')}</p><p>{tr(ADVICE)} "
        f"{tr('It sends nothing anywhere. MIT licence; Qt and PySide6 under the LGPL 3.')}</p>"
    )


def keys_page() -> str:
    """Every shortcut of the actions, and what the table's keys do."""
    style = QKeySequence.SequenceFormat.NativeText
    actions = [
        (QKeySequence(each.keys).toString(style), tr(each.text).replace("&", "").rstrip("…"))
        for each in ACTIONS
        if each.keys is not None
    ]
    named = [(keys, text) for keys, text in actions if keys]
    in_table = [(tr(keys), tr(does)) for keys, does in TABLE_KEYS]
    titles = tr("Keys"), tr("In the table")
    return f"<h2>{titles[0]}</h2>{_table(named)}<h3>{titles[1]}</h3>{_table(in_table)}"


def figures_page() -> str:
    """Every figure's definition, the dose policies, and what the checks look for."""
    figures = [(f"{tr(each.title)} {tr(each.unit)}", tr(each.meaning)) for each in MEASURES]
    policies = [(tr(each.title), tr(each.says)) for each in DOSE_POLICIES.values()]
    checks = [(tr(each.key.replace("_", " ")), tr(str(each.severity))) for each in CHECKS]
    return (
        f"<h2>{tr('How figures are computed')}</h2>{_table(figures)}"
        f"<h3>{tr('Doses')}</h3>{_table(policies)}<h3>{tr('Checks')}</h3>{_table(checks)}"
        f"<p>{tr(ROUNDING)} {tr(ADVICE)}</p>"
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
    dialog.activateWindow()
