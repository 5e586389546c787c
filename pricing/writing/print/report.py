"""The report: two or three pages for a pharmacist, as HTML with places for drawings."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from pricing.analysis.findings import findings
from pricing.calculation.measures import (
    MEASURES_BY_KEY,
    FigureFormat,
    Measure,
    format_figure_with_unit,
)
from pricing.calculation.sentences import Amount, Multiple, Sentence, UnitCount, capitalised
from pricing.model.scenario import DOSE_POLICIES
from pricing.quantities.amounts import MASS, MONEY
from pricing.reference.evidence import SUPPLEMENTS_DO_NOT_REPLACE, form_evidence
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import authorities, sources
from pricing.writing.print.page_style import page_style, printable_text, without_repeated_flags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pricing.calculation.checks import Severity
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.sentences import SentenceValue
    from pricing.quantities.currencies import Notation
    from pricing.reference.sources import Source

REPORT_TEXT_SIZES = (9, 8, 7)  # points; the largest with which it takes at most MOST_PAGES is taken
MAX_PAGES = 3
MAX_REPORT_PRODUCTS = 25
MAX_REPORT_NAME_LENGTH = 70
_RANKING_MEASURES = (
    "cost_per_elemental_mg", "units_per_day", "delivered_mg_per_day", "monthly_cost",
    "monthly_outlay", "days_per_pack", "monthly_cost_per_elemental_mg",
)  # fmt: skip
_ARITHMETIC_SOURCE = "molmass_2026"
REPORT_TEXTS = {
    "title": "{mineral} supplements: what a milligram costs",
    "made": "Made on {date} with Elemental. {prices}",
    "prices": "Prices as of {date}.",
    "findings": "Findings",
    "ranking": "Ranking",
    "more": "and {count} more",
    "product": "Product",
    "form": "Form",
    "forms": "Forms",
    "products": "Products",
    "lowest": "Lowest, a month per mg a day",
    "times": "Times the reference",
    "evidence": "What studies in people show",
    "checks": "Checks",
    "no_checks": "No check found anything.",
    "assumptions": "Assumptions",
    "target": "Target a day",
    "days": "Days",
    "doses": "Doses",
    "limit": "Safe limit a day",
    "no_limit": "none chosen, or none set",
    "limit_of": "{limit}, {authority}, {stage}",
    "reference": "Reference form",
    "absorption": "Absorption",
    "same": "the same for all forms",
    "assumed": "assumed, not shown by evidence: {forms}",
    "factor": "{form} {times}",
    "band": "No difference below, a month",
    "method": "Products rank by the monthly cost for each elemental mg a day.",
    "sources": "Sources",
    "not_advice": "Arithmetic and counselling support, not medical advice.",
}


@dataclass(frozen=True, slots=True)
class DrawingPlace:
    """Where a drawing goes: its name, its heading, its size in CSS pixels."""

    name: str
    heading: str
    width: int
    height: int


class Report:
    """A comparison for a pharmacist's file; `places` are the drawings between table and checks."""

    def __init__(
        self, comparison: Comparison, notation: Notation, drawings: Sequence[DrawingPlace] = ()
    ) -> None:
        self._comparison = comparison
        self._notation = notation
        self._places = drawings
        self._scenario = comparison.scenario
        self._products = comparison.ranked_products[:MAX_REPORT_PRODUCTS]

    @property
    def title(self) -> str:
        name = self._notation.translate(elements()[self._scenario.element].name)
        return self._text("title", mineral=name)

    def html(self, paper: str, points: int = REPORT_TEXT_SIZES[0]) -> str:
        """The pages for a paper, with text of so many points."""
        parts = (
            self._header(), self._findings(), self._ranking(), self._drawings(), self._forms(),
            self._checks(), self._assumptions(), self._footer(),
        )  # fmt: skip
        body = "\n".join(line for part in parts for line in part)
        return (
            f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{escape(self.title)}'
            f"</title><style>{page_style(paper, points)}</style></head>\n<body>\n{body}\n"
            "</body></html>\n"
        )

    def _text(self, key: str, **parameters: SentenceValue) -> str:
        return Sentence(REPORT_TEXTS[key], parameters).text(self._notation)

    def _heading(self, key: str) -> str:
        return f"<h2>{escape(self._text(key))}</h2>"

    # -- the parts -----------------------------------------------------------------------------

    def _header(self) -> Iterator[str]:
        days = [day for each in self._comparison.ranked_products if (day := each.product.priced_on)]
        prices = self._text("prices", date=min(days).isoformat()) if days else ""
        made = self._text("made", date=self._comparison.today.isoformat(), prices=prices)
        yield f"<h1>{escape(self.title)}</h1><p>{escape(made)}</p>"

    def _findings(self) -> Iterator[str]:
        yield self._heading("findings")
        for found in findings(self._comparison):
            yield f"<p>{escape(found.text(self._notation))}</p>"

    def _ranking(self) -> Iterator[str]:
        yield self._heading("ranking")
        measures = [MEASURES_BY_KEY[key] for key in _RANKING_MEASURES]
        heads = [self._text("product"), self._text("form"), *map(self._column_heading, measures)]
        rows = [
            [self._name(each), each.form, *(self._figure(each, one) for one in measures)]
            for each in self._products
        ]
        yield from _html_table(heads, rows, (17, 9, 12, 10, 12, 12, 8, 8, 12))
        more = len(self._comparison.ranked_products) - len(self._products)
        if more:
            yield f"<p>{escape(self._text('more', count=str(more)))}</p>"
        yield f'<p class="small">{escape(self._text("method"))}</p>'

    def _column_heading(self, measure: Measure) -> str:
        said = (self._notation.translate(text) for text in (measure.title, measure.unit))
        return ", ".join(filter(None, said))

    def _name(self, each: ComparedProduct) -> str:
        name = printable_text(each.product.product, MAX_REPORT_NAME_LENGTH)
        brand = printable_text(each.product.brand, MAX_REPORT_NAME_LENGTH)
        return f"{each.rank}. {name}{f' ({brand})' if brand else ''}"

    def _figure(self, each: ComparedProduct, measure: Measure) -> str:
        value = each.number(measure.key)
        if measure.key == "units_per_day":
            return UnitCount(value, each.product.unit_kind).text(self._notation)
        return format_figure_with_unit(
            value, measure.figure_format, each.product.currency, self._notation
        )

    def _drawings(self) -> Iterator[str]:
        for place in self._places:
            yield f"<h2>{escape(self._notation.translate(place.heading))}</h2>"
            size = f'width="{place.width}" height="{place.height}"'
            yield f'<p><img src="{escape(place.name)}" {size}></p>'

    def _forms(self) -> Iterator[str]:
        yield self._heading("forms")
        keys = ("form", "products", "lowest", "times", "evidence")
        rows = [
            [
                each.form,
                str(each.products),
                self._money(each.lowest, FigureFormat.RATE),
                Multiple(each.times_reference).text(self._notation) if each.times_reference else "",
                self._evidence(each.form),
            ]
            for each in self._comparison.forms
        ]
        yield from _html_table([self._text(key) for key in keys], rows, (13, 10, 16, 12, 49))

    def _money(self, value: Fraction, how: FigureFormat = FigureFormat.MONEY) -> str:
        return Amount(value, how, self._scenario.currency).text(self._notation)

    def _evidence(self, form: str) -> str:
        known = form_evidence().get((self._scenario.element, form, "absorption"))
        if known is None:
            return ""
        said = (self._notation.translate(text) for text in (known.grade, known.summary))
        return f"{capitalised(': '.join(said))} [{self._source_numbers(known.sources)}]"

    def _checks(self) -> Iterator[str]:
        yield self._heading("checks")
        found: dict[tuple[Severity, str], list[str]] = {}
        for each in self._products:
            for flag in without_repeated_flags(each.flags):
                says = flag.message(self._notation)
                found.setdefault((flag.severity, says), []).append(self._name(each))
        if not found:
            yield f"<p>{escape(self._text('no_checks'))}</p>"
        for (severity, says), names in found.items():
            word = capitalised(self._notation.translate(severity.value))
            text = f"<b>{escape(word)}: {escape(', '.join(names))}</b>: {escape(says)}"
            yield f"<p>{text}</p>"

    def _assumptions(self) -> Iterator[str]:
        scenario = self._scenario
        policy = DOSE_POLICIES[scenario.dose_policy]
        translate = self._notation.translate
        rows = [
            [self._text("target"), self._mass(scenario.target)],
            [self._text("days"), str(scenario.days)],
            [self._text("doses"), f"{translate(policy.title)}: {translate(policy.description)}"],
            [self._text("limit"), self._limit()],
            [self._text("reference"), scenario.reference_form],
            [self._text("absorption"), self._absorption()],
            [self._text("band"), self._money(MONEY.to_fraction(scenario.no_difference))],
        ]
        yield self._heading("assumptions")
        yield from _html_table((), rows, (28, 72))

    def _mass(self, micrograms: int) -> str:
        return Amount(MASS.to_fraction(micrograms), FigureFormat.MASS).text(self._notation)

    def _limit(self) -> str:
        limit = self._scenario.limit
        if limit is None or limit.amount is None:
            return self._text("no_limit")
        said = self._text(
            "limit_of",
            limit=self._mass(limit.amount),
            authority=self._notation.translate(authorities()[limit.authority].title),
            stage=self._notation.translate(LIFE_STAGES[limit.life_stage]),
        )
        return f"{said} [{self._source_numbers((sources()[limit.source],))}]"

    def _absorption(self) -> str:
        stated = [
            self._text(
                "factor", form=form, times=Multiple(self._scenario.relative_absorption(form))
            )
            for form, _ in self._scenario.absorption
            if self._scenario.relative_absorption(form) != 1
        ]
        return self._text("assumed", forms=", ".join(stated)) if stated else self._text("same")

    def _footer(self) -> Iterator[str]:
        yield self._heading("sources")
        for at, each in enumerate(self._cited_sources(), start=1):
            text = f"[{at}] {each.title}. {each.publisher}. {each.where}"
            standing = self._notation.translate(each.standing)
            yield f'<p class="sources">{escape(f"{text} ({standing})")}</p>'
        for text in (
            self._notation.translate(SUPPLEMENTS_DO_NOT_REPLACE),
            self._text("not_advice"),
        ):
            yield f"<p><b>{escape(text)}</b></p>"

    # -- what is cited -------------------------------------------------------------------------

    def _cited_sources(self) -> list[Source]:
        """Every source that the pages name, each once."""
        limit = self._scenario.limit
        keys = [limit.source, _ARITHMETIC_SOURCE] if limit else [_ARITHMETIC_SOURCE]
        found = [sources()[key] for key in keys]
        for each in self._comparison.forms:
            known = form_evidence().get((self._scenario.element, each.form, "absorption"))
            found += known.sources if known else ()
        return list(dict.fromkeys(found))

    def _source_numbers(self, cited: Sequence[Source]) -> str:
        known = self._cited_sources()
        return ", ".join(str(known.index(each) + 1) for each in cited)


def _html_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> Iterator[str]:
    """A ruled table; a heading row is repeated on each page."""
    yield '<table width="100%" cellspacing="0" class="ruled">'
    if heads:
        yield f"<thead>{_html_row('th', heads, widths)}</thead>"
    for cells in rows:
        yield _html_row("td", cells, widths)
    yield "</table>"


def _html_row(tag: str, cells: Sequence[str], widths: Sequence[int]) -> str:
    inner = (
        f'<{tag} width="{width}%">{escape(cell)}</{tag}>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<tr>{''.join(inner)}</tr>"
