"""How time and memory grow with the catalogue: a table and a picture for ARCHITECTURE.md.

Started by `python3 packaging/dev.py bench -- growth`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import textwrap
from html import escape
from math import log10
from typing import TYPE_CHECKING

from tests.performance.bench import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (2_000, 20_000, 200_000, 2_000_000)
PAGE = ROOT / "ARCHITECTURE.md"
PICTURE = ROOT / "docs" / "growth.svg"
BEGIN, END = "<!-- growth -->", "<!-- /growth -->"
FIGURES = (
    ("join a list that was read, s", "#0b6b6b"),
    ("load all columns, s", "#8a4b00"),
    ("rank all, ms", "#6a3d9a"),
    ("search, p95, ms", "#a3241d"),
    ("file, MB", "#586069"),
    ("memory at the most, MB", "#1b1f24"),
)
WIDTH, HEIGHT, LEFT, TOP = 640, 340, 60, 20
PLOT = (400, 270)

MEASURED = """
    import resource, sys, time
    from pathlib import Path
    from tests.performance.bench_catalogue import filled, keystrokes, milliseconds
    folder, count = Path(sys.argv[1]), int(sys.argv[2])
    joined = filled(folder, count)
    from pricing.model.scenario import Scenario
    from pricing.catalogue.search import Asked, Search
    from pricing.catalogue.catalogue import Products
    catalogue = Products(folder)
    began = time.perf_counter()
    search = Search(catalogue, Scenario())
    loaded = time.perf_counter() - began
    ranked = milliseconds(lambda: search.ranking.order("monthly_cost_per_elemental_mg"))
    took = sorted(milliseconds(lambda: search.ask(Asked(t)).page(0, 64)) for t in keystrokes())
    size = sum(each.stat().st_size for each in folder.iterdir()) / 1e6
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(joined, loaded, ranked, took[len(took) * 95 // 100], size, memory)
"""


def measured(count: int) -> list[float]:
    """The figures at one size, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(MEASURED), folder, str(count)],
            cwd=ROOT, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    return [float(text) for text in done.stdout.split()]


def table(rows: Sequence[Sequence[float]]) -> str:
    heads = ["rows of a list", *(title for title, _ in FIGURES)]
    lines = [heads, ["---:"] * len(heads)]
    for count, *row in rows:
        figures = (f"{each:,.3g}" if each < 100 else f"{each:,.0f}" for each in row)
        lines.append([f"{int(count):,}", *figures])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def picture(rows: Sequence[Sequence[float]]) -> str:
    """Every figure as a line, both axes logarithmic; the table beside it says the same."""
    lowest, highest = -3, 5
    wide, high = PLOT

    def point(count: float, value: float) -> str:
        first, last = log10(SIZES[0]), log10(SIZES[-1])
        across = LEFT + (log10(count) - first) / (last - first) * wide
        up = TOP + high - (log10(max(value, 10**lowest)) - lowest) / (highest - lowest) * high
        return f"{across:.1f},{up:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="11" role="img">',
        "<title>Growth of the catalogue's times and sizes</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(lowest, highest + 1):
        up = float(point(SIZES[0], 10**power).split(",")[1])
        parts.append(
            f'<line x1="{LEFT}" y1="{up}" x2="{LEFT + wide}" y2="{up}" stroke="#d5d9df"/>'
            f'<text x="{LEFT - 6}" y="{up + 4}" text-anchor="end">{10.0**power:g}</text>'
        )
    for count in SIZES:
        across = point(count, 1).split(",")[0]
        parts.append(
            f'<text x="{across}" y="{TOP + high + 18}" text-anchor="middle">{count:,}</text>'
        )
    for place, (title, colour) in enumerate(FIGURES):
        line = " ".join(point(row[0], row[place + 1]) for row in rows)
        up = TOP + 16 + place * 20
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{LEFT + wide + 12}" y="{up}" fill="{colour}">{escape(title)}</text>'
        )
    return "\n".join((*parts, "</svg>\n"))


def grow() -> None:
    """Measure, then write the table and the picture."""
    rows = []
    for count in SIZES:
        rows.append([count, *measured(count)])
        print(*rows[-1], flush=True)  # noqa: T201
    PICTURE.write_text(picture(rows), "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    alt = "![The same as lines, both axes logarithmic](docs/growth.svg)"
    PAGE.write_text(f"{before}{BEGIN}\n{table(rows)}\n\n{alt}\n{END}{after}", "utf-8")
