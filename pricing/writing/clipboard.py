"""Blocks of cells for the clipboard, in the formats that spreadsheets paste: TSV and HTML."""

from __future__ import annotations

import csv
import io
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = Sequence[Sequence[str]]


def tsv_text(rows: Rows) -> str:
    """Return tab-separated text. Cells with tabs, quotes or line breaks are quoted."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(rows)
    return text.getvalue()


def html_table(rows: Rows) -> str:
    """Return an HTML table whose cells are marked as text, so that none becomes a formula."""
    lines = (
        "<tr>" + "".join(f'<td style="mso-number-format:\\@">{escape(cell)}</td>' for cell in row)
        for row in rows
    )
    return f"<table>{''.join(f'{line}</tr>' for line in lines)}</table>"
