"""How the selected figure was computed, line by line, with its units and where it comes from."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.toolkit.link_text import LinkTextBrowser, source_link
from app.toolkit.locale_format import date_text, notation
from app.toolkit.translation import tr
from pricing.calculation.figure_explanation import explain
from pricing.calculation.measures import MEASURES_BY_KEY, format_figure_with_unit
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from app.session import Session
    from pricing.calculation.comparison import ComparedProduct

DEFAULT_FIGURE = "monthly_cost"
NO_FIGURE_SELECTED = "Select a figure to see how it came about."


class ExplanationPanel(QFrame):
    """Follows the session and the table's current cell."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("card")
        self._session = session
        self._row, self._key = 0, DEFAULT_FIGURE
        self._text = LinkTextBrowser(tr("How the figure came about"))
        self._text.setObjectName("explainView")
        self.source_requested = self._text.source_requested
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addWidget(self._text)
        session.changed.connect(self.refresh)
        self.refresh()

    def explain_cell(self, row: int, key: str) -> None:
        """Explain the figure in this cell, or the monthly cost of its row where it is an input."""
        if row < len(self._session.entries):  # the empty row has nothing to explain
            self._row, self._key = row, key if key in MEASURES_BY_KEY else DEFAULT_FIGURE
            self.refresh()

    def refresh(self) -> None:
        compared = self._session.compared_product(self._row)
        self._text.show_html(
            self._html(compared) if compared else f"<p>{tr(NO_FIGURE_SELECTED)}</p>"
        )

    def _html(self, compared: ComparedProduct) -> str:
        measure, numbers = MEASURES_BY_KEY[self._key], notation()
        lines = explain(compared.figures, self._key, numbers)
        if not lines:
            return f"<p>{escape(compared.product.product)}: {escape(tr(measure.meaning))}.</p>"
        value = compared.number(self._key)
        shown = format_figure_with_unit(
            value, measure.figure_format, self._session.scenario.currency, numbers
        )
        rows = "".join(
            f"<tr><td>{escape(line.arithmetic)}</td>"
            f"<td align='right'>&nbsp;{escape(line.result)}</td></tr>"
            for line in lines
        )
        return (
            f"<p><b>{escape(tr('How {figure} came about', figure=shown))}</b> "
            f"({escape(compared.product.product)})</p>"
            f"<table width='100%' cellpadding='3'>{rows}</table>"
            f"<p>{escape(tr(measure.meaning))}.</p><p>{self._sources_html(compared)}</p>"
        )

    def _sources_html(self, compared: ComparedProduct) -> str:
        """Where the numbers come from: label, shelf, authority, assumption; known ones as links."""
        day, limit = compared.product.priced_on, self._session.scenario.limit
        price = tr("label and shelf price of {day}", day=date_text(day)) if day else ""
        parts = [escape(price or tr("label and shelf price"))]
        if limit:
            text = tr("limit: {authority}", authority=tr(authorities()[limit.authority].title))
            parts.append(source_link(limit.source, text))
        compound = compared.product.recognized_form.compound
        if compared.product.elemental is None and compound is not None:
            text = tr("elemental fraction: computed from the formula")
            parts.append(source_link(compound.source, text))
        text = " · ".join(parts)
        return f"{text[0].upper()}{text[1:]}."
