"""The handout: a page for a patient about one to four products, as HTML in the patient's language.

Preview, paper and PDF are this HTML. It holds no data of a patient: a line is left for the name.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from pricing.reference.evidence import spacings
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import sources
from pricing.writing.atomic_file import whole_file
from pricing.writing.print.handout_table import LONGEST_NAME, facts
from pricing.writing.print.languages import languages
from pricing.writing.print.page_style import page_style, shown_text, told_once
from pricing.writing.print.voice import Voice, mass

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pricing.calculation.comparison import Compared, Comparison
    from pricing.reference.evidence import Spacing
    from pricing.reference.sources import Source
    from pricing.writing.print.print_options import Edition

MOST = 4
NO_STANDING = "unverified"
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
        mineral = elements()[comparison.scenario.element].name.lower()
        self._voice = Voice(languages()[edition.language], edition.numbers, mineral)

    def of_first(self, count: int) -> Handout:
        """The same of the first so many products."""
        return Handout(self._comparison, self.products[:count], self.edition)

    @property
    def title(self) -> str:
        return self._voice.say("title_one" if len(self.products) == 1 else "title_many")

    def html(self, points: int = 0) -> str:
        """The page; text of so many points, the largest of the edition where none are given."""
        size = points or self.edition.sizes[0]
        parts = (
            self._head(), self._goal(), facts(self.products, self._voice), self._checks(),
            self._spacings(), self._questions(), self._foot(),
        )  # fmt: skip
        body = "\n".join(line for part in parts for line in part)
        style = page_style(self.edition.paper, size, is_large=self.edition.is_large)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.edition.language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title>"
            f"<style>{style}</style></head>\n<body>\n{body}\n"
            "</body></html>\n"
        )

    def _html(self, key: str, **parameters: str) -> str:
        return escape(self._voice.say(key, **parameters))

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
        day = self._voice.date(self._comparison.today)
        yield '<table width="100%" cellspacing="0"><tr>'
        yield f'<td width="14%">{self._html("name")}</td><td width="50%" class="empty">'
        yield f'&nbsp;</td><td width="36%" class="right">{escape(day)}</td></tr></table>'

    def _goal(self) -> Iterator[str]:
        first = self.products[0].figures
        said = [self._voice.say("goal", target=mass(self.products[0].number("target_mg")))]
        limit, amount = self._comparison.scenario.limit, first.number("limit_mg")
        if limit is not None and amount is not None:
            key = "limit" if limit.basis == "supplements" else "limit_total"
            stage = LIFE_STAGES[limit.life_stage]
            said.append(
                self._voice.say(key, limit=mass(amount), authority=limit.title, stage=stage)
            )
        yield f"<p>{escape(' '.join(said))}</p>"

    def _checks(self) -> Iterator[str]:
        """What the checks found, the gravest first; what is said of several products, once."""
        found: dict[tuple[str, str], list[str]] = {}
        for at, each in enumerate(self.products, start=1):
            for flag in told_once(each.flags):
                parameters = dict(flag.found.parameters)
                priced_on = each.product.priced_on
                if "date" in parameters and priced_on:
                    parameters["date"] = self._voice.date(priced_on)
                says = self._voice.said(self._voice.language.checks[flag.key], parameters)
                found.setdefault((flag.severity.value, says), []).append(str(at))
        if not found:
            return
        yield f"<h2>{self._html('checks_heading')}</h2>"
        key = "check_of" if len(self.products) > 1 else "check_line"
        order = ("stop", "caution", "note")
        for (severity, says), numbers in sorted(
            found.items(), key=lambda item: order.index(item[0][0])
        ):
            word = self._voice.say(severity)
            line = self._voice.say(key, severity=word, says=says, numbers=", ".join(numbers))
            yield f'<p class="{severity}">{escape(line)}</p>'

    def _spacings(self) -> Iterator[str]:
        known, to_ask = self._known_spacings
        if not known:
            yield f"<h2>{self._html('medicines_heading')}</h2>"
            yield f"<p>{self._html('spacing_unknown')}</p>"
            return
        yield f"<h2>{self._html('spacing_heading')}</h2>"
        lines = [self._spacing(advice, together) for advice, together in known]
        if self.edition.is_large:
            yield from (f"<p>{medicines}: {advice}</p>" for medicines, advice in lines)
        else:
            yield '<table width="100%" cellspacing="0" class="ruled">'
            for medicines, advice in lines:
                yield f'<tr><td width="50%">{medicines}</td><td width="50%">{advice}</td></tr>'
            yield "</table>"
        if to_ask:
            names = ", ".join(self._voice.word(each.medicine) for each in to_ask)
            yield f"<p>{self._html('spacing_ask', medicines=names)}</p>"

    def _spacing(self, advice: str, together: Sequence[Spacing]) -> tuple[str, str]:
        """Medicines with the same advice, and the advice with its sources, as HTML."""
        cited = dict.fromkeys(one for each in together for one in each.sources)
        numbers = ", ".join(str(self._cited.index(one) + 1) for one in cited)
        medicines = escape(", ".join(self._voice.word(each.medicine) for each in together))
        return (
            f'<span class="name">{medicines}</span>',
            f'{escape(self._voice.word(advice))} <span class="small">[{numbers}]</span>',
        )

    def _questions(self) -> Iterator[str]:
        yield f"<h2>{self._html('questions_heading')}</h2>"
        for key in _QUESTIONS:
            yield f"<p>\N{BALLOT BOX} {escape(self._voice.say(key))}</p>"

    def _foot(self) -> Iterator[str]:
        yield f'<p class="reminder">{self._html("reminder")}</p>'
        cited = [
            f"[{at}] {each.title}. {each.publisher}."
            for at, each in enumerate(self._cited, start=1)
        ]
        days = [day for each in self.products if (day := each.product.priced_on)]
        prices = (
            self._voice.say("prices", date=self._voice.date(min(days)))
            if days
            else self._voice.say("prices_undated")
        )
        limit = self._comparison.scenario.limit
        said = [prices]
        if limit is not None:
            source = sources()[limit.source]
            said.append(f"{self._voice.say('source_limit')}: {source.title}. {source.publisher}.")
        text = escape(" ".join([*said, *cited]))
        yield f'<p class="sources name"><b>{self._html("sources_heading")}:</b> {text}</p>'
        yield f'<p class="small"><b>{self._html("not_advice")}</b></p>'

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


def _has_standing(source: Source) -> bool:
    return source.standing != NO_STANDING


def write_html(handout: Handout, path: Path) -> None:
    """Write the page. Raises UserError where the place cannot be written."""
    with whole_file(path) as file:
        file.write(handout.html().encode())
