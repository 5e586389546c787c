"""The handout: a page for a patient about one to four products, as HTML in the patient's language.

Preview, paper and PDF are this HTML. It holds no data of a patient: a line is left for the name.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from pricing.comparison import HEADLINE_KEY
from pricing.evidence import sources
from pricing.forms import elements
from pricing.known import spacings
from pricing.limits import LIFE_STAGES
from pricing.measures import Shown
from pricing.sentences import Amount, Count
from pricing.writing.files import whole_file
from pricing.writing.language import Language, languages
from pricing.writing.paper import page_style, shown_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from pricing.comparison import Compared, Comparison
    from pricing.evidence import Source
    from pricing.known import Spacing
    from pricing.sentences import Said
    from pricing.writing.edition import Edition

MOST = 4
LONGEST_NAME = 120
NO_STANDING = "unverified"
# What a check adds for a patient to whom another has already said it.
_SAID_BY = {"far_from_target": {"over_limit", "smallest_dose_over_target"}}
_QUESTIONS = ("question_kidneys", "question_pregnancy", "question_medicines")


def best(comparison: Comparison) -> tuple[Compared, ...]:
    """The products to hand out where none was chosen: the cheapest that no check stops first."""
    sound_first = sorted(comparison.ranked, key=lambda each: each.stopped)[:MOST]
    return tuple(sorted(sound_first, key=lambda each: each.rank or 0))


class Handout:
    """The page about some ranked products of a comparison, in rank order."""

    def __init__(
        self, comparison: Comparison, chosen: Sequence[Compared], edition: Edition
    ) -> None:
        ranked = (each for each in chosen if each.rank is not None)
        self.products = tuple(sorted(ranked, key=lambda each: each.rank or 0))[:MOST]
        self.edition = edition
        self._comparison = comparison
        self._language: Language = languages()[edition.language]
        self._notation = self._language.in_notation(edition.numbers)

    def of_first(self, count: int) -> Handout:
        """The same of the first so many products."""
        return Handout(self._comparison, self.products[:count], self.edition)

    @property
    def title(self) -> str:
        return self._say("title_one" if len(self.products) == 1 else "title_many")

    def html(self, points: float = 0) -> str:
        """The page; text of so many points, the largest of the edition where none are given."""
        size = points or self.edition.sizes[0]
        parts = (
            self._head(), self._goal(), self._facts(), self._checks(), self._spacings(),
            self._questions(), self._foot(),
        )  # fmt: skip
        body = "\n".join(line for part in parts for line in part)
        style = page_style(self.edition.paper, size, is_large=self.edition.is_large)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.edition.language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title>"
            f"<style>{style}</style></head>\n<body>\n{body}\n"
            "</body></html>\n"
        )

    # -- saying --------------------------------------------------------------------------------

    @cached_property
    def _mineral(self) -> str:
        return elements()[self._comparison.scenario.element].name.lower()

    def _say(self, key: str, **parameters: Said) -> str:
        return self._said(self._language.texts[key], {"mineral": self._mineral, **parameters})

    def _said(self, template: str, parameters: dict[str, Said]) -> str:
        return self._language.say(template, self._notation, parameters)

    def _money(self, each: Compared, key: str, shown: Shown = Shown.MONEY) -> Amount:
        return Amount(each.number(key), shown, each.product.currency)

    # -- the parts -----------------------------------------------------------------------------

    def _head(self) -> Iterator[str]:
        pharmacy = self.edition.pharmacy
        name = escape(shown_text(pharmacy.name, LONGEST_NAME))
        if pharmacy.logo:
            name = (
                f'<img src="{escape(pharmacy.logo)}" width="{pharmacy.logo_width}" '
                f'height="{pharmacy.logo_height}" alt=""> {name}'
            )
        if name:
            yield f'<p class="name"><b>{name}</b></p>'
        yield f"<h1>{escape(self.title)}</h1>"
        day = self._language.date(self._comparison.today)
        yield '<table width="100%" cellspacing="0"><tr>'
        yield f'<td width="14%">{escape(self._say("name"))}</td><td width="50%" class="empty">'
        yield f'&nbsp;</td><td width="36%" class="right">{escape(day)}</td></tr></table>'

    def _goal(self) -> Iterator[str]:
        first = self.products[0].figures
        said = [self._say("goal", target=_mass(self.products[0].number("target_mg")))]
        limit, amount = self._comparison.scenario.limit, first.number("limit_mg")
        if limit is not None and amount is not None:
            key = "limit" if limit.basis == "supplements" else "limit_total"
            stage = LIFE_STAGES[limit.life_stage]
            said.append(self._say(key, limit=_mass(amount), authority=limit.title, stage=stage))
        yield f"<p>{escape(' '.join(said))}</p>"

    def _facts(self) -> Iterator[str]:
        """A row for each fact, a column for each product."""
        count = len(self.products)
        width = {1: 58, 2: 35, 3: 25, 4: 20}[count]
        if count == 1:
            yield f'<p class="name">{self._heading(1, self.products[0])}</p>'
        yield '<table width="100%" cellspacing="0" class="ruled">'
        if count > 1:
            heads = "".join(
                f'<th width="{width}%" class="name">{self._heading(at, each)}</th>'
                for at, each in enumerate(self.products, start=1)
            )
            yield f'<tr><th width="{100 - count * width}%"></th>{heads}</tr>'
        for key, says in self._rows():
            mark = ' class="decides"' if key == "decides" else ""
            cells = "".join(
                f'<td width="{width}%"{mark}>{says(each)}</td>' for each in self.products
            )
            title = escape(self._row_title(key))
            yield f'<tr><td width="{100 - count * width}%"{mark}>{title}</td>{cells}</tr>'
        yield "</table>"

    def _rows(self) -> tuple[tuple[str, Callable[[Compared], str]], ...]:
        """The key of each row's title, and what its cells say as HTML."""
        return (
            ("dose", self._dose),
            ("day_cost", lambda each: self._cell(self._money(each, "cost_per_day"))),
            ("month_cost", lambda each: self._cell(self._money(each, "monthly_cost"))),
            ("till", self._till),
            ("lasts", self._lasts),
            ("decides", self._decides),
        )

    def _row_title(self, key: str) -> str:
        days = self._comparison.scenario.days
        if key == "month_cost" and days != 30:
            return self._say("days_cost", days=str(days))
        return self._say(key)

    def _cell(self, amount: Amount) -> str:
        return escape(amount.text(self._notation))

    def _heading(self, at: int, each: Compared) -> str:
        number = f"{at}. " if len(self.products) > 1 else ""
        name = escape(shown_text(each.product.product, LONGEST_NAME))
        below = [shown_text(each.product.brand, LONGEST_NAME), self._language.word(each.form)]
        rest = escape(", ".join(filter(None, below)))
        return f'<b>{number}{name}</b><br><span class="small">{rest}</span>'

    def _dose(self, each: Compared) -> str:
        units = Count(each.number("units_per_day"), each.product.unit_kind)
        delivered = _mass(each.number("delivered_mg_per_day"))
        return f"<b>{escape(self._say('dose_says', units=units, delivered=delivered))}</b>"

    def _till(self, each: Compared) -> str:
        packs = each.number("packs_to_buy")
        return escape(
            self._say(
                "till_one" if packs == 1 else "till_many",
                outlay=self._money(each, "monthly_outlay"),
                packs=Amount(packs, Shown.COUNT),
            )
        )

    def _lasts(self, each: Compared) -> str:
        days = each.number("days_per_pack")
        key = {0: "lasts_less", 1: "lasts_day"}.get(int(days), "lasts_days")
        return escape(self._say(key, days=Amount(days, Shown.COUNT)))

    def _decides(self, each: Compared) -> str:
        text = f"<b>{self._cell(self._money(each, HEADLINE_KEY, Shown.RATE))}</b>"
        least = self.products[0].number(HEADLINE_KEY)
        is_lowest = len(self.products) > 1 and each.number(HEADLINE_KEY) == least
        return f"{text}<br>{escape(self._say('lowest'))}" if is_lowest else text

    def _checks(self) -> Iterator[str]:
        """What the checks found, the gravest first; what is said of several products, once."""
        found: dict[tuple[str, str], list[str]] = {}
        for at, each in enumerate(self.products, start=1):
            keys = {flag.key for flag in each.flags}
            for flag in each.flags:
                if keys & _SAID_BY.get(flag.key, set()):
                    continue
                parameters = dict(flag.found.parameters)
                priced_on = each.product.priced_on
                if "date" in parameters and priced_on:
                    parameters["date"] = self._language.date(priced_on)
                says = self._said(self._language.checks[flag.key], parameters)
                found.setdefault((flag.severity.value, says), []).append(str(at))
        if not found:
            return
        yield f"<h2>{escape(self._say('checks_heading'))}</h2>"
        key = "check_of" if len(self.products) > 1 else "check_line"
        order = ("stop", "caution", "note")
        for (severity, says), numbers in sorted(
            found.items(), key=lambda item: order.index(item[0][0])
        ):
            word = self._say(severity)
            line = self._say(key, severity=word, says=says, numbers=", ".join(numbers))
            yield f'<p class="{severity}">{escape(line)}</p>'

    def _spacings(self) -> Iterator[str]:
        known, to_ask = self._known_spacings
        if not known:
            yield f"<h2>{escape(self._say('medicines_heading'))}</h2>"
            yield f"<p>{escape(self._say('spacing_unknown'))}</p>"
            return
        yield f"<h2>{escape(self._say('spacing_heading'))}</h2>"
        lines = [self._spacing(advice, together) for advice, together in known]
        if self.edition.is_large:
            yield from (f"<p>{medicines}: {advice}</p>" for medicines, advice in lines)
        else:
            yield '<table width="100%" cellspacing="0" class="ruled">'
            for medicines, advice in lines:
                yield f'<tr><td width="50%">{medicines}</td><td width="50%">{advice}</td></tr>'
            yield "</table>"
        if to_ask:
            names = ", ".join(self._language.word(each.medicine) for each in to_ask)
            yield f"<p>{escape(self._say('spacing_ask', medicines=names))}</p>"

    def _spacing(self, advice: str, together: Sequence[Spacing]) -> tuple[str, str]:
        """Medicines with the same advice, and the advice with its sources, as HTML."""
        cited = dict.fromkeys(one for each in together for one in each.sources)
        numbers = ", ".join(str(self._cited.index(one) + 1) for one in cited)
        medicines = escape(", ".join(self._language.word(each.medicine) for each in together))
        return (
            f'<span class="name">{medicines}</span>',
            f'{escape(self._language.word(advice))} <span class="small">[{numbers}]</span>',
        )

    def _questions(self) -> Iterator[str]:
        yield f"<h2>{escape(self._say('questions_heading'))}</h2>"
        for key in _QUESTIONS:
            yield f"<p>\N{BALLOT BOX} {escape(self._say(key))}</p>"

    def _foot(self) -> Iterator[str]:
        yield f'<p class="reminder">{escape(self._say("reminder"))}</p>'
        cited = [
            f"[{at}] {each.title}. {each.publisher}."
            for at, each in enumerate(self._cited, start=1)
        ]
        days = [day for each in self.products if (day := each.product.priced_on)]
        prices = (
            self._say("prices", date=self._language.date(min(days)))
            if days
            else self._say("prices_undated")
        )
        limit = self._comparison.scenario.limit
        said = [prices]
        if limit is not None:
            source = sources()[limit.source]
            said.append(f"{self._say('source_limit')}: {source.title}. {source.publisher}.")
        text = escape(" ".join([*said, *cited]))
        yield f'<p class="sources name"><b>{escape(self._say("sources_heading"))}:</b> {text}</p>'
        yield f'<p class="small"><b>{escape(self._say("not_advice"))}</b></p>'

    @cached_property
    def _known_spacings(self) -> tuple[list[tuple[str, list[Spacing]]], list[Spacing]]:
        """What can be stated, by its advice; and what rests on sources of no standing: asked."""
        here = [each for each in spacings() if each.element == self._comparison.scenario.element]
        known = [each for each in here if any(_has_standing(one) for one in each.sources)]
        by_advice = [
            (advice, list(together))
            for (advice, _), together in groupby(
                known, key=lambda each: (each.advice, each.sources)
            )
        ]
        return by_advice, [each for each in here if each not in known]

    @cached_property
    def _cited(self) -> list[Source]:
        """The sources of what is stated, each once."""
        known, _ = self._known_spacings
        spoken = (each for _, together in known for each in together)
        return list(dict.fromkeys(one for each in spoken for one in each.sources))


def _mass(value: Fraction) -> Amount:
    return Amount(value, Shown.MASS)


def _has_standing(source: Source) -> bool:
    return source.standing != NO_STANDING


def write_html(handout: Handout, path: Path) -> None:
    """Write the page. Raises UserError where the place cannot be written."""
    with whole_file(path) as file:
        file.write(handout.html().encode())
