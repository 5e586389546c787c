"""Explains a figure of the product: three figures to choose from, and the arithmetic."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.toolkit.cards import sized
from app.toolkit.link_text import LinkTextBrowser, source_link
from app.toolkit.locale_format import notation
from app.toolkit.segments import Segments
from app.toolkit.shown_text import Label, Markup, set_tool_tip
from app.toolkit.theme import tokens, with_tabular_figures
from app.toolkit.translation import tr
from app.toolkit.virtuals import reports_exceptions
from pricing.calculation.figure_explanation import explain, explain_cost_per_basis
from pricing.calculation.measures import (
    DAYS_OF_A_MONTH,
    MEASURES_BY_KEY,
    FigureFormat,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
)
from pricing.reference.sources import authorities

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.session import Session
    from app.toolkit.settings import CostBasis
    from pricing.calculation.comparison import ComparedProduct
    from pricing.calculation.figure_explanation import ExplanationStep

COST_PER_MG = "cost_per_elemental_mg"
DEFAULT_FIGURE = "monthly_cost"
# The figures of the switch, from left to right.
SWITCH_KEYS = (COST_PER_MG, DEFAULT_FIGURE, "monthly_outlay")


@reports_exceptions
class FittingTextBrowser(LinkTextBrowser):
    """A text that is as high as its lines, so that it never scrolls on its own."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setAccessibleName(name)
        layout = self.document().documentLayout()
        layout.documentSizeChanged.connect(lambda size: self.setFixedHeight(ceil(size.height())))

    def close_gap_on_top(self) -> None:
        """Flatten the empty line that Qt puts above a table at the beginning of a text."""
        first = QTextCursor(self.document().firstBlock())
        flat = QTextBlockFormat()
        flat.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        first.setBlockFormat(flat)


class WhyPanel(QWidget):
    """Explains a figure of the product, line by line."""

    figure_chosen = Signal(str)  # the key of the figure to explain

    def __init__(self, session: Session, cost_basis: CostBasis) -> None:
        super().__init__()
        self._session = session
        self._cost_basis = cost_basis
        self.setAccessibleName(tr("Calculation"))
        self.key = DEFAULT_FIGURE
        self._title = Label()
        self._title.setObjectName("whyTitle")
        self._title.setFont(sized(self.font(), 1, semibold=True))
        self._switch = Segments("figureSwitch", tr("Figure to explain"), len(SWITCH_KEYS))
        self._switch.chosen.connect(lambda number: self.figure_chosen.emit(SWITCH_KEYS[number]))
        self._text = FittingTextBrowser(tr("Calculation of the figure"))
        self._text.setObjectName("explainView")
        self._text.setFont(with_tabular_figures(self.font()))
        self.source_requested = self._text.source_requested
        self.setFocusProxy(self._text)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self._text)

    def show_text(self, text: str) -> None:
        """Say why there is no figure to explain."""
        self._title.hide()
        self._switch.hide()
        self._text.show_markup(Markup("<p style='margin: 0'>{text}</p>", text=text))

    def show_product(self, product: ComparedProduct) -> None:
        """Explain the chosen figure of a product."""
        self._title.show()
        self._switch.show()
        self._switch.set_texts(self._figure_titles())
        is_in_switch = self.key in SWITCH_KEYS
        self._switch.show_choice(SWITCH_KEYS.index(self.key) if is_in_switch else None)
        figure = self._figure_text(product)
        title = tr("Why {figure}?", figure=figure) if figure else tr("No figure")
        self._title.setText(title)
        self._text.setAccessibleDescription(title)
        set_tool_tip(self._title, tr(MEASURES_BY_KEY[self.key].meaning))
        self._text.show_markup(self._markup(product))
        self._text.close_gap_on_top()

    def _figure_titles(self) -> tuple[str, str, str]:
        scenario = self._session.scenario
        is_month = scenario.days in DAYS_OF_A_MONTH
        period = tr("Month") if is_month else tr("{days} days", days=str(scenario.days))
        basis = basis_text(self._cost_basis.mass, scenario.element)
        return basis, period, tr("To pay")

    def _figure_text(self, product: ComparedProduct) -> str:
        """Return the explained figure with its unit, or "" if the product has none."""
        value = product.figures.number(self.key)
        if value is None:
            return ""
        measure, element = MEASURES_BY_KEY[self.key], product.product.element
        if self.key == COST_PER_MG:
            value = cost_per_basis(value, self._cost_basis.mass, element)
        is_mass = measure.figure_format is FigureFormat.MASS
        return format_figure_with_unit(
            value, measure.figure_format, self._session.scenario.currency, notation(),
            element if is_mass else "",
        )  # fmt: skip

    def _steps(self, product: ComparedProduct) -> tuple[ExplanationStep, ...]:
        if self.key == COST_PER_MG:
            return explain_cost_per_basis(product.figures, self._cost_basis.mass, notation())
        return explain(product.figures, self.key, notation())

    def _markup(self, product: ComparedProduct) -> Markup:
        steps, meaning = self._steps(product), tr(MEASURES_BY_KEY[self.key].meaning)
        if not steps:
            return Markup("<p>{meaning}</p>", meaning=meaning)
        if product.product.other_minerals and self.key in SWITCH_KEYS:
            whole = tr("{arithmetic}, the whole price", arithmetic=steps[-1].arithmetic)
            steps = (*steps[:-1], replace(steps[-1], arithmetic=whole))
        return Markup(
            "{table}<p style='font-size: small; margin: 8px 0 0 0'>{sources}</p>",
            table=arithmetic_table(steps),
            sources=self._sources(product),
        )

    def _sources(self, product: ComparedProduct) -> Markup:
        """Return links to the sources of the limit and of the elemental fraction."""
        limit = self._session.scenario.limit
        parts = []
        if limit:
            authority = tr(authorities()[limit.authority].title)
            parts.append(source_link(limit.source, tr("Limit: {authority}", authority=authority)))
        compound = product.product.recognized_form.compound
        if product.product.elemental is None and compound is not None:
            text = tr("Elemental fraction: computed from the chemical formula")
            parts.append(source_link(compound.source, text))
        return Markup.join(parts, " · ")


def arithmetic_table(steps: Sequence[ExplanationStep], share: int = 60) -> Markup:
    """Return the lines of an arithmetic. The left side has a share of the width, in percent."""
    return Markup(
        "<table width='100%' cellspacing='0' cellpadding='0' "
        "style='border-collapse: collapse'>{rows}</table>",
        rows=Markup.join(
            _row(step, share, is_last=number == len(steps), is_before_last=number == len(steps) - 1)
            for number, step in enumerate(steps, start=1)
        ),
    )


def _row(step: ExplanationStep, share: int, *, is_last: bool, is_before_last: bool) -> Markup:
    """Return a line of the arithmetic. A solid line stands above the last one, which is bold."""
    line = "none"
    if not is_last:
        line = "solid" if is_before_last else "dotted"
    arithmetic: str | Markup = step.arithmetic
    result: str | Markup = step.result
    if is_last:
        arithmetic, result = (Markup("<b>{text}</b>", text=text) for text in (arithmetic, result))
    return Markup(
        "<tr><td width='{share}%' style='padding: 4px 8px 4px 0; "
        "border-bottom: 1px {line} {colour}'>{arithmetic}</td>"
        "<td align='right' style='padding: 4px 0; border-bottom: 1px {line} {colour}'>"
        "{result}</td></tr>",
        share=str(share),
        line=line,
        colour=(tokens().text if line == "solid" else tokens().muted).name(),
        arithmetic=arithmetic,
        result=result,
    )
