"""The help pages. They are made from what the program declares: actions, figures, sources."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox

from app.toolkit.actions import ACTIONS, plain_action_text
from app.toolkit.cards import dialog_column, size_on_screen
from app.toolkit.link_text import LinkTextBrowser, source_links
from app.toolkit.locale_format import date_text, notation
from app.toolkit.shown_text import Markup
from app.toolkit.translation import full_title, tr
from pricing.calculation.checks import CHECKS
from pricing.calculation.comparison import PLACE_METHOD, RANK_METHOD
from pricing.calculation.measures import MEASURES
from pricing.model.scenario import DOSE_POLICIES
from pricing.reference.evidence import SUPPLEMENTS_DO_NOT_REPLACE, claims, medicine_spacings
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import sources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pricing.reference.evidence import MedicineSpacing
    from pricing.reference.sources import Source

DISCLAIMER = "This is arithmetic and counselling support, not medical advice."
ROUNDING_NOTE = (
    "Figures are computed exactly and rounded once, when they are shown. Halves are rounded away "
    "from zero."
)
TABLE_KEYS = (
    ("any key", "start typing in the cell"),
    ("Enter, Shift+Enter", "keep the text and move down, up"),
    ("Tab, Shift+Tab", "keep the text and move right, left"),
    ("F2", "edit the cell"),
    ("F4", "open the calendar of a date"),
    ("Escape", "discard the changes to the cell"),
    ("Tab on a grey value", "take what the product's name says"),
    (
        "Alt+Down",
        "edit what stands below a product's name, line by line, or open the choices of a cell",
    ),
    ("Alt+Up, Alt+Down", "in what changed in the catalogue, go from heading to heading"),
    ("1, 2, Escape", "answer the question below a row, or leave it for later"),
    ("Ctrl+Enter", "add the rows of a list, or begin a product named in the field at the top"),
    ("Shift+F10", "open the menu of the row"),
    ("click on a heading", "sort upwards, then downwards"),
    ("click on a figure", "see its calculation"),
    ("click on #, Shift+Space", "select the row"),
    ("a barcode scanner", "add the product with that code, from anywhere in the window"),
)


def _table(rows: list[tuple[str, str]]) -> Markup:
    cells = Markup.join(
        Markup(
            "<tr><td style='padding-right: 16px'><b>{left}</b></td><td>{right}</td></tr>",
            left=left,
            right=right,
        )
        for left, right in rows
    )
    return Markup("<table cellpadding='3'>{cells}</table>", cells=cells)


def about_page() -> Markup:
    """Return the page about the program, with links to the licences of all its parts."""
    from importlib.metadata import version

    from app.toolkit.licences import licence_texts

    links = Markup.join(
        (
            Markup(
                "<a href='licence:{path}'>{name}</a>",
                path=quote(name),
                name=name.replace(" ", "\N{NO-BREAK SPACE}"),
            )
            for name in licence_texts()
        ),
        " · ",
    )
    return Markup(
        "<h2>Elemental {version}</h2><p>{purpose}</p><p>{disclaimer} {privacy} {qt}</p>"
        "<h3>{licences}</h3><p style='line-height: 140%'>{links}</p>",
        version=version("elemental"),
        purpose=tr("What a milligram of a mineral really costs."),
        disclaimer=tr(DISCLAIMER),
        privacy=tr("The program sends no data anywhere. It is under the MIT licence."),
        qt=tr("Qt and PySide6 are under the LGPL 3."),
        licences=tr("Licences of the program and its parts"),
        links=links,
    )


def licence_page(name: str) -> Markup:
    """Return the page with the text of a licence."""
    from app.toolkit.licences import licence_texts

    return Markup(
        "<h2>{name}</h2><pre style='white-space: pre-wrap'>{text}</pre>",
        name=name,
        text=licence_texts()[name],
    )


def keys_page() -> Markup:
    """Return the page of all shortcuts and of the table's keys."""
    style = QKeySequence.SequenceFormat.NativeText
    shortcuts = [
        (key.toString(style), plain_action_text(tr(action.text)))
        for action in ACTIONS
        for key in action.key_sequences
        if not key.isEmpty()
    ]
    table_keys = [(tr(keys), tr(effect)) for keys, effect in TABLE_KEYS]
    return Markup(
        "<h2>{title}</h2>{shortcuts}<h3>{table_title}</h3>{table_keys}",
        title=tr("Keyboard shortcuts"),
        shortcuts=_table(shortcuts),
        table_title=tr("In the table"),
        table_keys=_table(table_keys),
    )


def figures_page() -> Markup:
    """Return the page of all figures, dose policies and checks."""
    figures = [
        (full_title(*measure.heading(notation=notation())), tr(measure.meaning))
        for measure in MEASURES
    ]
    policies = [(tr(policy.title), tr(policy.description)) for policy in DOSE_POLICIES.values()]
    checks = [(tr(check.key.replace("_", " ")), tr(check.severity.value)) for check in CHECKS]
    return Markup(
        "<h2>{title}</h2><p>{ranks} {places}</p>{figures}<h3>{doses}</h3>{policies}"
        "<h3>{checks_title}</h3>{checks}<p>{rounding} {disclaimer}</p>",
        title=tr("How figures are computed"),
        ranks=tr(RANK_METHOD),
        places=tr(PLACE_METHOD),
        figures=_table(figures),
        doses=tr("Doses"),
        policies=_table(policies),
        checks_title=tr("Checks"),
        checks=_table(checks),
        rounding=tr(ROUNDING_NOTE),
        disclaimer=tr(DISCLAIMER),
    )


def sources_page() -> Markup:
    """Return the page of all sources of shipped figures, the one read last first."""
    rows = Markup.join(
        Markup(
            "<p><a name='{key}'></a><b>{title}</b><br>{details}</p>",
            key=source.key,
            title=source.title,
            details=_source_details(source),
        )
        for source in sorted(sources().values(), key=lambda source: source.read_on, reverse=True)
    )
    return Markup("<h2>{title}</h2>{rows}", title=tr("Sources"), rows=rows)


def _source_details(source: Source) -> str:
    """Return who published a source, when and where, its grade, and how it was read."""
    parts = (
        source.publisher,
        source.date,
        source.location,
        tr(source.evidence_grade),
        tr(source.how_read),
        tr("last read on {day}", day=date_text(source.read_on)),
    )
    return " · ".join(filter(None, parts))


def evidence_page() -> Markup:
    """Return the page of common claims with their evidence, and of times to keep from medicines."""
    answers = Markup.join(
        Markup(
            "<p><b>{statement}</b><br><b>{verdict}</b><br>{answer}<br><i>{sources}</i></p>",
            statement=tr(claim.statement),
            verdict=tr(claim.verdict),
            answer=tr(claim.answer),
            sources=source_links(claim.sources),
        )
        for claim in claims()
    )
    spacings = Markup.join(
        Markup(
            "<p><b>{title}</b><br>{advice}<br><i>{sources}</i></p>",
            title=_spacing_title(spacing),
            advice=_spacing_advice(spacing),
            sources=source_links(spacing.sources),
        )
        for spacing in medicine_spacings()
    )
    return Markup(
        "<h2>{title}</h2><p><b>{reminder}</b></p>{answers}<h3>{times}</h3>{spacings}"
        "<p>{disclaimer}</p>",
        title=tr("Evidence"),
        reminder=tr(SUPPLEMENTS_DO_NOT_REPLACE),
        answers=answers,
        times=tr("Times to keep between minerals and medicines"),
        spacings=spacings,
        disclaimer=tr(DISCLAIMER),
    )


def _spacing_advice(spacing: MedicineSpacing) -> str:
    if spacing.is_general:
        return tr(
            "{advice}. This does not replace the times of single medicines.",
            advice=tr(spacing.advice),
        )
    return tr(spacing.advice)


def _spacing_title(spacing: MedicineSpacing) -> str:
    """Return the mineral and the medicine that have to be taken apart."""
    mineral = tr(elements()[spacing.element].name)
    return tr("{mineral} and {medicine}", mineral=mineral, medicine=tr(spacing.medicine))


# A link that leads out of the guide. A picture begins with an exclamation mark.
_WEB_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]+\)")


def guide_page() -> Markup:
    """Return the guide. Links lead to the project's page, which the program never opens."""
    from PySide6.QtGui import QTextDocument

    text = guide_folder().joinpath("guide.md").read_text("utf-8")
    document = QTextDocument()
    document.setMarkdown(_WEB_LINK.sub(r"\1", text))
    return Markup.from_shipped_html(document.toHtml())


def guide_folder() -> Path:
    """Return the folder of guide.md: in a bundle among the resources, else the project's docs."""
    package = Path(__file__).parents[1]
    shipped = package / "resources" / "docs"
    return shipped if shipped.is_dir() else package.parent / "docs"


HELP_PAGES = {
    "guideAction": ("Guide", guide_page),
    "keysAction": ("Keyboard shortcuts", keys_page),
    "figuresAction": ("How figures are computed", figures_page),
    "knownAction": ("Evidence", evidence_page),
    "sourcesAction": ("Sources", sources_page),
    "aboutAction": ("About Elemental", about_page),
}


def show_help(parent: QWidget, action_name: str) -> None:
    """Show the page of an action."""
    title, page = HELP_PAGES[action_name]
    show_page(parent, tr(title), page())


def show_source(parent: QWidget, key: str) -> None:
    """Show the page of sources at one of them."""
    title, page = HELP_PAGES["sourcesAction"]
    show_page(parent, tr(title), page(), key)


def show_page(parent: QWidget, title: str, markup: Markup, anchor: str = "") -> None:
    """Show a page over the window, which stays usable, and scroll to an anchor."""
    dialog = QDialog(parent)
    dialog.setObjectName("helpDialog")
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page = LinkTextBrowser(title)
    page.setSearchPaths([str(guide_folder())])
    page.show_markup(markup)
    page.source_requested.connect(lambda key: show_source(parent, key))
    page.licence_requested.connect(lambda name: show_page(parent, name, licence_page(name)))
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout = dialog_column(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    dialog.resize(size_on_screen(dialog, 720, 560))
    dialog.show()
    dialog.activateWindow()
    page.scrollToAnchor(anchor)
