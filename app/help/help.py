"""Help that writes itself: the keys from the actions, the figures from their declarations."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout

from app.toolkit.actions import ACTIONS
from app.toolkit.link_text import LinkTextBrowser, source_link
from app.toolkit.translation import tr
from pricing.calculation.checks import CHECKS
from pricing.calculation.measures import MEASURES
from pricing.model.scenario import DOSE_POLICIES
from pricing.reference.evidence import SUPPLEMENTS_DO_NOT_REPLACE, claims, medicine_spacings
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from pricing.reference.sources import Source

DISCLAIMER = "Arithmetic and counselling support, not medical advice."
ROUNDING_NOTE = (
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
    ("a barcode scanner", "add the product with that code, from anywhere in the window"),
)


def _html_table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td><b>{escape(left)}</b></td><td>&nbsp;&nbsp;{escape(right)}</td></tr>"
        for left, right in rows
    )
    return f"<table cellpadding='3'>{cells}</table>"


def about_page() -> str:
    """What the program is, and links to the licences of all that it brings."""
    from importlib.metadata import version

    from app.toolkit.licences import licence_texts

    names = " · ".join(
        f"<a href='licence:{quote(each)}'>{escape(each).replace(' ', '&nbsp;')}</a>"
        for each in licence_texts()
    )
    return (
        f"<h2>Elemental {version('elemental')}</h2>"
        f"<p>{tr('What a milligram of a mineral really costs.')}</p><p>{tr(DISCLAIMER)} "
        f"{tr('It sends nothing anywhere. MIT licence; Qt and PySide6 under the LGPL 3.')}</p>"
        f"<h3>{tr('Licences of the program and of all that it brings')}</h3>"
        f"<p style='line-height: 140%'>{names}</p>"
    )


def licence_page(name: str) -> str:
    """A licence's text as it was written."""
    from app.toolkit.licences import licence_texts

    text = escape(licence_texts()[name])
    return f"<h2>{escape(name)}</h2><pre style='white-space: pre-wrap'>{text}</pre>"


def keys_page() -> str:
    """Every shortcut of the actions, and what the table's keys do."""
    style = QKeySequence.SequenceFormat.NativeText
    actions = [
        (QKeySequence(each.shortcut).toString(style), tr(each.text).replace("&", "").rstrip("…"))
        for each in ACTIONS
        if each.shortcut is not None
    ]
    named = [(keys, text) for keys, text in actions if keys]
    in_table = [(tr(keys), tr(does)) for keys, does in TABLE_KEYS]
    titles = tr("Keys"), tr("In the table")
    return f"<h2>{titles[0]}</h2>{_html_table(named)}<h3>{titles[1]}</h3>{_html_table(in_table)}"


def figures_page() -> str:
    """Every figure's definition, the dose policies, and what the checks look for."""
    figures = [(f"{tr(each.title)} {tr(each.unit)}", tr(each.meaning)) for each in MEASURES]
    policies = [(tr(each.title), tr(each.description)) for each in DOSE_POLICIES.values()]
    checks = [(tr(each.key.replace("_", " ")), tr(str(each.severity))) for each in CHECKS]
    return (
        f"<h2>{tr('How figures are computed')}</h2>{_html_table(figures)}"
        f"<h3>{tr('Doses')}</h3>{_html_table(policies)}<h3>{tr('Checks')}</h3>{_html_table(checks)}"
        f"<p>{tr(ROUNDING_NOTE)} {tr(DISCLAIMER)}</p>"
    )


def sources_page() -> str:
    """Every source of a shipped figure: what it is, who says so, where it was seen."""
    rows = "".join(
        f"<p><a name='{each.key}'></a><b>{escape(each.title)}</b><br>"
        f"{escape(_source_details(each))}</p>"
        for each in sources().values()
    )
    return f"<h2>{tr('Sources')}</h2>{rows}"


def _source_details(each: Source) -> str:
    parts = (each.publisher, each.date, each.location, tr(each.evidence_grade), tr(each.how_read))
    return " · ".join(filter(None, parts))


def evidence_page() -> str:
    """Claims that circulate with what was found of them; times to keep from medicines."""
    told = "".join(
        f"<p><b>{escape(tr(each.statement))}</b>: {escape(tr(each.verdict))}.<br>"
        f"{escape(tr(each.answer))}<br><i>{source_links(each.sources)}</i></p>"
        for each in claims()
    )
    apart = "".join(
        f"<p><b>{escape(tr(elements()[each.element].name))}, {escape(tr(each.medicine))}</b>: "
        f"{escape(tr(each.advice))} <i>({source_links(each.sources)})</i></p>"
        for each in medicine_spacings()
    )
    reminder = escape(tr(SUPPLEMENTS_DO_NOT_REPLACE))
    return (
        f"<h2>{tr('What is known')}</h2><p><b>{reminder}</b></p>{told}"
        f"<h3>{tr('Times to keep from medicines')}</h3>{apart}<p>{tr(DISCLAIMER)}</p>"
    )


def guide_page() -> str:
    """The guide, with its pictures where they are shipped."""
    from PySide6.QtGui import QTextDocument

    document = QTextDocument()
    document.setMarkdown(guide_folder().joinpath("guide.md").read_text("utf-8"))
    return document.toHtml()


def guide_folder() -> Path:
    """Where guide.md is: in a bundle beside our other resources, else in the project's docs."""
    here = Path(__file__).parents[1]
    shipped = here / "resources" / "docs"
    return shipped if shipped.is_dir() else here.parent / "docs"


def source_links(sources: Iterable[Source]) -> str:
    """The sources in short, as links: who, and how it stands."""
    return "; ".join(
        source_link(each.key, f"{each.publisher} ({tr(each.evidence_grade)})") for each in sources
    )


HELP_PAGES = {
    "guideAction": ("Guide", guide_page),
    "keysAction": ("Keys", keys_page),
    "figuresAction": ("How figures are computed", figures_page),
    "knownAction": ("What is known", evidence_page),
    "sourcesAction": ("Sources", sources_page),
    "aboutAction": ("About Elemental", about_page),
}


def show_help(parent: QWidget, action_name: str) -> None:
    """The page of an action over the window; the window stays usable."""
    title, page = HELP_PAGES[action_name]
    show_page(parent, tr(title), page())


def show_source(parent: QWidget, key: str) -> None:
    """The page of sources, at one of them."""
    title, page = HELP_PAGES["sourcesAction"]
    show_page(parent, tr(title), page(), key)


def show_page(parent: QWidget, title: str, html: str, anchor: str = "") -> None:
    """A page of help over the window, at a place in it; the window stays usable."""
    dialog = QDialog(parent)
    dialog.setObjectName("helpDialog")
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page = LinkTextBrowser(title)
    page.setSearchPaths([str(guide_folder())])
    page.show_html(html)
    page.source_requested.connect(lambda key: show_source(parent, key))
    page.licence_requested.connect(lambda name: show_page(parent, name, licence_page(name)))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.resize(720, 560)
    dialog.show()
    dialog.activateWindow()
    page.scrollToAnchor(anchor)
