"""Blocks of cells for the clipboard, in the formats that spreadsheets paste: TSV and HTML."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from typing import TYPE_CHECKING

from pricing.quantities.safe_text import escape_formula

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = Sequence[Sequence[str]]

_NUMBER = re.compile(r"[-+]?[.,]?\d[\d.,'\s]*%?")
_TEXT_STYLE = r"mso-number-format:\@"


def tsv_text(rows: Rows) -> str:
    """Return tab-separated text. Cells with tabs, quotes or line breaks are quoted.

    A text that a spreadsheet would take for a formula is marked. Pasting it here removes the mark.
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(
        [_escape_cell(cell) for cell in row] for row in rows
    )
    return text.getvalue()


def html_table(rows: Rows) -> str:
    """Return an HTML table whose cells are marked as text, so that none becomes a formula.

    Not every spreadsheet honours the marks, so the texts are also those of the TSV.
    """
    lines = (
        "".join(f'<td style="{_TEXT_STYLE}">{escape(_escape_cell(cell))}</td>' for cell in row)
        for row in rows
    )
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _escape_cell(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else escape_formula(text)
