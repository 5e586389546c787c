"""The facts on the handout: a row for each, a column for each product."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pricing.calculation.comparison import HEADLINE_KEY
from pricing.calculation.measures import Shown
from pricing.calculation.sentences import Amount, Count
from pricing.writing.print.page_style import shown_text
from pricing.writing.print.voice import Voice, mass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pricing.calculation.comparison import Compared

LONGEST_NAME = 120


def facts(products: Sequence[Compared], voice: Voice) -> Iterator[str]:
    """Lines of HTML about one to four ranked products, the best first."""
    return _Facts(products, voice).html()


class _Facts:
    def __init__(self, products: Sequence[Compared], voice: Voice) -> None:
        self._products = products
        self._voice = voice

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

    def _rows(self) -> tuple[tuple[str, Callable[[Compared], str]], ...]:
        """The key of each row's title, and what its cells say as HTML."""
        return (
            ("dose", self._dose),
            ("day_cost", lambda each: self._cell(_money(each, "cost_per_day"))),
            ("month_cost", lambda each: self._cell(_money(each, "monthly_cost"))),
            ("till", self._till),
            ("lasts", self._lasts),
            ("decides", self._decides),
        )

    def _row_title(self, key: str) -> str:
        days = self._products[0].figures.scenario.days
        if key == "month_cost" and days != 30:
            return self._voice.say("days_cost", days=str(days))
        return self._voice.say(key)

    def _cell(self, amount: Amount) -> str:
        return escape(amount.text(self._voice.notation))

    def _heading(self, at: int, each: Compared) -> str:
        number = f"{at}. " if len(self._products) > 1 else ""
        name = escape(shown_text(each.product.product, LONGEST_NAME))
        below = [shown_text(each.product.brand, LONGEST_NAME), self._voice.word(each.form)]
        rest = escape(", ".join(filter(None, below)))
        return f'<b>{number}{name}</b><br><span class="small">{rest}</span>'

    def _dose(self, each: Compared) -> str:
        units = Count(each.number("units_per_day"), each.product.unit_kind)
        delivered = mass(each.number("delivered_mg_per_day"))
        return f"<b>{escape(self._voice.say('dose_says', units=units, delivered=delivered))}</b>"

    def _till(self, each: Compared) -> str:
        packs = each.number("packs_to_buy")
        return escape(
            self._voice.say(
                "till_one" if packs == 1 else "till_many",
                outlay=_money(each, "monthly_outlay"),
                packs=Amount(packs, Shown.COUNT),
            )
        )

    def _lasts(self, each: Compared) -> str:
        days = each.number("days_per_pack")
        key = {0: "lasts_less", 1: "lasts_day"}.get(int(days), "lasts_days")
        return escape(self._voice.say(key, days=Amount(days, Shown.COUNT)))

    def _decides(self, each: Compared) -> str:
        text = f"<b>{self._cell(_money(each, HEADLINE_KEY, Shown.RATE))}</b>"
        least = self._products[0].number(HEADLINE_KEY)
        is_lowest = len(self._products) > 1 and each.number(HEADLINE_KEY) == least
        return f"{text}<br>{escape(self._voice.say('lowest'))}" if is_lowest else text


def _money(each: Compared, key: str, shown: Shown = Shown.MONEY) -> Amount:
    return Amount(each.number(key), shown, each.product.currency)
