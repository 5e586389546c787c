"""One bar a mineral on the handout of a regimen: what a day gives, with the goal and the limit."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from pricing.analysis.given_amounts import axis_end, given_of
from pricing.calculation.sentences import Sentence, mass_amount
from pricing.quantities.amounts import MASS
from pricing.quantities.rounding import round_half_away
from pricing.reference.mineral_forms import elements
from pricing.writing.print.handout_products import BAR_HEIGHT, SIGN_SIZE
from pricing.writing.print.pictures import HandoutPicture

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from pricing.analysis.given_amounts import Given
    from pricing.analysis.regimen import Regimen
    from pricing.calculation.sentences import Amount
    from pricing.writing.print.languages import HandoutTexts
    from pricing.writing.print.page_style import PrintOptions

_LENGTH, _SHORT_LENGTH, _MARK = 300, 90, 2  # CSS pixels
# A compact page has more minerals than this in two columns.
_MOST_IN_ONE_COLUMN = 2


class RegimenBars:
    """The bars of some minerals of a regimen. They share one axis."""

    def __init__(
        self,
        regimen: Regimen,
        minerals: Sequence[str],
        texts: HandoutTexts,
        options: PrintOptions,
    ) -> None:
        self._regimen = regimen
        self._texts = texts
        self._is_large = options.is_large
        self._rows = [row for row in given_of(regimen) if row.element in minerals]
        self._axis_end = axis_end(self._rows)

    def lines(self, *, is_compact: bool) -> Iterator[str]:
        """Write the heading and the bars."""
        yield f"<h2>{self._escaped_text('gives_heading')}</h2>"
        if self._is_large or (is_compact and len(self._rows) > _MOST_IN_ONE_COLUMN):
            yield from self._blocks(columns=1 if self._is_large else 2)
            return
        yield '<table width="100%" cellspacing="0">'
        for row in self._rows:
            marks, between = self._marks(row), " " if is_compact else "<br>"
            yield f'<tr><td width="15%">{self._name(row)}</td>'
            yield f'<td width="50%">{self._bar(row, _LENGTH)}<br>{marks}</td>'
            yield f'<td width="35%">{self._total(row)}{between}{self._note(row)}</td></tr>'
        yield "</table>"

    def _blocks(self, columns: int) -> Iterator[str]:
        """Write each mineral as a block, for large print and for two columns."""
        length, between = (_LENGTH, "<br>") if columns == 1 else (_SHORT_LENGTH, " ")
        yield '<table width="100%" cellspacing="0">'
        for start in range(0, len(self._rows), columns):
            cells = "".join(
                f'<td width="{100 // columns}%" class="given">{self._name(row)} '
                f"{self._total(row)} {self._note(row)}<br>{self._bar(row, length)}{between}"
                f"{self._marks(row)}</td>"
                for row in self._rows[start : start + columns]
            )
            yield f"<tr>{cells}</tr>"
        yield "</table>"

    def _name(self, row: Given) -> str:
        name = self._texts.language.translate(elements()[row.element].name.lower())
        return escape(name[:1].upper() + name[1:])

    def _total(self, row: Given) -> str:
        amount = self._mass(row, row.total)
        if row.is_at_least:
            total = self._texts.text("at_least", total=amount)
        else:
            total = Sentence("{total}", {"total": amount}).short_text(self._texts.notation)
        more = ""
        if row.food:
            more = self._escaped_text("from_food", delivered=self._mass(row, row.food))
        return " ".join(filter(None, (f"<b>{escape(total)}</b>", more)))

    def _note(self, row: Given) -> str:
        """Say how a total stands to the goal and the limit, with a sign."""
        if row.is_over:
            text = self._escaped_text("over_safe_limit")
            return f'{self._sign(HandoutPicture.OVER_LIMIT)} <span class="stop">{text}</span>'
        if row.is_at_least or row.element in self._regimen.in_doubt:
            return f"{self._sign(HandoutPicture.QUESTION)} {self._escaped_text('to_be_checked')}"
        if not row.target:
            return ""
        if row.shortfall:
            return self._escaped_text("below_goal", missing=self._mass(row, row.missing))
        if row.is_above_target:
            key = "above_goal_safe" if row.limit is not None else "above_goal_no_limit"
            return f"{self._sign(HandoutPicture.ABOVE_TARGET)} {self._escaped_text(key)}"
        return f"{self._sign(HandoutPicture.AT_GOAL)} {self._escaped_text('at_goal')}"

    def _marks(self, row: Given) -> str:
        """Say at which amounts the goal and the limit stand."""
        marks = []
        if row.target:
            marks.append(self._escaped_text("goal_mark", target=self._mass(row, row.target)))
        if row.limit is not None:
            key = "limit_total_mark" if row.counts_food else "limit_mark"
            marks.append(self._escaped_text(key, limit=self._mass(row, row.limit)))
        return f'<span class="small">{" · ".join(marks)}</span>'

    def _bar(self, row: Given, length: int) -> str:
        """Draw what a day gives, up to the goal's mark, the limit's mark and the end."""

        def place(amount: Fraction) -> int:
            return round_half_away(amount / row.scale / self._axis_end * length)

        total = place(row.total)
        goal = place(row.target) if row.target else None
        limit = length if row.limit is None else place(row.limit)
        cuts = {0, length, total, limit, min(limit + _MARK, length)}
        if goal is not None:
            cuts |= {goal, min(goal + _MARK, length)}
        pieces = []
        for start, end in pairwise(sorted(cut for cut in cuts if cut <= length)):
            if goal is not None and goal <= start < goal + _MARK:
                picture = HandoutPicture.GOAL_MARK
            elif limit <= start < limit + _MARK:
                picture = HandoutPicture.STOP_BAR
            elif start < total:
                picture = HandoutPicture.STOP_BAR if row.is_over else HandoutPicture.BEST_BAR
            else:
                is_unsafe = start >= limit
                picture = HandoutPicture.OVER_LIMIT_BAR if is_unsafe else HandoutPicture.PALE_BAR
            pieces.append(picture.html(end - start, BAR_HEIGHT))
        return "".join(pieces)

    def _sign(self, picture: HandoutPicture) -> str:
        size = SIGN_SIZE[self._is_large]
        return picture.html(size, size)

    def _mass(self, row: Given, micrograms: Fraction) -> Amount:
        return mass_amount(micrograms / MASS.base_per_unit, row.element)

    def _escaped_text(self, key: str, **parameters: Amount) -> str:
        return escape(self._texts.text(key, **parameters))
