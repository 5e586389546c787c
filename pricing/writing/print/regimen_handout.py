"""The handout of a regimen: what a patient takes in a day, what that gives, and what it costs."""

from __future__ import annotations

from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING

from pricing.analysis.contents import minerals_only_named
from pricing.analysis.regimen import takes_to_leave_out
from pricing.analysis.regimen_checks import check_regimen
from pricing.analysis.regimen_scenario import OUTLAY
from pricing.calculation.checks import CHECKS_OF_MINERALS
from pricing.calculation.limit_notes import limit_note
from pricing.calculation.sentences import Count, Mineral, joined, listed_names, mass_amount
from pricing.model.also_contains import names_further_minerals
from pricing.quantities.amounts import MASS
from pricing.reference.limits import LIFE_STAGES
from pricing.reference.mineral_forms import elements
from pricing.reference.sources import sources
from pricing.writing.print.handout_medicines import HandoutMedicines
from pricing.writing.print.handout_page import ROOM_OF_TWO_COLUMNS, HandoutPage
from pricing.writing.print.languages import HandoutTexts, handout_languages
from pricing.writing.print.page_style import MAX_NAME_LENGTH, Density, printable_text
from pricing.writing.print.product_spacings import product_spacings
from pricing.writing.print.regimen_bars import RegimenBars
from pricing.writing.print.regimen_doses import RegimenDoses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from pricing.analysis.cheapest_regimens import RegimenResult
    from pricing.analysis.regimen import Regimen, Take
    from pricing.writing.print.page_style import PrintOptions


class RegimenHandout(HandoutPage):
    """The page about what is taken in a day.

    `whens` says of each product when it is taken, in the user's words. `result` is the search for
    the cheapest regimen: only over the one that it proves, the page says "cheapest".
    """

    room_if_compact = ROOM_OF_TWO_COLUMNS

    def __init__(
        self,
        regimen: Regimen,
        whens: Sequence[str],
        result: RegimenResult | None,
        options: PrintOptions,
        today: date,
    ) -> None:
        self._regimen = regimen
        self._scenario = regimen.scenario
        self._today = today
        self._minerals = [
            element
            for element in regimen.elements
            if regimen.totals[element]
            or element in regimen.at_least
            or self._scenario.target_of(element)
        ]
        self._taken = [
            element
            for element in self._minerals
            if regimen.totals[element] or element in regimen.at_least
        ]
        language = handout_languages()[options.language]
        notation = language.notation_with(options.number_notation, self._scenario.currency)
        only = elements()[self._taken[0]].name.lower() if len(self._taken) == 1 else ""
        texts = HandoutTexts(language, notation, only)
        super().__init__(options, texts, len(regimen.takes))
        self._proof = result if result is not None and result.proves(regimen) else None
        self._doses = RegimenDoses(regimen, whens, texts, options)
        self._bars = RegimenBars(regimen, self._minerals, texts, options)
        self._medicines = HandoutMedicines(self._taken, texts, is_brief=True)

    @property
    def title(self) -> str:
        return self._texts.text("regimen_title")

    def _parts(self, density: Density) -> Iterable[Iterable[str]]:
        is_large, is_compact = self.options.is_large, density.takes_few_lines
        return (
            self._header(self._today), self._goals(), self._box(density),
            self._bars.lines(is_compact=is_compact), self._notes(), self._sums(density),
            self._apart(is_compact=is_compact),
            self._medicines.spacings(
                is_large=is_large, in_columns=density is not Density.ROOMY
            ),
            self._questions(self._scenario.life_stage, "question_food"), self._footer(),
        )  # fmt: skip

    def _goals(self) -> Iterator[str]:
        goals = [
            self._texts.marked_html(
                "goal_of",
                {
                    "target": mass_amount(MASS.to_fraction(amount), element),
                    "name": Mineral(element),
                },
                is_exact=True,
            )
            for element, amount in self._scenario.targets
        ]
        notes = (limit_note(self._scenario.scenario_of(element)) for element in self._taken)
        texts = dict.fromkeys(note.text(self._texts.notation) for note in notes if note is not None)
        yield f"<p>{self._escaped_text('goals')} {', '.join(goals)}.</p>"
        if texts:
            yield f"<p>{escape(' '.join(texts))}</p>"

    # -- the box -------------------------------------------------------------------------------

    def _box(self, density: Density) -> Iterator[str]:
        """Write what is taken; if that is over a limit, what to leave out instead."""
        is_safe = self._regimen.is_safe
        yield '<table width="100%" cellspacing="0" class="box"><tr>'
        yield f'<td class="{"taken" if is_safe else "whole"}">'
        if is_safe:
            yield f'<p class="label"><b>{self._escaped_text(self._label_key())}</b></p>'
            yield from self._doses.lines(is_compact=density is Density.COMPACT)
        else:
            yield from self._leave_out_lines()
        yield "</td></tr></table>"

    def _label_key(self) -> str:
        if self._proof is None:
            return "regimen_box"
        is_outlay = self._scenario.optimise == OUTLAY
        key = "regimen_least_to_pay" if is_outlay else "regimen_cheapest"
        has_limit = any(self._scenario.most_of(element) is not None for element in self._minerals)
        return f"{key}_within_limits" if has_limit else key

    def _leave_out_lines(self) -> Iterator[str]:
        yield f'<p class="product"><b>{self._escaped_text("not_together")}</b></p>'
        yield f'<p class="name">{self._doses.names()}</p>'
        for flag in check_regimen(self._regimen):
            if flag.key == "over_limit":
                yield f'<p class="stop">{self._over_limit_text(flag.element)}</p>'
        gone = takes_to_leave_out(self._regimen)
        if len(gone) == len(self._regimen.by_product):
            yield f'<p class="dose"><b>{self._escaped_text("leave_out_all")}</b></p>'
            return
        names = listed_names(printable_text(take.product.product, MAX_NAME_LENGTH) for take in gone)
        yield f'<p class="dose"><b>{self._escaped_text("leave_out", product=names)}</b></p>'

    def _over_limit_text(self, element: str) -> str:
        delivered = self._regimen.limited_total(element)
        amount = mass_amount(delivered / MASS.base_per_unit, element)
        limit = self._scenario.limit_of(element)
        if limit is None or limit.amount is None or delivered <= limit.amount:
            return escape(self._texts.check_text("potassium_dose", {"delivered": amount}))
        key = "over_limit_total_of" if limit.counts_food else "over_limit_of"
        most = mass_amount(Fraction(limit.amount, MASS.base_per_unit), element)
        text = self._texts.text(key, delivered=amount, name=Mineral(element), limit=most)
        return escape(text)

    # -- the rest of the page ------------------------------------------------------------------

    def _notes(self) -> Iterator[str]:
        """Write what is in doubt or not known, and what is true of every product of a mineral."""
        lines = [
            self._texts.text(
                "row_not_complete", product=printable_text(take.product, MAX_NAME_LENGTH)
            )
            for take in self._regimen.waiting
        ]
        lines += [text for take in self._regimen.by_product for text in self._doubt_texts(take)]
        lines += [
            self._texts.text(
                "amount_unknown" if element in named else "amount_not_counted",
                product=printable_text(take.product.product, MAX_NAME_LENGTH),
                name=Mineral(element),
            )
            for take in self._regimen.by_product
            for named in [minerals_only_named(take.product)]
            for element in take.unstated_minerals
        ]
        lines += [
            self._texts.text(
                "minerals_unknown", product=printable_text(take.product.product, MAX_NAME_LENGTH)
            )
            for take in self._regimen.by_product
            if names_further_minerals(take.product)
        ]
        lines += [
            self._texts.text(
                "cost_unknown" if take.product.currency == self._scenario.currency
                else "cost_in_other_currency",
                product=printable_text(take.product.product, MAX_NAME_LENGTH),
                own=take.product.currency,
                currency=self._scenario.currency,
            )
            for take in self._regimen.takes_without_cost
        ]  # fmt: skip
        lines += [
            self._texts.check_text(key, {})
            for element in self._minerals
            if self._regimen.totals[element]
            for key in CHECKS_OF_MINERALS.get(element, ())
        ]
        if lines:
            yield f"<h2>{self._escaped_text('checks_heading')}</h2>"
            yield from (f'<p class="name">{escape(line)}</p>' for line in lines)

    def _sums(self, density: Density) -> Iterator[str]:
        """Write what the products say of a mineral together: the limit, and which several hold.

        A compact page has no room for the latter, which its totals show as well.
        """
        said = list(self._said_of_limits())
        if density is not Density.COMPACT:
            said += self._said_of_several()
        if said:
            yield f'<p class="name">{escape(" ".join(said))}</p>'

    def _said_of_limits(self) -> Iterator[str]:
        for element in filter(self._regimen.is_at_limit_and_unknown, self._regimen.elements):
            yield self._texts.text("at_limit", name=Mineral(element))

    def _said_of_several(self) -> Iterator[str]:
        regimen = self._regimen
        several = [one for one in regimen.elements if regimen.count_of_products_with(one) > 1]
        if several:
            yield self._texts.text("several_products", name=joined(list(map(Mineral, several))))

    def _doubt_texts(self, take: Take) -> Iterator[str]:
        """Give what keeps a product from being certain, if anything does."""
        doubt = take.label_doubt(self._scenario)
        if doubt is not None:
            name = printable_text(take.product.product, MAX_NAME_LENGTH)
            sentence = self._texts.text("label_in_doubt", product=name)
            parameters = {"mineral": Mineral(take.product.element), **doubt.statement.parameters}
            yield f"{sentence} {self._texts.check_text(doubt.key, parameters)}"

    def _apart(self, *, is_compact: bool) -> Iterator[str]:
        """Write which of the products that may be taken are to be taken apart."""
        gone = takes_to_leave_out(self._regimen)
        kept = [take for take in self._regimen.by_product if take not in gone]
        sentences = map(escape, product_spacings(kept, self._texts))
        heading = self._escaped_text("apart_heading")
        if is_compact:
            text = " ".join(sentences)
            if text:
                yield f'<p class="name"><b>{heading}.</b> {text}</p>'
            return
        lines = [f'<p class="name">{sentence}</p>' for sentence in sentences]
        yield from [f"<h2>{heading}</h2>", *lines] if lines else ()

    def _footer(self) -> Iterator[str]:
        sentences = []
        if self._proof is not None:
            sentences.append(self._texts.text("compared", count=Count(len(self._proof.usable))))
        sentences.append(self._prices_text(take.product for take in self._regimen.by_product))
        limits = [self._scenario.limit_of(element) for element in self._minerals]
        stated = [limit for limit in limits if limit is not None]
        sentences += dict.fromkeys(
            self._texts.text(
                "source_limits", authority=limit.title, stage=LIFE_STAGES[limit.life_stage]
            )
            for limit in stated
        )
        limit_publishers = dict.fromkeys(sources()[limit.source].publisher for limit in stated)
        if limit_publishers:
            sentences.append(f"{'; '.join(limit_publishers)}.")
        publishers = self._medicines.publishers_apart
        if publishers:
            sentences.append(self._texts.text("times_apart", publishers="; ".join(publishers)))
        yield from self._closing_lines(sentences)
