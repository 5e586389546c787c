"""The report: two to four pages for a pharmacist, as HTML with places for charts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from pricing.analysis.affordability import cost_under_payer
from pricing.analysis.findings import findings
from pricing.calculation.checks import Severity
from pricing.calculation.comparison import PLACE_METHOD
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.measures import (
    MEASURES_BY_KEY,
    SHOWN_BASIS,
    FigureFormat,
    Measure,
    basis_text,
    cost_per_basis,
    format_figure_with_unit,
    headline_cost_per_basis,
)
from pricing.calculation.sentences import (
    MASS_DIGITS,
    Amount,
    Multiple,
    Percent,
    Sentence,
    UnitCount,
    capitalized,
    listed_names,
    mass_amount,
)
from pricing.model.scenario import DOSE_POLICIES
from pricing.quantities.amounts import MASS, MONEY, TOLERANCE
from pricing.reference.evidence import SUPPLEMENTS_DO_NOT_REPLACE, form_evidence
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.payers import SELF_PAY
from pricing.reference.sources import authorities, sources
from pricing.writing.print.page_style import page_style, printable_text, without_repeated_flags

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.sentences import SentenceValue
    from pricing.quantities.currencies import Notation
    from pricing.reference.payers import Payer
    from pricing.reference.sources import Source

MAX_PAGES = 4
# In points. The largest size is taken with which the report has at most MAX_PAGES.
REPORT_TEXT_SIZES = (9, 8)
MAX_REPORT_PRODUCTS = 25
MAX_REPORT_NAME_LENGTH = 120
_RANKING_MEASURES = (
    "units_per_day", "delivered_mg_per_day", "monthly_cost", "monthly_outlay", "days_per_pack",
)  # fmt: skip
# Percentages. The columns after the form are figures.
_RANKING_WIDTHS = (4, 25, 11, 10, 12, 14, 8, 9, 7)
_RANKING_WIDTHS_WITH_PAYER = (4, 21, 11, 9, 11, 12, 8, 9, 7, 8)
_FIRST_FIGURE, _FORM_FIGURES = 3, range(1, 4)
_FIGURE_CLASS = ' class="right"'
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
    "times": "Times the reference form",
    "evidence": "Studies in people",
    "checks": "Checks",
    "column": "{title} {unit}",
    "cost": "Cost per {basis}",
    "lowest_cost": "Lowest cost per {basis}",
    "over_limit": "{amount}, over the limit",
    "no_place": "–",
    "product_of_brand": "{product} ({brand})",
    "owed": "To pay with {payer}",
    "not_covered": "{cost}, not covered",
    "payer": "Payer",
    "payer_requires": "{payer}, requires: {requirement}",
    "evidence_of": "{strength}: {summary}",
    "flagged": "{severity}: {products}",
    "policy": "{title}: {description}",
    "source": "{title}. {publisher}. {location} ({grade})",
    "no_checks": "The checks found nothing.",
    "assumptions": "Assumptions",
    "target": "Target a day",
    "days": "Days compared",
    "dose_policy": "Dose policy",
    "tolerance": "Tolerance of doses",
    "limit": "Safe limit a day",
    "no_limit": "No limit is chosen.",
    "limit_of": "{limit}, {authority}, {stage}",
    "reference": "Reference form",
    "absorption": "Relative absorption",
    "same_absorption": "The same for all forms.",
    "assumed_absorption": "Assumed, not shown by evidence: {forms}.",
    "form_absorption": "{form} {times}",
    "no_difference": "No meaningful difference below, a month",
    "sources": "Sources",
    "not_advice": "Arithmetic and counselling support, not medical advice.",
}


@dataclass(frozen=True, slots=True)
class DrawingPlace:
    """The place of a drawing: its name, its heading and its size in CSS pixels."""

    name: str
    heading: str
    width: int
    height: int


class Report:
    """The pages about a comparison, with `drawings` between the ranking and the forms.

    The ranking says what the patient pays under `payer`, unless the patient pays alone.
    """

    def __init__(
        self,
        comparison: Comparison,
        notation: Notation,
        drawings: Sequence[DrawingPlace] = (),
        payer: Payer = SELF_PAY,
    ) -> None:
        self._comparison = comparison
        self._notation = replace(notation, mass_digits=MASS_DIGITS)
        self._places = drawings
        self._payer = payer
        self._scenario = comparison.scenario
        self._products = comparison.products_by_place[:MAX_REPORT_PRODUCTS]

    @property
    def title(self) -> str:
        name = self._notation.translate(elements()[self._scenario.element].name)
        return self._text("title", mineral=name)

    def html(self, paper: str, points: int = REPORT_TEXT_SIZES[0]) -> str:
        """Return the pages as HTML for a paper, with text of `points`."""
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

    # -- the parts of the pages ----------------------------------------------------------------

    def _header(self) -> Iterator[str]:
        products = self._comparison.ranked_products
        days = [day for product in products if (day := product.product.priced_on)]
        prices = self._text("prices", date=min(days).isoformat()) if days else ""
        made = self._text("made", date=self._comparison.today.isoformat(), prices=prices)
        yield f"<h1>{escape(self.title)}</h1><p>{escape(made)}</p>"

    def _findings(self) -> Iterator[str]:
        yield self._heading("findings")
        for finding in findings(self._comparison):
            yield f"<p>{escape(finding.text(self._notation))}</p>"

    def _ranking(self) -> Iterator[str]:
        yield self._heading("ranking")
        measures = [MEASURES_BY_KEY[key] for key in _RANKING_MEASURES]
        days = self._scenario.days
        headings = [
            "#",
            *(self._text(key) for key in ("product", "form")),
            self._text("cost", basis=self._basis),
            *(
                self._text("column", **measure.heading(days, self._notation)._asdict())
                for measure in measures
            ),
        ]
        rows = [
            [
                self._place(product),
                self._name(product),
                product.form,
                self._money(self._cost(product), FigureFormat.RATE),
                *(self._figure(product, measure) for measure in measures),
            ]
            for product in self._products
        ]
        widths: Sequence[int] = _RANKING_WIDTHS
        if self._payer is not SELF_PAY:
            headings.append(self._text("owed", payer=self._payer_name()))
            for row, product in zip(rows, self._products, strict=True):
                row.append(self._owed(product))
            widths = _RANKING_WIDTHS_WITH_PAYER
        yield from _html_table(headings, rows, widths, range(_FIRST_FIGURE, len(widths)))
        more = len(self._comparison.ranked_products) - len(self._products)
        if more:
            yield f"<p>{escape(self._text('more', count=str(more)))}</p>"
        method = self._notation.translate(PLACE_METHOD)
        yield f'<p class="small">{escape(method)}</p>'

    @property
    def _basis(self) -> str:
        return basis_text(SHOWN_BASIS, self._scenario.element).replace(" ", "\u00a0")

    def _cost(self, product: ComparedProduct) -> Fraction:
        cost = product.number("cost_per_elemental_mg")
        return cost_per_basis(cost, SHOWN_BASIS, self._scenario.element)

    def _place(self, product: ComparedProduct) -> str:
        if not product.evaluation.place_group.is_safe:
            return self._text("no_place")
        return str(self._comparison.place_of(product))

    def _payer_name(self) -> str:
        return printable_text(self._payer.name, MAX_REPORT_NAME_LENGTH)

    def _owed(self, product: ComparedProduct) -> str:
        """Return what the patient pays under the payer, of the cost in whole packs."""
        cost = cost_under_payer(self._comparison, product, self._payer)
        amount = self._money(cost.out_of_pocket)
        return amount if cost.is_covered else self._text("not_covered", cost=amount)

    def _name(self, product: ComparedProduct) -> str:
        name, brand = (
            printable_text(text, MAX_REPORT_NAME_LENGTH)
            for text in (product.product.product, product.product.brand)
        )
        return self._text("product_of_brand", product=name, brand=brand) if brand else name

    def _figure(self, product: ComparedProduct, measure: Measure) -> str:
        value = product.number(measure.key)
        if measure.key == "units_per_day":
            return UnitCount(value, product.product.unit_kind).text(self._notation)
        text = format_figure_with_unit(
            value,
            measure.figure_format,
            product.product.currency,
            self._notation,
            self._scenario.element,
        )
        is_over = measure.key == "delivered_mg_per_day" and any(
            flag.key == "over_limit" for flag in product.flags
        )
        return self._text("over_limit", amount=text) if is_over else text

    def _drawings(self) -> Iterator[str]:
        for place in self._places:
            yield f"<h2>{escape(self._notation.translate(place.heading))}</h2>"
            size = f'width="{place.width}" height="{place.height}"'
            yield f'<p><img src="{escape(place.name)}" {size}></p>'

    def _forms(self) -> Iterator[str]:
        yield self._heading("forms")
        headings = [self._text(key) for key in ("form", "products", "times", "evidence")]
        headings.insert(2, self._text("lowest_cost", basis=self._basis))
        rows = [
            [
                form.form,
                str(form.products),
                self._money(self._lowest_cost(form.lowest), FigureFormat.RATE),
                Multiple(form.times_reference).text(self._notation) if form.times_reference else "",
                self._evidence(form.form),
            ]
            for form in self._comparison.forms
        ]
        yield from _html_table(headings, rows, (13, 12, 12, 13, 50), _FORM_FIGURES)

    def _lowest_cost(self, headline: Fraction) -> Fraction:
        days, element = self._scenario.days, self._scenario.element
        return headline_cost_per_basis(headline, days, SHOWN_BASIS, element)

    def _money(self, value: Fraction, shown: FigureFormat = FigureFormat.MONEY) -> str:
        return Amount(value, shown, self._scenario.currency).text(self._notation)

    def _evidence(self, form: str) -> str:
        evidence = form_evidence().get((self._scenario.element, form, "absorption"))
        if evidence is None:
            return ""
        strength, summary = (
            self._notation.translate(text) for text in (evidence.strength, evidence.summary)
        )
        text = self._text("evidence_of", strength=capitalized(strength), summary=summary)
        return f"{text} [{self._source_numbers(evidence.sources)}]"

    def _checks(self) -> Iterator[str]:
        yield self._heading("checks")
        names_by_message: dict[tuple[Severity, str], list[str]] = {}
        for product in self._products:
            for flag in without_repeated_flags(product.flags):
                key = (flag.severity, flag.message(self._notation))
                names_by_message.setdefault(key, []).append(self._name(product))
        if not names_by_message:
            yield f"<p>{escape(self._text('no_checks'))}</p>"
        severities = list(Severity)
        worst_first = sorted(names_by_message, key=lambda key: -severities.index(key[0]))
        for severity, message in worst_first:
            names = names_by_message[severity, message]
            word = self._notation.translate(severity.value.capitalize())
            heading = self._text("flagged", severity=word, products=listed_names(names))
            yield f"<p><b>{escape(heading)}</b><br>{escape(message)}</p>"

    def _assumptions(self) -> Iterator[str]:
        scenario = self._scenario
        policy = DOSE_POLICIES[scenario.dose_policy]
        translate = self._notation.translate
        rows = [
            [self._text("target"), self._mass(scenario.target)],
            [self._text("days"), str(scenario.days)],
            [
                self._text("dose_policy"),
                self._text(
                    "policy",
                    title=translate(policy.title),
                    description=translate(policy.description),
                ),
            ],
            [
                self._text("tolerance"),
                Percent(Fraction(scenario.tolerance, 100 * TOLERANCE.base_per_unit), 2).text(
                    self._notation
                ),
            ],
            [self._text("limit"), self._limit()],
            [self._text("reference"), scenario.reference_form],
            [self._text("absorption"), self._absorption()],
            [self._text("no_difference"), self._money(MONEY.to_fraction(scenario.no_difference))],
        ]
        if self._payer is not SELF_PAY:
            rows.append([self._text("payer"), self._payer_description()])
        yield self._heading("assumptions")
        yield from _html_table((), rows, (28, 72))

    def _payer_description(self) -> str:
        name, needs = self._payer_name(), self._payer.needs
        if not needs:
            return name
        requirement = printable_text(self._notation.translate(needs), MAX_REPORT_NAME_LENGTH)
        return self._text("payer_requires", payer=name, requirement=requirement)

    def _mass(self, micrograms: int) -> str:
        return mass_amount(MASS.to_fraction(micrograms), self._scenario.element).text(
            self._notation
        )

    def _limit(self) -> str:
        limit, note = self._scenario.limit, limit_note(self._scenario)
        note_text = note.text(self._notation) if note else ""
        if limit is None or limit.amount is None:
            return note_text or self._text("no_limit")
        text = self._text(
            "limit_of",
            limit=self._mass(limit.amount),
            authority=self._notation.translate(authorities()[limit.authority].title),
            stage=self._notation.translate(LIFE_STAGES[limit.life_stage]),
        )
        cited = f"{text} [{self._source_numbers((sources()[limit.source],))}]"
        return f"{cited}. {note_text}" if note_text else cited

    def _absorption(self) -> str:
        assumed = [
            self._text(
                "form_absorption",
                form=form,
                times=Multiple(self._scenario.relative_absorption(form)),
            )
            for form, _ in self._scenario.absorption
            if self._scenario.relative_absorption(form) != 1
        ]
        if not assumed:
            return self._text("same_absorption")
        return self._text("assumed_absorption", forms=", ".join(assumed))

    def _footer(self) -> Iterator[str]:
        yield self._heading("sources")
        for number, source in enumerate(self._cited_sources(), start=1):
            text = self._text(
                "source",
                title=source.title,
                publisher=source.publisher,
                location=source.location,
                grade=self._notation.translate(source.evidence_grade),
            )
            yield f'<p class="sources">[{number}] {escape(text)}</p>'
        for text in (
            self._notation.translate(SUPPLEMENTS_DO_NOT_REPLACE),
            self._text("not_advice"),
        ):
            yield f"<p><b>{escape(text)}</b></p>"

    # -- sources -------------------------------------------------------------------------------

    def _cited_sources(self) -> list[Source]:
        """Return every source that the pages cite, each once."""
        limit = self._scenario.limit
        keys = [limit.source, _ARITHMETIC_SOURCE] if limit else [_ARITHMETIC_SOURCE]
        cited = [sources()[key] for key in keys]
        for form in self._comparison.forms:
            evidence = form_evidence().get((self._scenario.element, form.form, "absorption"))
            cited += evidence.sources if evidence else ()
        return list(dict.fromkeys(cited))

    def _source_numbers(self, cited: Sequence[Source]) -> str:
        numbered = self._cited_sources()
        return ", ".join(str(numbered.index(source) + 1) for source in cited)


def _html_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    figures: Container[int] = (),
) -> Iterator[str]:
    """Write a ruled table whose headings are repeated on each page. Widths are percentages.

    Columns of `figures` are aligned to the right.
    """
    yield '<table width="100%" cellspacing="0" class="ruled">'
    if headings:
        yield f"<thead>{_html_row('th', headings, widths, figures)}</thead>"
    for cells in rows:
        yield _html_row("td", cells, widths, figures)
    yield "</table>"


def _html_row(
    tag: str, cells: Sequence[str], widths: Sequence[int], figures: Container[int]
) -> str:
    alignments = (_FIGURE_CLASS if column in figures else "" for column in range(len(cells)))
    inner = (
        f'<{tag} width="{width}%"{alignment}>{escape(cell)}</{tag}>'
        for cell, width, alignment in zip(cells, widths, alignments, strict=True)
    )
    return f"<tr>{''.join(inner)}</tr>"
