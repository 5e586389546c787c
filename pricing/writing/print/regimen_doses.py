"""The box of the handout of a regimen: each product with its dose and cost, and all together."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from pricing.calculation.measures import DAYS_OF_A_MONTH, FigureFormat
from pricing.calculation.sentences import Amount, UnitCount, listed_names
from pricing.writing.print.page_style import MAX_NAME_LENGTH, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.analysis.regimen import Regimen, Take
    from pricing.calculation.figures import Figures
    from pricing.writing.print.languages import HandoutTexts
    from pricing.writing.print.page_style import PrintOptions

# More products stand in two columns.
MAX_PRODUCTS_IN_ONE_COLUMN = 5


class RegimenDoses:
    """The doses of a regimen. `whens` says when each is taken, in the user's words."""

    def __init__(
        self,
        regimen: Regimen,
        whens: Sequence[str],
        texts: HandoutTexts,
        options: PrintOptions,
    ) -> None:
        self._regimen = regimen
        self._whens = whens
        self._texts = texts
        self._options = options

    def names(self) -> str:
        """Return the names of the products, without doses, as HTML."""
        return escape(listed_names(map(_name_of, self._regimen.by_product)))

    def lines(self, *, is_compact: bool) -> Iterator[str]:
        """Write the products, and what they cost together."""
        takes = list(zip(self._regimen.takes, self._whens, strict=True))
        yield '<table width="100%" cellspacing="0">'
        if self._options.is_large or len(takes) > MAX_PRODUCTS_IN_ONE_COLUMN:
            width = 1 if self._options.is_large else 2
            for start in range(0, len(takes), width):
                cells = "".join(
                    f'<td width="{100 // width}%" class="name">{self._block(*take)}</td>'
                    for take in takes[start : start + width]
                )
                yield f"<tr>{cells}</tr>"
        else:
            for number, (take, when) in enumerate(takes):
                product, dose, cost = self._cells(take, when)
                if is_compact:
                    product = product.replace("<br>", " ")
                line = " sum" if number and not is_compact else ""
                yield f'<tr><td width="38%" class="name{line}">{product}</td>'
                yield f'<td width="30%" class="name{line}">{dose}</td>'
                yield f'<td width="32%" class="pay{line}">{cost}</td></tr>'
        yield "</table>"
        yield '<table width="100%" cellspacing="0"><tr>'
        yield f'<td width="40%" class="name sum">{self._together()}</td>'
        yield f'<td width="60%" class="pay sum">{self._sums()}</td></tr></table>'

    def _block(self, take: Take, when: str) -> str:
        """Return a product as a block of three lines."""
        parts = (cell.replace("<br>", ", ") for cell in self._cells(take, when))
        return "<br>".join(filter(None, parts))

    def _cells(self, take: Take, when: str) -> tuple[str, str, str]:
        """Return the name, the dose and the cost of a product as HTML of two lines each."""
        figures = take.figures(self._regimen.scenario)
        units = figures.number("pack_units") or Fraction(0)
        pack = UnitCount(units, take.product.unit_kind).text(self._texts.notation)
        brand = printable_text(take.product.brand, MAX_NAME_LENGTH)
        details = escape(", ".join(filter(None, (brand, pack))))
        name = f'<b>{escape(_name_of(take))}</b><br><span class="small">{details}</span>'
        if take.label_doubt(self._regimen.scenario) is not None:
            return name, f"<b>{self._escaped_text('label_first')}</b>", ""
        count = UnitCount(take.units, take.product.unit_kind)
        dose = self._texts.marked_html("take_units", {"units": count})
        words = escape(printable_text(when, MAX_NAME_LENGTH))
        return name, "<br>".join(filter(None, (dose, words))), self._cost(take, figures)

    def _cost(self, take: Take, figures: Figures) -> str:
        """Return what a dose costs, and how long a pack lasts with all doses of the product."""
        month = figures.number("monthly_cost")
        lines = [] if month is None else [self._month_text(month)]
        together = self._regimen.together(take)
        days = together.figures(self._regimen.scenario).number("days_per_pack")
        if days is not None:
            key = {0: "lasts_less", 1: "lasts_day"}.get(int(days), "lasts_days")
            lasts = self._texts.text(key, days=Amount(days, FigureFormat.COUNT))
            lasts = lasts[:1].lower() + lasts[1:]
            lines.append(self._texts.marked_html("pack_lasts", {"days": lasts}))
        return "<br>".join(lines)

    def _together(self) -> str:
        kinds = {take.product.unit_kind for take in self._regimen.takes}
        if len(kinds) > 1 or self._regimen.in_doubt:
            return f"<b>{self._escaped_text('together')}</b>"
        total = sum((take.units for take in self._regimen.takes), Fraction(0))
        units = UnitCount(total, kinds.pop()).text(self._texts.notation)
        return f"<b>{escape(self._texts.text('together_units', units=units))}</b>"

    def _sums(self) -> str:
        month = self._regimen.cost("monthly_cost")
        outlay = self._regimen.cost("monthly_outlay")
        sums = [] if month is None else [self._month_text(month)]
        if outlay is not None:
            now = self._escaped_text("to_pay")
            sums.append(f'<b class="figure">{self._money(outlay)}</b> {now}')
        return " \u00a0 ".join(sums)

    def _month_text(self, cost: Fraction) -> str:
        days = self._regimen.scenario.days
        key = "period" if days in DAYS_OF_A_MONTH else "period_days"
        period = self._texts.text("period_one_day" if days == 1 else key, days=str(days))
        return f'<b class="figure">{self._money(cost)}</b> {escape(period)}'

    def _money(self, amount: Fraction) -> str:
        money = Amount(amount, FigureFormat.MONEY, self._regimen.scenario.currency)
        return escape(money.text(self._texts.notation))

    def _escaped_text(self, key: str) -> str:
        return escape(self._texts.text(key))


def _name_of(take: Take) -> str:
    return printable_text(take.product.product, MAX_NAME_LENGTH)
