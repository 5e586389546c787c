"""The advice of the handout: how to take the mineral, and which medicines to keep apart from it."""

from __future__ import annotations

import re
from functools import cached_property
from html import escape
from itertools import accumulate
from typing import TYPE_CHECKING

from pricing.reference.evidence import counselling, medicine_spacings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pricing.reference.evidence import Counselling, MedicineSpacing
    from pricing.reference.sources import Source
    from pricing.writing.print.languages import HandoutTexts

UNVERIFIED = "unverified"
# An advice that no time between the mineral and the medicine replaces.
ASK_BEFORE_BOTH = "ask your doctor or pharmacist before you take both"
_TAG = re.compile("<[^>]*>")


class HandoutMedicines:
    """What the sources say about taking a mineral, with the number of each source."""

    def __init__(self, element: str, texts: HandoutTexts) -> None:
        self._texts = texts
        self._counselling = [row for row in counselling() if row.element == element]
        self._spacings = [row for row in medicine_spacings() if row.element == element]

    @cached_property
    def cited_sources(self) -> list[Source]:
        """The sources of the advice, each once, in the order of their numbers."""
        verified, _ = self._spacings_by_evidence
        spacings = [spacing for _, group in verified for spacing in group]
        cited: list[Counselling | MedicineSpacing] = [
            *self._counselling,
            *spacings,
            *self._general_spacings,
        ]
        return list(dict.fromkeys(source for row in cited for source in row.sources))

    def how_to_take(self) -> Iterator[str]:
        """Write how the mineral is taken, and the signs of too much of it."""
        if self._counselling:
            yield f"<h2>{self._escaped_text('counselling_heading')}</h2>"
            for row in self._counselling:
                advice = escape(self._texts.language.translate(row.advice))
                yield f"<p>{advice} {self._source_numbers([row])}</p>"

    def spacings(self, *, is_large: bool, is_compact: bool) -> Iterator[str]:
        """Write every time to keep between the mineral and a medicine.

        A compact page has them in two columns. Large print has no room for columns.
        """
        verified, to_ask = self._spacings_by_evidence
        if not verified:
            yield f"<h2>{self._escaped_text('medicines_heading')}</h2>"
            yield f"<p>{self._escaped_text('spacing_unknown')}</p>"
            return
        is_about_time = any(advice != ASK_BEFORE_BOTH for advice, _ in verified)
        heading = "spacing_heading" if is_about_time else "medicines_heading"
        yield f"<h2>{self._escaped_text(heading)}</h2>"
        cells = [self._cells(advice, spacings) for advice, spacings in verified]
        lines = [f"{medicines}: {advice}" for medicines, advice in cells]
        more = list(self._other_advice(to_ask))
        if is_compact and not is_large:
            yield from _two_columns([*lines, *more])
            return
        if is_large:
            yield from (f"<p>{line}</p>" for line in lines)
        else:
            yield '<table width="100%" cellspacing="0" class="ruled">'
            for medicines, advice in cells:
                yield f'<tr><td width="48%">{medicines}</td><td width="52%">{advice}</td></tr>'
            yield "</table>"
        yield from (f"<p>{line}</p>" for line in more)

    def _other_advice(self, to_ask: Sequence[MedicineSpacing]) -> Iterator[str]:
        """Write which medicines to ask about, and what is true of every other medicine."""
        if to_ask:
            names = ", ".join(self._translated(spacing.medicine) for spacing in to_ask)
            yield self._escaped_text("spacing_ask", medicines=names)
        for spacing in self._general_spacings:
            text = self._escaped_text(
                "spacing_general",
                medicines=self._translated(spacing.medicine),
                advice=self._translated(spacing.advice),
            )
            yield f"{text} {self._source_numbers([spacing])}"

    def _cells(self, advice: str, spacings: Sequence[MedicineSpacing]) -> tuple[str, str]:
        """Return the medicines that share an advice, and the advice with its sources, as HTML."""
        names = escape(", ".join(self._translated(spacing.medicine) for spacing in spacings))
        return (
            f'<span class="name">{names[:1].upper()}{names[1:]}</span>',
            f"{escape(self._translated(advice))} {self._source_numbers(spacings)}",
        )

    @property
    def _general_spacings(self) -> list[MedicineSpacing]:
        """The advice for every medicine that has no spacing of its own."""
        return [spacing for spacing in self._spacings if spacing.is_general]

    @cached_property
    def _spacings_by_evidence(
        self,
    ) -> tuple[list[tuple[str, list[MedicineSpacing]]], list[MedicineSpacing]]:
        """The verified spacings by their advice, and the unverified ones to ask about."""
        by_advice: dict[str, list[MedicineSpacing]] = {}
        to_ask = []
        for spacing in self._spacings:
            if spacing.is_general:
                continue
            if any(map(_is_verified, spacing.sources)):
                by_advice.setdefault(spacing.advice, []).append(spacing)
            else:
                to_ask.append(spacing)
        return list(by_advice.items()), to_ask

    def _source_numbers(self, rows: Sequence[MedicineSpacing | Counselling]) -> str:
        cited = dict.fromkeys(source for row in rows for source in row.sources)
        numbers = ",\u00a0".join(str(self.cited_sources.index(source) + 1) for source in cited)
        return f'<span class="small">[{numbers}]</span>'

    def _translated(self, text: str) -> str:
        return self._texts.language.translate(text)

    def _escaped_text(self, key: str, **parameters: str) -> str:
        return escape(self._texts.text(key, **parameters))


def _two_columns(lines: Sequence[str]) -> Iterator[str]:
    """Write lines in two columns of about the same length."""
    lengths = [*accumulate(len(_TAG.sub("", line)) for line in lines)]
    size = min(range(len(lines)), key=lambda index: abs(2 * lengths[index] - lengths[-1])) + 1
    yield '<table width="100%" cellspacing="0" class="columns"><tr>'
    for column in (lines[:size], lines[size:]):
        paragraphs = "".join(f'<p class="item">{line}</p>' for line in column)
        yield f'<td width="50%">{paragraphs}</td>'
    yield "</tr></table>"


def _is_verified(source: Source) -> bool:
    return source.evidence_grade != UNVERIFIED
