"""The facts on the handout: a row for each, a column for each product."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pricing.calculation.comparison import HEADLINE_KEY
from pricing.calculation.measures import FigureFormat
from pricing.calculation.sentences import Amount, UnitCount
from pricing.writing.print.page_style import printable_text
from pricing.writing.print.voice import HandoutTexts, mass_amount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pricing.calculation.comparison import ComparedProduct

MAX_NAME_LENGTH = 120


def handout_table(products: Sequence[ComparedProduct], texts: HandoutTexts) -> Iterator[str]:
    """Lines of HTML about one to four ranked products, the best first."""
    return _HandoutTable(products, texts).html()


class _HandoutTable:
    def __init__(self, products: Sequence[ComparedProduct], texts: HandoutTexts) -> None:
        self._products = products
        self._texts = texts

    def html(self) -> Iterator[str]:
        """A row for each fact, a column for each product."""
        count = len(self._products)
        width = {1: 58, 2: 35, 3: 25, 4: 20}[count]
        if count == 1:
            yield f'<p class="name">{self._heading(1, self._products[0])}</p>'
        yield '<table width="100%" cellspacing="0" class="ruled">'
        if count > 1:
            heads = "".join(
                f'<th width="{width}%" class="name">{self._heading(at, each)}</th>'
                for at, each in enumerate(self._products, start=1)
            )
            yield f'<tr><th width="{100 - count * width}%"></th>{heads}</tr>'
        for key, says in self._rows():
            mark = ' class="decides"' if key == "decides" else ""
            cells = "".join(
                f'<td width="{width}%"{mark}>{says(each)}</td>' for each in self._products
            )
            title = escape(self._row_title(key))
            yield f'<tr><td width="{100 - count * width}%"{mark}>{title}</td>{cells}</tr>'
        yield "</table>"

    def _rows(self) -> tuple[tuple[str, Callable[[ComparedProduct], str]], ...]:
        """The key of each row's title, and what its cells say as HTML."""
        return (
            ("dose", self._dose),
            ("day_cost", lambda each: self._escaped_amount(_money_amount(each, "cost_per_day"))),
            ("month_cost", lambda each: self._escaped_amount(_money_amount(each, "monthly_cost"))),
            ("till", self._to_pay),
            ("lasts", self._pack_duration),
            ("decides", self._headline),
        )

    def _row_title(self, key: str) -> str:
        days = self._products[0].figures.scenario.days
        if key == "month_cost" and days != 30:
            return self._texts.text("days_cost", days=str(days))
        return self._texts.text(key)

    def _escaped_amount(self, amount: Amount) -> str:
        return escape(amount.text(self._texts.notation))

    def _heading(self, at: int, each: ComparedProduct) -> str:
        number = f"{at}. " if len(self._products) > 1 else ""
        name = escape(printable_text(each.product.product, MAX_NAME_LENGTH))
        below = [
            printable_text(each.product.brand, MAX_NAME_LENGTH),
            self._texts.translate(each.form),
        ]
        rest = escape(", ".join(filter(None, below)))
        return f'<b>{number}{name}</b><br><span class="small">{rest}</span>'

    def _dose(self, each: ComparedProduct) -> str:
        units = UnitCount(each.number("units_per_day"), each.product.unit_kind)
        delivered = mass_amount(each.number("delivered_mg_per_day"))
        return f"<b>{escape(self._texts.text('dose_says', units=units, delivered=delivered))}</b>"

    def _to_pay(self, each: ComparedProduct) -> str:
        packs = each.number("packs_to_buy")
        return escape(
            self._texts.text(
                "till_one" if packs == 1 else "till_many",
                outlay=_money_amount(each, "monthly_outlay"),
                packs=Amount(packs, FigureFormat.COUNT),
            )
        )

    def _pack_duration(self, each: ComparedProduct) -> str:
        days = each.number("days_per_pack")
        key = {0: "lasts_less", 1: "lasts_day"}.get(int(days), "lasts_days")
        return escape(self._texts.text(key, days=Amount(days, FigureFormat.COUNT)))

    def _headline(self, each: ComparedProduct) -> str:
        text = (
            f"<b>{self._escaped_amount(_money_amount(each, HEADLINE_KEY, FigureFormat.RATE))}</b>"
        )
        least = self._products[0].number(HEADLINE_KEY)
        is_lowest = len(self._products) > 1 and each.number(HEADLINE_KEY) == least
        return f"{text}<br>{escape(self._texts.text('lowest'))}" if is_lowest else text


def _money_amount(
    each: ComparedProduct, key: str, shown: FigureFormat = FigureFormat.MONEY
) -> Amount:
    return Amount(each.number(key), shown, each.product.currency)
