"""The handout: one page for a patient about a few products, as HTML.

Preview, paper and PDF show this HTML. It holds no data of the patient, only a line for the name.
"""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from pricing.calculation.comparison import PlaceGroup
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.sentences import Amount, mass_amount
from pricing.quantities.amounts import MASS
from pricing.reference.limits import CHILD_STAGES, LIFE_STAGES, SUPPLEMENTS_BASIS
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import sources
from pricing.writing.atomic_file import atomic_file
from pricing.writing.print.handout_medicines import HandoutMedicines
from pricing.writing.print.handout_products import (
    MAX_NAME_LENGTH,
    SHOWN_ONCE_KEYS,
    HandoutProducts,
)
from pricing.writing.print.languages import HandoutTexts, handout_languages
from pricing.writing.print.page_style import handout_style, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.writing.print.page_style import PrintOptions

GENERATOR_MARK = '<meta name="generator" content="Elemental">'
MAX_HANDOUT_PRODUCTS = 5
# The question that a life stage adds. None asks about pregnancy where it is known or cannot be.
_STAGE_QUESTIONS = {
    "adult": "question_pregnancy",
    "pregnancy": "question_midwife",
    "lactation": "question_midwife",
    **dict.fromkeys(CHILD_STAGES, "question_child"),
}


def default_products(comparison: Comparison) -> tuple[ComparedProduct, ...]:
    """Return the products for a handout if the user chose none: those of the first places.

    The best buy is the first of them. Products that are not safe are there only if none is safe.
    """
    by_place = comparison.products_by_place
    safe = [
        product for product in by_place if product.evaluation.place_group is not PlaceGroup.UNSAFE
    ]
    return tuple(safe or by_place)[:MAX_HANDOUT_PRODUCTS]


class Handout:
    """The page about some ranked products of a comparison, safe ones first.

    If there are too many, those of the first places stay.
    """

    def __init__(
        self, comparison: Comparison, chosen: Sequence[ComparedProduct], options: PrintOptions
    ) -> None:
        positions = {product.position for product in chosen}
        by_place = [
            product for product in comparison.products_by_place if product.position in positions
        ]
        self.products = tuple(by_place[:MAX_HANDOUT_PRODUCTS])
        self.options = options
        self._comparison = comparison
        self._element = elements()[comparison.scenario.element]
        language = handout_languages()[options.language]
        notation = language.notation_with(options.number_notation, comparison.scenario.currency)
        self._texts = HandoutTexts(language, notation, self._element.name.lower())
        self._list = HandoutProducts(comparison, self.products, self._texts, options)
        self._medicines = HandoutMedicines(comparison.scenario.element, self._texts)

    def with_first(self, count: int) -> Handout:
        """Return a handout about the `count` products of the first places only."""
        return Handout(self._comparison, self.products[:count], self.options)

    @property
    def title(self) -> str:
        return self._texts.text("title_one" if len(self.products) == 1 else "title_many")

    def html(self, points: int = 0, *, is_compact: bool = False) -> str:
        """Return the page as HTML, with text of `points`, or of the largest size if it is 0.

        A compact page says the same on fewer lines.
        """
        size = points or self.options.text_sizes[0]
        style = handout_style(
            self.options.paper, size, is_large=self.options.is_large, is_compact=is_compact
        )
        return (
            f'<!DOCTYPE html>\n<html lang="{self.options.language}"><head><meta charset="utf-8">'
            f"{GENERATOR_MARK}<title>{escape(self.title)}</title>"
            f"<style>{style}</style></head>\n<body>\n"
            f"{self._compact_body if is_compact else self._roomy_body}\n</body></html>\n"
        )

    @cached_property
    def _roomy_body(self) -> str:
        return self._body(is_compact=False)

    @cached_property
    def _compact_body(self) -> str:
        return self._body(is_compact=True)

    def _body(self, *, is_compact: bool) -> str:
        is_large = self.options.is_large
        parts = (
            self._header(), self._target(), self._list.box(),
            self._list.bars(is_compact=is_compact), self._notes(), self._medicines.how_to_take(),
            self._medicines.spacings(is_large=is_large, is_compact=is_compact),
            self._questions(), self._footer(),
        )  # fmt: skip
        return "\n".join(line for part in parts for line in part)

    def _mass_amount(self, milligrams: Fraction) -> Amount:
        return mass_amount(milligrams, self._element.symbol)

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
        day = self._texts.language.date_text(self._comparison.today)
        if self.options.is_large:
            yield f"<h1>{escape(self.title)}</h1><p>{escape(day)}</p>"
        else:
            yield '<table width="100%" cellspacing="0"><tr>'
            yield f'<td width="69%"><h1>{escape(self.title)}</h1></td>'
            yield f'<td width="31%" class="right day">{escape(day)}</td></tr></table>'
        yield '<table width="100%" cellspacing="0"><tr>'
        yield f'<td width="12%" class="line">{self._escaped_text("name")}</td>'
        yield '<td width="88%" class="empty">&nbsp;</td></tr></table>'

    def _target(self) -> Iterator[str]:
        scenario = self._comparison.scenario
        target = self._mass_amount(MASS.to_fraction(scenario.target))
        sentences = [self._texts.marked_html("goal", {"target": target}, is_exact=True)]
        limit = scenario.limit
        if limit is not None and limit.amount is not None:
            key = "limit" if limit.basis == SUPPLEMENTS_BASIS else "limit_total"
            amount = self._mass_amount(MASS.to_fraction(limit.amount))
            sentences.append(self._texts.marked_html(key, {"limit": amount}, is_exact=True))
        note = limit_note(scenario)
        if note is not None:
            sentences.append(escape(note.text(self._texts.notation)))
        yield f"<p>{' '.join(sentences)}</p>"

    def _notes(self) -> Iterator[str]:
        """Write what the payer requires, and what the checks say of the mineral or the target."""
        payer = self.options.payer
        if payer.needs:
            name, needs = (
                printable_text(text, MAX_NAME_LENGTH)
                for text in (payer.name, self._texts.language.translate(payer.needs))
            )
            yield f"<p>{self._escaped_text('payer_requires', payer=name, requirement=needs)}</p>"
        flags = [(product, flag) for product in self.products for flag in product.flags]
        if self._element.is_prescribed_above_limits and any(
            flag.key == "over_limit" for _, flag in flags
        ):
            yield f"<p>{self._escaped_text('unless_prescribed')}</p>"
        lines = dict.fromkeys(
            escape(self._list.flag_text(product, flag))
            for product, flag in flags
            if flag.key in SHOWN_ONCE_KEYS
        )
        if lines:
            yield f"<h2>{self._escaped_text('checks_heading')}</h2>"
            yield from (f"<p>{line}</p>" for line in lines)

    def _questions(self) -> Iterator[str]:
        yield f"<h2>{self._escaped_text('questions_heading')}</h2>"
        of_stage = _STAGE_QUESTIONS.get(self._comparison.scenario.life_stage)
        keys = [key for key in ("question_kidneys", of_stage, "question_medicines") if key]
        lines = [f"\N{BALLOT BOX}\u00a0{self._escaped_text(key)}" for key in keys]
        if self.options.is_large:
            yield from (f"<p>{line}</p>" for line in lines)
            return
        yield '<table width="100%" cellspacing="0">'
        for start in range(0, len(lines), 2):
            cells = "".join(f'<td width="50%">{line}</td>' for line in lines[start : start + 2])
            yield f"<tr>{cells}</tr>"
        yield "</table>"

    def _footer(self) -> Iterator[str]:
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
            text = self._texts.text(
                "source_limit", authority=limit.title, stage=LIFE_STAGES[limit.life_stage]
            )
            sentences.append(f"{text} {source.title}. {source.publisher}.")
        sentences += [
            f"[{number}] {source.title}. {source.publisher}."
            for number, source in enumerate(self._medicines.cited_sources, start=1)
        ]
        not_advice = self._escaped_text("not_advice")
        yield f'<p class="reminder"><b>{not_advice}</b> {self._escaped_text("reminder")}</p>'
        yield f'<p class="sources name">{escape(" ".join(sentences))}</p>'


def write_handout_html(handout: Handout, path: Path) -> None:
    """Write the page to a file.

    Raises:
        UserError: The file cannot be written.
    """
    with atomic_file(path) as file:
        file.write(handout.html().encode())
