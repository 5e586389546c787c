"""The handout: a page for a patient about one to four products, as HTML in the patient's language.

Preview, paper and PDF are this HTML. It holds no data of a patient: a line is left for the name.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

from pricing.reference.evidence import medicine_spacings
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import sources
from pricing.writing.atomic_file import atomic_file
from pricing.writing.print.handout_table import MAX_NAME_LENGTH, handout_table
from pricing.writing.print.languages import handout_languages
from pricing.writing.print.page_style import page_style, printable_text, without_repeated_flags
from pricing.writing.print.voice import HandoutTexts, mass_amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.reference.evidence import MedicineSpacing
    from pricing.reference.sources import Source
    from pricing.writing.print.print_options import PrintOptions

MAX_HANDOUT_PRODUCTS = 4
UNVERIFIED = "unverified"
_QUESTIONS = ("question_kidneys", "question_pregnancy", "question_medicines")


def default_products(comparison: Comparison) -> tuple[ComparedProduct, ...]:
    """The products to hand out where none was chosen: the cheapest that no check stops first."""
    sound_first = sorted(comparison.ranked_products, key=lambda each: each.has_stop)[
        :MAX_HANDOUT_PRODUCTS
    ]
    return tuple(sorted(sound_first, key=lambda each: each.rank or 0))


class Handout:
    """The page about some ranked products of a comparison, in rank order."""

    def __init__(
        self, comparison: Comparison, chosen: Sequence[ComparedProduct], options: PrintOptions
    ) -> None:
        ranked = (each for each in chosen if each.rank is not None)
        self.products = tuple(sorted(ranked, key=lambda each: each.rank or 0))[
            :MAX_HANDOUT_PRODUCTS
        ]
        self.options = options
        self._comparison = comparison
        mineral = elements()[comparison.scenario.element].name.lower()
        self._texts = HandoutTexts(
            handout_languages()[options.language], options.number_notation, mineral
        )

    def with_first(self, count: int) -> Handout:
        """The same of the first so many products."""
        return Handout(self._comparison, self.products[:count], self.options)

    @property
    def title(self) -> str:
        return self._texts.text("title_one" if len(self.products) == 1 else "title_many")

    def html(self, points: int = 0) -> str:
        """The page; text of so many points, the largest of the edition where none are given."""
        size = points or self.options.text_sizes[0]
        parts = (
            self._header(), self._target(), handout_table(self.products, self._texts),
            self._checks(),
            self._spacings(), self._questions(), self._footer(),
        )  # fmt: skip
        body = "\n".join(line for part in parts for line in part)
        style = page_style(self.options.paper, size, is_large=self.options.is_large)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.options.language}"><head><meta charset="utf-8">'
            f"<title>{escape(self.title)}</title>"
            f"<style>{style}</style></head>\n<body>\n{body}\n"
            "</body></html>\n"
        )

    def _escaped_text(self, key: str, **parameters: str) -> str:
        return escape(self._texts.text(key, **parameters))

    # -- the parts -----------------------------------------------------------------------------

    def _header(self) -> Iterator[str]:
        pharmacy = self.options.pharmacy
        name = escape(printable_text(pharmacy.name, MAX_NAME_LENGTH))
        if pharmacy.logo:
            name = (
                f'<img src="{escape(pharmacy.logo)}" width="{pharmacy.logo_width}" '
                f'height="{pharmacy.logo_height}" alt=""> {name}'
            )
        if name:
            yield f'<p class="name"><b>{name}</b></p>'
        yield f"<h1>{escape(self.title)}</h1>"
        day = self._texts.date_text(self._comparison.today)
        yield '<table width="100%" cellspacing="0"><tr>'
        yield f'<td width="14%">{self._escaped_text("name")}</td><td width="50%" class="empty">'
        yield f'&nbsp;</td><td width="36%" class="right">{escape(day)}</td></tr></table>'

    def _target(self) -> Iterator[str]:
        first = self.products[0].figures
        said = [self._texts.text("goal", target=mass_amount(self.products[0].number("target_mg")))]
        limit, amount = self._comparison.scenario.limit, first.number("limit_mg")
        if limit is not None and amount is not None:
            key = "limit" if limit.basis == "supplements" else "limit_total"
            stage = LIFE_STAGES[limit.life_stage]
            said.append(
                self._texts.text(key, limit=mass_amount(amount), authority=limit.title, stage=stage)
            )
        yield f"<p>{escape(' '.join(said))}</p>"

    def _checks(self) -> Iterator[str]:
        """What the checks found, the gravest first; what is said of several products, once."""
        found: dict[tuple[str, str], list[str]] = {}
        for at, each in enumerate(self.products, start=1):
            for flag in without_repeated_flags(each.flags):
                parameters = dict(flag.statement.parameters)
                priced_on = each.product.priced_on
                if "date" in parameters and priced_on:
                    parameters["date"] = self._texts.date_text(priced_on)
                says = self._texts.fill(self._texts.language.checks[flag.key], parameters)
                found.setdefault((flag.severity.value, says), []).append(str(at))
        if not found:
            return
        yield f"<h2>{self._escaped_text('checks_heading')}</h2>"
        key = "check_of" if len(self.products) > 1 else "check_line"
        order = ("stop", "caution", "note")
        for (severity, says), numbers in sorted(
            found.items(), key=lambda item: order.index(item[0][0])
        ):
            word = self._texts.text(severity)
            line = self._texts.text(key, severity=word, says=says, numbers=", ".join(numbers))
            yield f'<p class="{severity}">{escape(line)}</p>'

    def _spacings(self) -> Iterator[str]:
        known, to_ask = self._spacings_by_evidence
        if not known:
            yield f"<h2>{self._escaped_text('medicines_heading')}</h2>"
            yield f"<p>{self._escaped_text('spacing_unknown')}</p>"
            return
        yield f"<h2>{self._escaped_text('spacing_heading')}</h2>"
        lines = [self._spacing_line(advice, together) for advice, together in known]
        if self.options.is_large:
            yield from (f"<p>{medicines}: {advice}</p>" for medicines, advice in lines)
        else:
            yield '<table width="100%" cellspacing="0" class="ruled">'
            for medicines, advice in lines:
                yield f'<tr><td width="50%">{medicines}</td><td width="50%">{advice}</td></tr>'
            yield "</table>"
        if to_ask:
            names = ", ".join(self._texts.translate(each.medicine) for each in to_ask)
            yield f"<p>{self._escaped_text('spacing_ask', medicines=names)}</p>"

    def _spacing_line(self, advice: str, together: Sequence[MedicineSpacing]) -> tuple[str, str]:
        """Medicines with the same advice, and the advice with its sources, as HTML."""
        cited = dict.fromkeys(one for each in together for one in each.sources)
        numbers = ", ".join(str(self._cited_sources.index(one) + 1) for one in cited)
        medicines = escape(", ".join(self._texts.translate(each.medicine) for each in together))
        return (
            f'<span class="name">{medicines}</span>',
            f'{escape(self._texts.translate(advice))} <span class="small">[{numbers}]</span>',
        )

    def _questions(self) -> Iterator[str]:
        yield f"<h2>{self._escaped_text('questions_heading')}</h2>"
        for key in _QUESTIONS:
            yield f"<p>\N{BALLOT BOX} {escape(self._texts.text(key))}</p>"

    def _footer(self) -> Iterator[str]:
        yield f'<p class="reminder">{self._escaped_text("reminder")}</p>'
        cited = [
            f"[{at}] {each.title}. {each.publisher}."
            for at, each in enumerate(self._cited_sources, start=1)
        ]
        days = [day for each in self.products if (day := each.product.priced_on)]
        prices = (
            self._texts.text("prices", date=self._texts.date_text(min(days)))
            if days
            else self._texts.text("prices_undated")
        )
        limit = self._comparison.scenario.limit
        said = [prices]
        if limit is not None:
            source = sources()[limit.source]
            said.append(f"{self._texts.text('source_limit')}: {source.title}. {source.publisher}.")
        text = escape(" ".join([*said, *cited]))
        yield f'<p class="sources name"><b>{self._escaped_text("sources_heading")}:</b> {text}</p>'
        yield f'<p class="small"><b>{self._escaped_text("not_advice")}</b></p>'

    @cached_property
    def _spacings_by_evidence(
        self,
    ) -> tuple[list[tuple[str, list[MedicineSpacing]]], list[MedicineSpacing]]:
        """What can be stated, by its advice; and what rests on sources of no standing: asked."""
        here = [
            each
            for each in medicine_spacings()
            if each.element == self._comparison.scenario.element
        ]
        known = [each for each in here if any(_has_evidence_grade(one) for one in each.sources)]
        by_advice = [
            (advice, list(together))
            for (advice, _), together in groupby(
                known, key=lambda each: (each.advice, each.sources)
            )
        ]
        return by_advice, [each for each in here if each not in known]

    @cached_property
    def _cited_sources(self) -> list[Source]:
        """The sources of what is stated, each once."""
        known, _ = self._spacings_by_evidence
        spoken = (each for _, together in known for each in together)
        return list(dict.fromkeys(one for each in spoken for one in each.sources))


def _has_evidence_grade(source: Source) -> bool:
    return source.standing != UNVERIFIED


def write_handout_html(handout: Handout, path: Path) -> None:
    """Write the page. Raises UserError where the place cannot be written."""
    with atomic_file(path) as file:
        file.write(handout.html().encode())
