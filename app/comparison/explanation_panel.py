"""The calculation of the selected figure, step by step, with its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.toolkit.link_text import LinkTextBrowser, source_link
from app.toolkit.locale_format import date_text, notation
from app.toolkit.shown_text import Markup
from app.toolkit.translation import tr
from pricing.calculation.figure_explanation import explain
from pricing.calculation.measures import MEASURES_BY_KEY, format_figure_with_unit
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from app.session import Session
    from pricing.calculation.comparison import ComparedProduct

DEFAULT_FIGURE = "monthly_cost"
NO_FIGURE_SELECTED = "Select a figure to see its calculation."


class ExplanationPanel(QFrame):
    """Follows the session and the current cell of the product table."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("card")
        self._session = session
        self._row, self._key = 0, DEFAULT_FIGURE
        self._text = LinkTextBrowser(tr("Calculation of the selected figure"))
        self._text.setObjectName("explainView")
        self.source_requested = self._text.source_requested
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.addWidget(self._text)
        session.changed.connect(self.refresh)
        self.refresh()

    def explain_cell(self, row: int, key: str) -> None:
        """Explain the figure in a cell. For an input, explain the monthly cost of its row."""
        if row < len(self._session.entries):  # the empty row has no figures
            self._row, self._key = row, key if key in MEASURES_BY_KEY else DEFAULT_FIGURE
            self.refresh()

    def refresh(self) -> None:
        compared = self._session.compared_product(self._row)
        hint = Markup("<p>{hint}</p>", hint=tr(NO_FIGURE_SELECTED))
        self._text.show_markup(self._markup(compared) if compared else hint)

    def _markup(self, compared: ComparedProduct) -> Markup:
        measure, numbers = MEASURES_BY_KEY[self._key], notation()
        product, meaning = compared.product.product, tr(measure.meaning)
        steps = explain(compared.figures, self._key, numbers)
        if not steps:
            return Markup(
                "<p><b>{product}</b></p><p>{meaning}</p>", product=product, meaning=meaning
            )
        figure = format_figure_with_unit(
            compared.number(self._key),
            measure.figure_format,
            self._session.scenario.currency,
            numbers,
        )
        title = tr("{product}: calculation of {figure}", product=product, figure=figure)
        rows = Markup.join(
            Markup(
                "<tr><td>{arithmetic}</td><td align='right'>&nbsp;{result}</td></tr>",
                arithmetic=step.arithmetic,
                result=step.result,
            )
            for step in steps
        )
        return Markup(
            "<p><b>{title}</b></p><table width='100%' cellpadding='3'>{rows}</table>"
            "<p>{meaning}</p><p>{sources}</p>",
            title=title,
            rows=rows,
            meaning=meaning,
            sources=self._sources(compared),
        )

    def _sources(self, compared: ComparedProduct) -> Markup:
        """Return the origins of the inputs, with links to the known sources."""
        day, limit = compared.product.priced_on, self._session.scenario.limit
        label = tr("Label and price of {day}", day=date_text(day)) if day else tr("Label and price")
        parts = [Markup("{label}", label=label)]
        if limit:
            authority = tr(authorities()[limit.authority].title)
            parts.append(source_link(limit.source, tr("Limit: {authority}", authority=authority)))
        compound = compared.product.recognized_form.compound
        if compared.product.elemental is None and compound is not None:
            text = tr("Elemental fraction: computed from the chemical formula")
            parts.append(source_link(compound.source, text))
        return Markup.join(parts, " · ")
