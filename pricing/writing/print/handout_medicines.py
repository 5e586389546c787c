"""The advice of the handout: how to take the minerals, and which medicines to keep from them."""

from __future__ import annotations

import re
from functools import cached_property
from html import escape
from itertools import accumulate, groupby
from math import ceil
from operator import itemgetter
from typing import TYPE_CHECKING

from pricing.reference.evidence import ASK_BEFORE_BOTH, counselling, medicine_spacings
from pricing.reference.mineral_forms import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pricing.reference.evidence import Counselling, MedicineSpacing
    from pricing.reference.sources import Source
    from pricing.writing.print.languages import HandoutTexts

_COLUMN_LETTERS = 50  # so many fit on a line of half a page, about
_TAG = re.compile("<[^>]*>")


class HandoutMedicines:
    """Advice of the sources on taking some minerals, with the number of each source.

    How to take a mineral is said of `counselled`. Of several minerals, the times apart stand below
    the minerals to which they apply. If it is brief, they have no numbers: the footer names the
    publishers.
    """

    def __init__(
        self,
        symbols: Sequence[str],
        texts: HandoutTexts,
        *,
        counselled: str = "",
        is_brief: bool = False,
    ) -> None:
        self._texts = texts
        self._elements = symbols
        self._is_brief = is_brief
        self._counselling = [row for row in counselling() if row.element == counselled]
        self._spacings = [row for row in medicine_spacings() if row.element in symbols]

    @cached_property
    def cited_sources(self) -> list[Source]:
        """The sources of the advice, each once, in the order of their numbers."""
        verified, _ = self._spacings_by_evidence
        spacings = [spacing for group in verified for spacing in group]
        cited: list[Counselling | MedicineSpacing] = [
            *self._counselling,
            *spacings,
            *self._general_spacings,
        ]
        return list(dict.fromkeys(source for row in cited for source in row.sources))

    @property
    def numbered_sources(self) -> list[Source]:
        """The sources that have a number, in its order."""
        if not self._is_brief:
            return self.cited_sources
        return list(dict.fromkeys(source for row in self._counselling for source in row.sources))

    @property
    def publishers_apart(self) -> list[str]:
        """The medicines whose times apart have no number, each once."""
        if not self._is_brief:
            return []
        verified, _ = self._spacings_by_evidence
        spacings = [*(one for group in verified for one in group), *self._general_spacings]
        sources = (source for spacing in spacings for source in spacing.sources)
        return list(dict.fromkeys(source.publisher for source in sources))

    def how_to_take(self) -> Iterator[str]:
        """Write how the mineral is taken, and the signs of too much of it."""
        if self._counselling:
            yield f"<h2>{self._escaped_text('counselling_heading')}</h2>"
            for row in self._counselling:
                advice = escape(self._texts.language.translate(row.advice))
                yield f"<p>{advice} {self._source_numbers([row])}</p>"

    def spacings(self, *, is_large: bool, in_columns: bool) -> Iterator[str]:
        """Write every time to keep between the mineral and a medicine.

        Large print has no room for columns.
        """
        verified, to_ask = self._spacings_by_evidence
        if not verified:
            yield f"<h2>{self._escaped_text('medicines_heading')}</h2>"
            yield f"<p>{self._escaped_text('spacing_unknown')}</p>"
            return
        yield f"<h2>{self._escaped_text(self._heading_key(verified))}</h2>"
        more = list(self._other_advice(to_ask))
        if in_columns and not is_large:
            yield from self._two_columns([*self._items(verified), *(("", line) for line in more)])
            return
        if is_large:
            lines = self._with_headings(self._items(verified))
            yield from (f"<p>{line}</p>" for line in lines)
        else:
            yield from self._table_lines(verified)
        yield from (f"<p>{line}</p>" for line in more)

    def _items(self, verified: Sequence[Sequence[MedicineSpacing]]) -> Iterator[tuple[str, str]]:
        """Yield each advice as a line, with the heading of its minerals if there are several."""
        for minerals, groups in groupby(verified, _minerals_of):
            heading = self._minerals_heading(minerals) if len(self._elements) > 1 else ""
            for medicines, advice in map(self._cells, groups):
                yield heading, f"{medicines}: {advice}"

    def _with_headings(
        self, items: Iterable[tuple[str, str]], continued: str = ""
    ) -> Iterator[str]:
        """Write lines below their headings. Those below `continued` began in another column."""
        for heading, group in groupby(items, itemgetter(0)):
            if heading:
                is_new = heading != continued
                text = heading if is_new else self._texts.text("continued", minerals=heading)
                yield f"<b>{text}</b>"
            yield from map(itemgetter(1), group)

    def _two_columns(self, items: Sequence[tuple[str, str]]) -> Iterator[str]:
        """Write lines in two columns of about the same length."""
        lengths = list(accumulate(_line_counts(items)))
        size = min(range(len(items)), key=lambda index: abs(2 * lengths[index] - lengths[-1])) + 1
        columns = (
            self._with_headings(items[:size]),
            self._with_headings(items[size:], continued=items[size - 1][0]),
        )
        yield '<table width="100%" cellspacing="0" class="columns"><tr>'
        for column in columns:
            paragraphs = "".join(f'<p class="item">{line}</p>' for line in column)
            yield f'<td width="50%">{paragraphs}</td>'
        yield "</tr></table>"

    def _table_lines(self, verified: Sequence[Sequence[MedicineSpacing]]) -> Iterator[str]:
        yield '<table width="100%" cellspacing="0" class="ruled">'
        for minerals, groups in groupby(verified, _minerals_of):
            if len(self._elements) > 1:
                yield f'<tr><td colspan="2"><b>{self._minerals_heading(minerals)}</b></td></tr>'
            for medicines, advice in map(self._cells, groups):
                yield f'<tr><td width="48%">{medicines}</td><td width="52%">{advice}</td></tr>'
        yield "</table>"

    def _minerals_heading(self, minerals: Sequence[str]) -> str:
        names = self._names(minerals)
        return escape(f"{names[:1].upper()}{names[1:]}")

    def _heading_key(self, verified: Sequence[Sequence[MedicineSpacing]]) -> str:
        if all(spacings[0].advice == ASK_BEFORE_BOTH for spacings in verified):
            return "medicines_heading"
        return "spacing_heading" if len(self._elements) == 1 else "spacing_heading_many"

    def _other_advice(self, to_ask: Sequence[MedicineSpacing]) -> Iterator[str]:
        """Write which medicines to ask about, and what is true of every other medicine."""
        if to_ask:
            names = dict.fromkeys(self._translated(spacing.medicine) for spacing in to_ask)
            yield self._escaped_text("spacing_ask", medicines=", ".join(names))
        for spacing in self._general_spacings:
            text = self._escaped_text(
                "spacing_general",
                medicines=self._translated(spacing.medicine),
                advice=self._general_advice(spacing),
            )
            yield f"{text} {self._source_numbers([spacing])}".rstrip()
        known = {spacing.element for spacing in self._spacings}
        unknown = [element for element in self._elements if element not in known]
        if unknown:
            yield self._escaped_text("spacing_unknown_of", minerals=self._names(unknown))

    def _general_advice(self, spacing: MedicineSpacing) -> str:
        """Return an advice; of several minerals, with the one that it is about."""
        advice = self._translated(spacing.advice)
        return f"{advice} ({self._names([spacing.element])})" if len(self._elements) > 1 else advice

    def _cells(self, spacings: Sequence[MedicineSpacing]) -> tuple[str, str]:
        """Return the medicines that share an advice, and the advice with its sources, as HTML."""
        medicines = dict.fromkeys(self._translated(spacing.medicine) for spacing in spacings)
        names = escape(", ".join(medicines))
        advice = self._translated(spacings[0].advice)
        return (
            f'<span class="name">{names[:1].upper()}{names[1:]}</span>',
            f"{escape(advice)} {self._source_numbers(spacings)}".rstrip(),
        )

    def _names(self, symbols: Iterable[str]) -> str:
        return ", ".join(self._translated(elements()[symbol].name.lower()) for symbol in symbols)

    @property
    def _general_spacings(self) -> list[MedicineSpacing]:
        """The advice for every medicine that has no spacing of its own."""
        return [spacing for spacing in self._spacings if spacing.is_general]

    @cached_property
    def _spacings_by_evidence(
        self,
    ) -> tuple[list[list[MedicineSpacing]], list[MedicineSpacing]]:
        """The verified spacings by their advice and its minerals, and those to ask about."""
        by_medicine: dict[tuple[str, str], list[MedicineSpacing]] = {}
        to_ask = []
        for spacing in self._spacings:
            if spacing.is_general:
                continue
            if any(source.is_verified for source in spacing.sources):
                by_medicine.setdefault((spacing.medicine, spacing.advice), []).append(spacing)
            else:
                to_ask.append(spacing)
        groups: dict[tuple[str, ...], list[MedicineSpacing]] = {}
        for (_, advice), spacings in by_medicine.items():
            key = (advice, *_minerals_of(spacings))
            groups.setdefault(key, []).extend(spacings)
        by_minerals: dict[tuple[str, ...], list[list[MedicineSpacing]]] = {}
        for spacings in groups.values():
            by_minerals.setdefault(_minerals_of(spacings), []).append(spacings)
        return [group for same in by_minerals.values() for group in same], to_ask

    def _source_numbers(self, rows: Sequence[MedicineSpacing | Counselling]) -> str:
        cited = dict.fromkeys(source for row in rows for source in row.sources)
        numbered = self.numbered_sources
        if not numbered or not cited.keys() <= set(numbered):
            return ""
        numbers = ",\u00a0".join(str(numbered.index(source) + 1) for source in cited)
        return f'<span class="small">[{numbers}]</span>'

    def _translated(self, text: str) -> str:
        return self._texts.language.translate(text)

    def _escaped_text(self, key: str, **parameters: str) -> str:
        return escape(self._texts.text(key, **parameters))


def _minerals_of(spacings: Sequence[MedicineSpacing]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(spacing.element for spacing in spacings))


def _line_counts(items: Iterable[tuple[str, str]]) -> Iterator[int]:
    """Yield about how many lines of a column each takes, the first of a heading with it."""
    above = ""
    for heading, line in items:
        is_headed = bool(heading) and heading != above
        yield ceil(len(_TAG.sub("", line)) / _COLUMN_LETTERS) + is_headed
        above = heading
