"""Common part of every handout: a page for a patient, whose text is as large as fits, as HTML.

Preview, paper and PDF show this HTML. It holds no data of the patient, only a line for the name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from html import escape
from typing import TYPE_CHECKING

from pricing.reference.limits import CHILD_STAGES
from pricing.writing.atomic_file import atomic_file
from pricing.writing.print.page_style import (
    MAX_NAME_LENGTH,
    Density,
    handout_style,
    printable_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from pricing.model.product import Product
    from pricing.writing.print.languages import HandoutTexts
    from pricing.writing.print.page_style import PrintOptions

GENERATOR_MARK = '<meta name="generator" content="Elemental">'
# The question that a life stage adds. None asks about pregnancy where it is known or cannot be.
_STAGE_QUESTIONS = {
    "adult": "question_pregnancy",
    "pregnancy": "question_midwife",
    "lactation": "question_midwife",
    **dict.fromkeys(CHILD_STAGES, "question_child"),
}


# A compact page has the times apart in two columns, which counts if many minerals have some.
ROOM_OF_TWO_COLUMNS = 1.5


class HandoutPage(ABC):
    """A page about `product_count` products. A subclass writes its parts.

    A compact page has room for `room_if_compact` times as much as a roomy one, about.
    """

    room_if_compact = 1.11

    def __init__(self, options: PrintOptions, texts: HandoutTexts, product_count: int) -> None:
        self.options = options
        self.product_count = product_count
        self._texts = texts
        self._bodies: dict[Density, str] = {}

    @property
    @abstractmethod
    def title(self) -> str:
        """The heading of the page."""

    @abstractmethod
    def _parts(self, density: Density) -> Iterable[Iterable[str]]:
        """Return the parts of the page, as lines of HTML."""

    def html(self, points: int = 0, density: Density = Density.ROOMY) -> str:
        """Return the page as HTML, with text of `points`, or of the largest size if it is 0.

        A closer page says the same in less room.
        """
        size, is_large = points or self.options.text_sizes[0], self.options.is_large
        is_tight = is_large or density is Density.COMPACT
        style = handout_style(self.options.paper, size, is_large=is_large, is_tight=is_tight)
        return (
            f'<!DOCTYPE html>\n<html lang="{self.options.language}"><head><meta charset="utf-8">'
            f"{GENERATOR_MARK}<title>{escape(self.title)}</title>"
            f"<style>{style}</style></head>\n<body>\n"
            f"{self._body(density)}\n</body></html>\n"
        )

    def _body(self, density: Density) -> str:
        """Return the content of the page, which all sizes of its text have in common."""
        if density not in self._bodies:
            lines = (line for part in self._parts(density) for line in part)
            self._bodies[density] = "\n".join(lines)
        return self._bodies[density]

    def _escaped_text(self, key: str, **parameters: str) -> str:
        return escape(self._texts.text(key, **parameters))

    # -- the parts that every page has ---------------------------------------------------------

    def _header(self, today: date) -> Iterator[str]:
        pharmacy = self.options.pharmacy
        name = escape(printable_text(pharmacy.name, MAX_NAME_LENGTH))
        if pharmacy.logo:
            name = (
                f'<img src="{escape(pharmacy.logo)}" width="{pharmacy.logo_width}" '
                f'height="{pharmacy.logo_height}" alt=""> {name}'
            )
        if name:
            yield f'<p class="name"><b>{name}</b></p>'
        day = self._texts.language.date_text(today)
        if self.options.is_large:
            yield f"<h1>{escape(self.title)}</h1><p>{escape(day)}</p>"
        else:
            yield '<table width="100%" cellspacing="0"><tr>'
            yield f'<td width="69%"><h1>{escape(self.title)}</h1></td>'
            yield f'<td width="31%" class="right day">{escape(day)}</td></tr></table>'
        yield '<table width="100%" cellspacing="0"><tr>'
        yield f'<td width="12%" class="line">{self._escaped_text("name")}</td>'
        yield '<td width="88%" class="empty">&nbsp;</td></tr></table>'

    def _questions(self, life_stage: str, *more: str) -> Iterator[str]:
        yield f"<h2>{self._escaped_text('questions_heading')}</h2>"
        of_stage = _STAGE_QUESTIONS.get(life_stage)
        keys = [key for key in ("question_kidneys", of_stage, "question_medicines", *more) if key]
        lines = [f"\N{BALLOT BOX}\u00a0{self._escaped_text(key)}" for key in keys]
        if self.options.is_large:
            yield from (f"<p>{line}</p>" for line in lines)
            return
        yield '<table width="100%" cellspacing="0">'
        for start in range(0, len(lines), 2):
            cells = "".join(f'<td width="50%">{line}</td>' for line in lines[start : start + 2])
            yield f"<tr>{cells}</tr>"
        yield "</table>"

    def _closing_lines(self, sentences: Sequence[str]) -> Iterator[str]:
        """Write what the page is not, and where its figures come from."""
        not_advice = self._escaped_text("not_advice")
        yield f'<p class="reminder"><b>{not_advice}</b> {self._escaped_text("reminder")}</p>'
        yield f'<p class="sources name">{escape(" ".join(sentences))}</p>'

    def _prices_text(self, products: Iterable[Product]) -> str:
        """Say of which day the oldest price is."""
        days = [day for product in products if (day := product.priced_on)]
        if not days:
            return self._texts.text("prices_undated")
        return self._texts.text("prices", date=self._texts.language.date_text(min(days)))


def write_handout_html(handout: HandoutPage, path: Path) -> None:
    """Write the page to a file.

    Raises:
        UserError: The file cannot be written.
    """
    with atomic_file(path) as file:
        file.write(handout.html().encode())
