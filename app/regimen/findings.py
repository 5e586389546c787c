"""Shows the checks of a regimen, with a button where a product could be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.regimen.given_bars import mass_text, mineral_name, shares_text
from app.regimen.stop_box import StopBox
from app.toolkit.locale_format import count_text, notation
from app.toolkit.shown_text import Label, Markup
from app.toolkit.translation import tr
from pricing.analysis.given_amounts import given_of
from pricing.analysis.regimen import superfluous_takes
from pricing.analysis.regimen_checks import check_regimen
from pricing.calculation.checks import Severity
from pricing.calculation.measures import DAYS_OF_A_MONTH, FigureFormat, format_figure_with_unit
from pricing.calculation.sentences import capitalized

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.regimen_plan import RegimenPlan
    from pricing.analysis.given_amounts import Given
    from pricing.analysis.regimen import Regimen, Take
    from pricing.analysis.regimen_swaps import Swap


_MARK_WIDTH = 16


class RegimenFindings(QWidget):
    """One line a finding: stops first, then what is missing, then notes."""

    def __init__(self, plan: RegimenPlan) -> None:
        super().__init__()
        self.setObjectName("regimenFindings")
        self.setAccessibleName(tr("Findings"))
        self._plan = plan
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(6)

    def show_regimen(self, regimen: Regimen, swaps: Sequence[Swap] = ()) -> None:
        """Show what is found in a regimen, and what the first of the single changes would mend."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for waiting in self._plan.waiting:
            title = tr("{product}:", product=waiting.product or tr("New product"))
            text = tr("its row in Compare is not complete, so it does not count here.")
            self._lines.addWidget(_line(title, text))
        if not regimen.takes:
            self._lines.addWidget(_line(tr("Add what is taken, or use the cheapest below.")))
            return
        for line in self._lines_of(regimen, swaps):
            self._lines.addWidget(line)

    def _lines_of(self, regimen: Regimen, swaps: Sequence[Swap]) -> Iterator[QWidget]:
        given = {row.element: row for row in given_of(regimen)}
        for flag in check_regimen(regimen):
            sentence = capitalized(flag.sentence.short_text(notation()))
            if flag.severity is Severity.STOP:
                yield _stop_box(given[flag.element], sentence, swaps)
            elif flag.key == "duplicate_mineral":
                count = regimen.count_of_products_with(flag.element)
                yield _line(*_shares(given[flag.element], count))
            elif flag.key == "not_counted":
                continue  # it stands above
            elif flag.key == "superfluous_product":
                yield from self._superfluous_lines(regimen)
            else:
                yield _line(sentence)

    def _superfluous_lines(self, regimen: Regimen) -> Iterator[QWidget]:
        """Yield a line for each product that could be left out. Of several, only one could be."""
        takes = superfluous_takes(regimen)
        if len(takes) > 1:
            yield _line(tr("One of these could be left out:"))
        for take in takes:
            yield self._superfluous_line(regimen, take, is_alone=len(takes) == 1)

    def _superfluous_line(self, regimen: Regimen, take: Take, *, is_alone: bool) -> QWidget:
        rows = [at for at, one in enumerate(regimen.takes) if one.product == take.product]
        numbers = ", ".join(str(row + 1) for row in rows)
        words = "{number} could be left out:" if is_alone else "{number}:"
        title = tr(words, number=numbers)
        parts = [*_given_by_others(regimen, take)] or [tr("no target needs it.")]
        cost = take.figures(regimen.scenario).number("monthly_cost")
        if cost is not None:
            is_month = regimen.scenario.days in DAYS_OF_A_MONTH
            template = "{saving} less a month." if is_month else "{saving} less in the period."
            currency = regimen.scenario.currency
            saving = format_figure_with_unit(cost, FigureFormat.MONEY, currency, notation())
            parts.append(tr(template, saving=saving))
        button = QPushButton(tr("Leave it out"))
        button.setAccessibleName(tr("Leave out {product}", product=take.product.product))
        button.clicked.connect(lambda: self._plan.leave_out(rows))
        return _line(title, " ".join(parts), button)


def _given_by_others(regimen: Regimen, take: Take) -> Iterator[str]:
    """Yield what the other rows give of each mineral with a target that a product holds."""
    rest = regimen.without(take)
    for element, _ in regimen.scenario.targets:
        if not take.amount_of(element):
            continue
        numbers = [
            number
            for number, one in enumerate(regimen.takes, start=1)
            if one.product != take.product and one.amount_of(element)
        ]
        template = "the others give {amount} of {mineral}."
        if len(numbers) == 1:
            template = "{number} gives {amount} of {mineral}."
        yield tr(
            template,
            number=str(numbers[0]) if numbers else "",
            amount=mass_text(rest.totals[element] + rest.food_totals[element], element),
            mineral=mineral_name(element).lower(),
        )


def _stop_box(row: Given, sentence: str, swaps: Sequence[Swap]) -> StopBox:
    """Return what is said of a mineral over its limit, with what the first change makes of it."""
    box = StopBox(tr("Over the safe limit"))
    title = tr("{mineral} is over the safe limit.", mineral=mineral_name(row.element))
    if not row.is_over_stated_limit:
        mineral = mineral_name(row.element).lower()
        title = tr("So much {mineral} is a treatment.", mineral=mineral)
    parts = [sentence]
    if swaps:
        after = swaps[0].regimen.totals.get(row.element, row.total * 0)
        template = "The first change below brings it to {amount}."
        parts.append(tr(template, amount=mass_text(after, row.element)))
    box.show_text(title, " ".join(parts))
    return box


def _shares(row: Given, count: int) -> tuple[str, str]:
    """Return from how many products a mineral comes, and how much from each row by its number."""
    title = count_text(
        count, "{mineral} from {count} product:",
        "{mineral} from {count} products:", mineral=mineral_name(row.element),
    )  # fmt: skip
    return title, tr("{shares}.", shares=shares_text(row))


def _line(title: str, text: str = "", button: QPushButton | None = None) -> QWidget:
    """Return a finding: with a text behind it the title is bold."""
    line, label = QWidget(), Label()
    label.setText(Markup("<b>{title}</b> {text}", title=title, text=text) if text else title)
    line.setAccessibleName(f"{title} {text}".strip())
    label.setWordWrap(True)
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(8)
    mark = Label("–")
    mark.setFixedWidth(_MARK_WIDTH)
    top, middle = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignVCenter
    layout.addWidget(mark, 0, top if button is None else middle)
    layout.addWidget(label, 1)
    if button is not None:
        layout.addWidget(button, 0, middle)
    return line
