"""The handout: one page for a patient about a few products, as HTML.

Preview, paper and PDF show this HTML. It holds no data of the patient, only a line for the name.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from pricing.analysis.contents import unstated_minerals
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.sentences import Amount, mass_amount
from pricing.quantities.amounts import MASS
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import sources
from pricing.writing.print.handout_medicines import HandoutMedicines
from pricing.writing.print.handout_page import ROOM_OF_TWO_COLUMNS, HandoutPage
from pricing.writing.print.handout_products import SHOWN_ONCE_KEYS, HandoutProducts
from pricing.writing.print.languages import HandoutTexts, handout_languages
from pricing.writing.print.page_style import MAX_NAME_LENGTH, Density, printable_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from pricing.calculation.comparison import ComparedProduct, Comparison
    from pricing.writing.print.page_style import PrintOptions

MAX_HANDOUT_PRODUCTS = 5


def default_products(comparison: Comparison) -> tuple[ComparedProduct, ...]:
    """Return the products for a handout if the user chose none: those of the first places.

    The best buy is the first of them. Products that are not safe are there only if none is safe.
    """
    by_place = comparison.products_by_place
    safe = [product for product in by_place if product.evaluation.place_group.is_safe]
    return tuple(safe or by_place)[:MAX_HANDOUT_PRODUCTS]


class Handout(HandoutPage):
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
        self._comparison = comparison
        self._element = elements()[comparison.scenario.element]
        language = handout_languages()[options.language]
        notation = language.notation_with(options.number_notation, comparison.scenario.currency)
        texts = HandoutTexts(language, notation, self._element.name.lower())
        super().__init__(options, texts, len(self.products))
        self._list = HandoutProducts(comparison, self.products, texts, options)
        own, others = self._element.symbol, self._other_minerals()
        if others:
            self.room_if_compact = ROOM_OF_TWO_COLUMNS
        self._medicines = HandoutMedicines(
            [own, *others], texts, counselled=own, is_brief=bool(others)
        )

    def with_first(self, count: int) -> Handout:
        """Return a handout about the `count` products of the first places only."""
        return Handout(self._comparison, self.products[:count], self.options)

    @property
    def title(self) -> str:
        return self._texts.text("title_one" if len(self.products) == 1 else "title_many")

    def _parts(self, density: Density) -> Iterable[Iterable[str]]:
        is_large, scenario = self.options.is_large, self._comparison.scenario
        in_columns = density is not Density.ROOMY
        return (
            self._header(self._comparison.today), self._target(), self._list.box(),
            self._list.bars(is_compact=density.takes_few_lines), self._notes(),
            self._medicines.how_to_take(),
            self._medicines.spacings(is_large=is_large, in_columns=in_columns),
            self._questions(scenario.life_stage), self._footer(),
        )  # fmt: skip

    def _other_minerals(self) -> list[str]:
        """Return the other minerals of the products, whose medicines have to be kept apart too.

        Those that only the name says are among them.
        """
        held = {
            element
            for product in self.products
            for element in (
                *(one.element for one in product.product.ingredients),
                *unstated_minerals(product.product),
            )
        }
        return [symbol for symbol in elements() if symbol in held - {self._element.symbol}]

    def _mass_amount(self, milligrams: Fraction) -> Amount:
        return mass_amount(milligrams, self._element.symbol)

    # -- the parts of the page -----------------------------------------------------------------

    def _target(self) -> Iterator[str]:
        scenario = self._comparison.scenario
        target = self._mass_amount(MASS.to_fraction(scenario.target))
        sentences = [self._texts.marked_html("goal", {"target": target}, is_exact=True)]
        limit = scenario.limit
        if limit is not None and limit.amount is not None:
            key = "limit_total" if limit.counts_food else "limit"
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

    def _footer(self) -> Iterator[str]:
        sentences = [self._prices_text(product.product for product in self.products)]
        limit = self._comparison.scenario.limit
        if limit is not None:
            source = sources()[limit.source]
            text = self._texts.text(
                "source_limit", authority=limit.title, stage=LIFE_STAGES[limit.life_stage]
            )
            sentences.append(f"{text} {source.title}. {source.publisher}.")
        sentences += [
            f"[{number}] {source.title}. {source.publisher}."
            for number, source in enumerate(self._medicines.numbered_sources, start=1)
        ]
        publishers = self._medicines.publishers_apart
        if publishers:
            sentences.append(self._texts.text("times_apart", publishers="; ".join(publishers)))
        yield from self._closing_lines(sentences)
