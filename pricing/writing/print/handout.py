"""The handout: one page for a patient about one to four products, as HTML.

Preview, paper and PDF show this HTML. It holds no data of the patient, only a line for the name.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from pricing.analysis.affordability import cost_under_payer
from pricing.calculation.comparison import HEADLINE_KEY
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.measures import DAYS_OF_A_MONTH, FigureFormat
from pricing.calculation.sentences import Amount, UnitCount, mass_amount
from pricing.reference.evidence import counselling, medicine_spacings
from pricing.reference.limits import CHILD_STAGES, LIFE_STAGES, SUPPLEMENTS_BASIS
from pricing.reference.mineral_forms import elements
from pricing.reference.payers import SELF_PAY
from pricing.reference.sources import sources
from pricing.writing.atomic_file import atomic_file
from pricing.writing.print.languages import HandoutTexts, handout_languages
from pricing.writing.print.page_style import page_style, printable_text, without_repeated_flags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from pricing.analysis.affordability import PayerCost
    from pricing.calculation.checks import Flag
    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.calculation.sentences import SentenceValue
    from pricing.reference.evidence import Counselling, MedicineSpacing
    from pricing.reference.mineral_forms import Element
    from pricing.reference.sources import Source
    from pricing.writing.print.page_style import PrintOptions

GENERATOR_MARK = '<meta name="generator" content="Elemental">'
MAX_HANDOUT_PRODUCTS = 4
MAX_NAME_LENGTH = 120
UNVERIFIED = "unverified"
# An advice that no time between the mineral and the medicine replaces.
ASK_BEFORE_BOTH = "ask your doctor or pharmacist before you take both"
# The question that a life stage adds. None asks about pregnancy where it is known or cannot be.
_STAGE_QUESTIONS = {
    "adult": "question_pregnancy",
    "pregnancy": "question_midwife",
    "lactation": "question_midwife",
    **dict.fromkeys(CHILD_STAGES, "question_child"),
}
_SEVERITY_ORDER = ("stop", "caution", "note")
_PRODUCT_COLUMN_PERCENT = {1: 58, 2: 35, 3: 25, 4: 20}  # by the number of products


def default_products(comparison: Comparison) -> tuple[ComparedProduct, ...]:
    """Return the products for a handout if the user chose none: those of the first places.

    The best buy is among them. Products that are not safe are only if there is room for them.
    """
    return comparison.products_by_place[:MAX_HANDOUT_PRODUCTS]


class Handout:
    """The page about some ranked products of a comparison, in rank order.

    If there are too many, those of the first places stay.
    """

    def __init__(
        self, comparison: Comparison, chosen: Sequence[ComparedProduct], options: PrintOptions
    ) -> None:
        positions = {product.position for product in chosen}
        by_place = [
            product for product in comparison.products_by_place if product.position in positions
        ]
        self._products_by_place = by_place[:MAX_HANDOUT_PRODUCTS]
        self.products = tuple(
            sorted(self._products_by_place, key=lambda product: product.rank or 0)
        )
        self.options = options
        self._comparison = comparison
        mineral = elements()[comparison.scenario.element].name.lower()
        language = handout_languages()[options.language]
        notation = language.notation_with(options.number_notation, comparison.scenario.currency)
        self._texts = HandoutTexts(language, notation, mineral)
        self._translate = self._texts.language.translate

    def with_first(self, count: int) -> Handout:
        """Return a handout about the `count` products of the first places only."""
        return Handout(self._comparison, self._products_by_place[:count], self.options)

    @property
    def title(self) -> str:
        return self._texts.text("title_one" if len(self.products) == 1 else "title_many")

    def html(self, points: int = 0) -> str:
        """Return the page as HTML, with text of `points`, or of the largest size if it is 0."""
        size = points or self.options.text_sizes[0]
        style = page_style(self.options.paper, size, is_large=self.options.is_large)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.options.language}"><head><meta charset="utf-8">'
            f"{GENERATOR_MARK}<title>{escape(self.title)}</title>"
            f"<style>{style}</style></head>\n<body>\n{self._body}\n"
            "</body></html>\n"
        )

    @cached_property
    def _body(self) -> str:
        """The contents of the page, which are the same for every size of its text."""
        parts = (
            self._header(), self._target(), self._table(), self._payer_requirement(),
            self._checks(), self._counselling(), self._spacings(), self._questions(),
            self._footer(),
        )  # fmt: skip
        return "\n".join(line for part in parts for line in part)

    def _mass_amount(self, milligrams: Fraction) -> Amount:
        return mass_amount(milligrams, self._comparison.scenario.element)

    def _escaped_text(self, key: str, **parameters: str) -> str:
        return escape(self._texts.text(key, **parameters))

    # -- the parts of the page -----------------------------------------------------------------

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
        day = self._texts.language.date_text(self._comparison.today)
        yield '<table width="100%" cellspacing="0"><tr>'
        yield f'<td width="14%">{self._escaped_text("name")}</td><td width="50%" class="empty">'
        yield f'&nbsp;</td><td width="36%" class="right">{escape(day)}</td></tr></table>'

    def _target(self) -> Iterator[str]:
        figures = self.products[0].figures
        target = self._mass_amount(self.products[0].number("target_mg"))
        sentences = [self._texts.exact_text("goal", target=target)]
        limit, amount = self._comparison.scenario.limit, figures.number("limit_mg")
        if limit is not None and amount is not None:
            key = "limit" if limit.basis == SUPPLEMENTS_BASIS else "limit_total"
            sentences.append(
                self._texts.exact_text(
                    key,
                    limit=self._mass_amount(amount),
                    authority=limit.title,
                    stage=LIFE_STAGES[limit.life_stage],
                )
            )
        note = limit_note(self._comparison.scenario)
        if note is not None:
            sentences.append(note.text(self._texts.notation))
        yield f"<p>{escape(' '.join(sentences))}</p>"

    def _table(self) -> Iterator[str]:
        payer = self.options.payer
        costs = [
            cost_under_payer(self._comparison, product, payer)
            for product in self.products
            if payer is not SELF_PAY
        ]
        return _HandoutTable(self.products, self._texts, costs).html()

    def _payer_requirement(self) -> Iterator[str]:
        """Write what the payer requires, if a payer is chosen and requires anything."""
        payer = self.options.payer
        if payer.needs:
            name, needs = (
                printable_text(text, MAX_NAME_LENGTH)
                for text in (payer.name, self._translate(payer.needs))
            )
            yield f"<p>{self._escaped_text('payer_requires', payer=name, requirement=needs)}</p>"

    def _check_text_key(self, flag: Flag) -> str:
        limit = self._comparison.scenario.limit
        if flag.key == "over_limit" and limit and limit.basis != SUPPLEMENTS_BASIS:
            return "over_limit_total"
        element = elements()[self._comparison.scenario.element]
        if flag.key == "many_units" and not element.may_advise_stronger:
            return "many_units_strong"
        return flag.key

    def _checks(self) -> Iterator[str]:
        """Write what the checks found, the most severe first, each message once."""
        numbers_by_message: dict[tuple[str, str], list[str]] = {}
        for number, product in enumerate(self.products, start=1):
            for flag in without_repeated_flags(product.flags):
                parameters: dict[str, SentenceValue] = dict(flag.statement.parameters)
                parameters["lower"] = flag.remedy  # only the text of over_limit states its remedy
                priced_on = product.product.priced_on
                if "date" in parameters and priced_on:
                    parameters["date"] = self._texts.language.date_text(priced_on)
                message = self._texts.check_text(self._check_text_key(flag), parameters)
                key = (flag.severity.value, message)
                numbers_by_message.setdefault(key, []).append(str(number))
        if not numbers_by_message:
            return
        yield f"<h2>{self._escaped_text('checks_heading')}</h2>"
        template = "check_of" if len(self.products) > 1 else "check_line"
        for (severity, message), numbers in sorted(
            numbers_by_message.items(), key=lambda item: _SEVERITY_ORDER.index(item[0][0])
        ):
            line = self._texts.text(
                template,
                severity=self._texts.text(severity),
                says=message,
                numbers=", ".join(numbers),
            )
            yield f'<p class="{severity}">{escape(line)}</p>'

    def _counselling(self) -> Iterator[str]:
        """Write how the mineral is taken, and the signs of too much of it."""
        if not self._element_counselling:
            return
        lines = [
            f'{escape(self._translate(row.advice))} <span class="small">'
            f"[{self._source_numbers([row])}]</span>"
            for row in self._element_counselling
        ]
        yield f"<h2>{self._escaped_text('counselling_heading')}</h2>"
        yield from (f"<p>{line}</p>" for line in lines)

    def _spacings(self) -> Iterator[str]:
        verified, to_ask = self._spacings_by_evidence
        if not verified:
            yield f"<h2>{self._escaped_text('medicines_heading')}</h2>"
            yield f"<p>{self._escaped_text('spacing_unknown')}</p>"
            return
        is_about_time = any(advice != ASK_BEFORE_BOTH for advice, _ in verified)
        heading = "spacing_heading" if is_about_time else "medicines_heading"
        yield f"<h2>{self._escaped_text(heading)}</h2>"
        lines = [self._spacing_cells(advice, spacings) for advice, spacings in verified]
        if self.options.is_large:
            yield from (f"<p>{medicines}: {advice}</p>" for medicines, advice in lines)
        else:
            yield '<table width="100%" cellspacing="0" class="ruled">'
            for medicines, advice in lines:
                yield f'<tr><td width="50%">{medicines}</td><td width="50%">{advice}</td></tr>'
            yield "</table>"
        if to_ask:
            names = ", ".join(self._translate(spacing.medicine) for spacing in to_ask)
            yield f"<p>{self._escaped_text('spacing_ask', medicines=names)}</p>"
        for spacing in self._general_spacings:
            numbers = self._source_numbers([spacing])
            text = self._escaped_text(
                "spacing_general",
                medicines=self._translate(spacing.medicine),
                advice=self._translate(spacing.advice),
            )
            yield f'<p>{text} <span class="small">[{numbers}]</span></p>'

    def _source_numbers(self, rows: Sequence[MedicineSpacing | Counselling]) -> str:
        cited = dict.fromkeys(source for row in rows for source in row.sources)
        return ", ".join(str(self._cited_sources.index(source) + 1) for source in cited)

    def _spacing_cells(self, advice: str, spacings: Sequence[MedicineSpacing]) -> tuple[str, str]:
        """Return the medicines that share an advice, and the advice with its sources, as HTML."""
        numbers = self._source_numbers(spacings)
        medicines = escape(", ".join(self._translate(spacing.medicine) for spacing in spacings))
        return (
            f'<span class="name">{medicines}</span>',
            f'{escape(self._translate(advice))} <span class="small">[{numbers}]</span>',
        )

    def _questions(self) -> Iterator[str]:
        yield f"<h2>{self._escaped_text('questions_heading')}</h2>"
        of_stage = _STAGE_QUESTIONS.get(self._comparison.scenario.life_stage)
        for key in filter(None, ("question_kidneys", of_stage, "question_medicines")):
            yield f"<p>\N{BALLOT BOX} {escape(self._texts.text(key))}</p>"

    def _footer(self) -> Iterator[str]:
        yield f'<p class="reminder">{self._escaped_text("reminder")}</p>'
        days = [day for product in self.products if (day := product.product.priced_on)]
        prices = (
            self._texts.text("prices", date=self._texts.language.date_text(min(days)))
            if days
            else self._texts.text("prices_undated")
        )
        sentences = [prices]
        limit = self._comparison.scenario.limit
        if limit is not None:
            source = sources()[limit.source]
            heading = self._texts.text("source_limit")
            sentences.append(f"{heading}: {source.title}. {source.publisher}.")
        sentences += [
            f"[{number}] {source.title}. {source.publisher}."
            for number, source in enumerate(self._cited_sources, start=1)
        ]
        text = escape(" ".join(sentences))
        yield f'<p class="sources name"><b>{self._escaped_text("sources_heading")}:</b> {text}</p>'
        yield f'<p class="small"><b>{self._escaped_text("not_advice")}</b></p>'

    @cached_property
    def _element_counselling(self) -> list[Counselling]:
        """The advice on taking the mineral. A page in large print has no room for it."""
        if self.options.is_large:
            return []
        element = self._comparison.scenario.element
        return [row for row in counselling() if row.element == element]

    @cached_property
    def _element_spacings(self) -> list[MedicineSpacing]:
        element = self._comparison.scenario.element
        return [spacing for spacing in medicine_spacings() if spacing.element == element]

    @property
    def _general_spacings(self) -> list[MedicineSpacing]:
        """The advice for every medicine that has no spacing of its own."""
        return [spacing for spacing in self._element_spacings if spacing.is_general]

    @cached_property
    def _spacings_by_evidence(
        self,
    ) -> tuple[list[tuple[str, list[MedicineSpacing]]], list[MedicineSpacing]]:
        """The verified spacings by their advice, and the unverified ones to ask about."""
        by_advice: dict[str, list[MedicineSpacing]] = {}
        to_ask = []
        for spacing in self._element_spacings:
            if spacing.is_general:
                continue
            if any(map(_is_verified, spacing.sources)):
                by_advice.setdefault(spacing.advice, []).append(spacing)
            else:
                to_ask.append(spacing)
        return list(by_advice.items()), to_ask

    @cached_property
    def _cited_sources(self) -> list[Source]:
        """The sources of the counselling and of the verified spacings, each once."""
        verified, _ = self._spacings_by_evidence
        spacings = [spacing for _, group in verified for spacing in group]
        cited: list[Counselling | MedicineSpacing] = [
            *self._element_counselling,
            *spacings,
            *self._general_spacings,
        ]
        return list(dict.fromkeys(source for row in cited for source in row.sources))


class _HandoutTable:
    """A table with a row for each fact and a column for each of one to four ranked products.

    `payer_costs` are the costs of the products under the payer of the page, or () if there is none.
    """

    def __init__(
        self,
        products: Sequence[ComparedProduct],
        texts: HandoutTexts,
        payer_costs: Sequence[PayerCost],
    ) -> None:
        self._products = products
        self._texts = texts
        self._payer_costs = {id(cost.compared_product): cost for cost in payer_costs}

    @property
    def _element(self) -> Element:
        return elements()[self._products[0].product.element]

    def html(self) -> Iterator[str]:
        """Write the table line by line."""
        count = len(self._products)
        width = _PRODUCT_COLUMN_PERCENT[count]
        if count == 1:
            yield f'<p class="name">{self._product_heading(1, self._products[0])}</p>'
        yield '<table width="100%" cellspacing="0" class="ruled">'
        if count > 1:
            headings = "".join(
                f'<th width="{width}%" class="name">{self._product_heading(number, product)}</th>'
                for number, product in enumerate(self._products, start=1)
            )
            yield f'<tr><th width="{100 - count * width}%"></th>{headings}</tr>'
        for key, cell_html in self._rows():
            style = ' class="decides"' if key == "decides" else ""
            cells = "".join(
                f'<td width="{width}%"{style}>{cell_html(product)}</td>'
                for product in self._products
            )
            title = escape(self._row_title(key))
            yield f'<tr><td width="{100 - count * width}%"{style}>{title}</td>{cells}</tr>'
        yield "</table>"

    def _rows(self) -> tuple[tuple[str, Callable[[ComparedProduct], str]], ...]:
        """Return the key of each row's title, and the function that writes its cells as HTML."""
        return (
            ("dose", self._dose),
            ("day_cost", lambda product: self._money(product, "cost_per_day")),
            ("month_cost", lambda product: self._money(product, "monthly_cost")),
            ("till", self._to_pay),
            *((("owed", self._owed),) if self._payer_costs else ()),
            ("lasts", self._pack_duration),
            ("decides", self._headline),
        )

    def _row_title(self, key: str) -> str:
        days = self._products[0].figures.scenario.days
        is_other_period = (key == "month_cost" and days != 30) or (
            key == "decides" and days not in DAYS_OF_A_MONTH
        )
        if is_other_period:
            number = "one_day" if days == 1 else "days"
            return self._texts.text(f"{key}_{number}", days=str(days), unit=self._element.unit)
        if key == "owed":
            payer = self._payer_costs[id(self._products[0])].payer
            return self._texts.text(key, payer=printable_text(payer.name, MAX_NAME_LENGTH))
        return self._texts.text(key, unit=self._element.unit)

    def _money(
        self, product: ComparedProduct, key: str, shown: FigureFormat = FigureFormat.MONEY
    ) -> str:
        return escape(_money_amount(product, key, shown).text(self._texts.notation))

    def _product_heading(self, number: int, product: ComparedProduct) -> str:
        prefix = f"{number}. " if len(self._products) > 1 else ""
        name = escape(printable_text(product.product.product, MAX_NAME_LENGTH))
        brand = printable_text(product.product.brand, MAX_NAME_LENGTH)
        form = self._texts.language.translate(product.form)
        details = escape(", ".join(filter(None, (brand, form))))
        return f'<b>{prefix}{name}</b><br><span class="small">{details}</span>'

    def _dose(self, product: ComparedProduct) -> str:
        """Return the dose to take, or where the reader finds why there is none."""
        if product.has_stop:
            return escape(self._texts.text("dose_stopped"))
        units = UnitCount(product.number("units_per_day"), product.product.unit_kind)
        delivered = mass_amount(product.number("delivered_mg_per_day"), product.product.element)
        return f"<b>{escape(self._texts.text('dose_says', units=units, delivered=delivered))}</b>"

    def _to_pay(self, product: ComparedProduct) -> str:
        packs = product.number("packs_to_buy")
        return escape(
            self._texts.text(
                "till_one" if packs == 1 else "till_many",
                outlay=_money_amount(product, "monthly_outlay"),
                packs=Amount(packs, FigureFormat.COUNT),
            )
        )

    def _owed(self, product: ComparedProduct) -> str:
        """Return what the patient pays now under the payer, of the cost in whole packs."""
        cost = self._payer_costs[id(product)]
        amount = Amount(cost.out_of_pocket, FigureFormat.MONEY, product.product.currency)
        key = "owed_covered" if cost.is_covered else "owed_not_covered"
        return f"<b>{escape(self._texts.text(key, cost=amount))}</b>"

    def _pack_duration(self, product: ComparedProduct) -> str:
        days = product.number("days_per_pack")
        key = {0: "lasts_less", 1: "lasts_day"}.get(int(days), "lasts_days")
        return escape(self._texts.text(key, days=Amount(days, FigureFormat.COUNT)))

    def _headline(self, product: ComparedProduct) -> str:
        per_unit = product.number(HEADLINE_KEY) / self._element.units_per_mg
        cost = Amount(per_unit, FigureFormat.RATE, product.product.currency)
        text = f"<b>{escape(cost.text(self._texts.notation))}</b>"
        lowest = self._products[0].number(HEADLINE_KEY)
        is_lowest = len(self._products) > 1 and product.number(HEADLINE_KEY) == lowest
        return f"{text}<br>{escape(self._texts.text('lowest'))}" if is_lowest else text


def _money_amount(
    product: ComparedProduct, key: str, shown: FigureFormat = FigureFormat.MONEY
) -> Amount:
    return Amount(product.number(key), shown, product.product.currency)


def _is_verified(source: Source) -> bool:
    return source.evidence_grade != UNVERIFIED


def write_handout_html(handout: Handout, path: Path) -> None:
    """Write the page to a file.

    Raises:
        UserError: The file cannot be written.
    """
    with atomic_file(path) as file:
        file.write(handout.html().encode())
