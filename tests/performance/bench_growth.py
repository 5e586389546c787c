"""Measures how time and memory grow with the catalogue, for docs/performance.md.

`python3 packaging/dev.py bench -- growth` runs it.
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

from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (2_000, 20_000, 200_000, 2_000_000)
PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "growth.svg"
BEGIN, END = "<!-- growth -->", "<!-- /growth -->"
FIGURE_COLOURS = (
    ("join a list that was read, s", "#0b6b6b"),
    ("load all columns, s", "#8a4b00"),
    ("rank all, ms", "#6a3d9a"),
    ("search, p95, ms", "#a3241d"),
    ("file, MB", "#586069"),
    ("peak memory, MB", "#1b1f24"),
)
WIDTH, HEIGHT, LEFT, TOP = 640, 340, 60, 20
PLOT = (400, 270)

MEASURE = """
    import resource, sys, time
    from pathlib import Path
    from tests.performance.bench_catalogue import (
        fill_catalogue, find_first_page, milliseconds, search_prefixes,
    )
    folder, row_count = Path(sys.argv[1]), int(sys.argv[2])
    joining_seconds = fill_catalogue(folder, row_count)
    from pricing.model.scenario import Scenario
    from pricing.catalogue.search import CatalogueSearch
    from pricing.catalogue.catalogue import Catalogue
    catalogue = Catalogue(folder)
    began = time.perf_counter()
    search = CatalogueSearch(catalogue, Scenario())
    loading_seconds = time.perf_counter() - began
    ranking_ms = milliseconds(lambda: search.ranking.order("monthly_cost_per_elemental_mg"))
    times = sorted(
        milliseconds(lambda: find_first_page(search, text)) for text in search_prefixes()
    )
    search_p95_ms = times[len(times) * 95 // 100]
    file_mb = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(joining_seconds, loading_seconds, ranking_ms, search_p95_ms, file_mb, memory_mb)
"""


def measure(row_count: int) -> list[float]:
    """Return the figures at one size, measured in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(MEASURE), folder, str(row_count)],
            cwd=ROOT, check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    return [float(text) for text in result.stdout.split()]


def table_text(rows: Sequence[Sequence[float]]) -> str:
    """Return the figures as a Markdown table."""
    headings = ["rows of a list", *(title for title, _ in FIGURE_COLOURS)]
    lines = [headings, ["---:"] * len(headings)]
    for row_count, *figures in rows:
        texts = (f"{figure:,.3g}" if figure < 100 else f"{figure:,.0f}" for figure in figures)
        lines.append([f"{int(row_count):,}", *texts])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def chart_svg(rows: Sequence[Sequence[float]]) -> str:
    """Return a chart with a line for each figure. Both axes are logarithmic."""
    lowest_power, highest_power = -3, 5
    plot_width, plot_height = PLOT

    def position(row_count: float, value: float) -> tuple[float, float]:
        first, last = log10(SIZES[0]), log10(SIZES[-1])
        x = LEFT + (log10(row_count) - first) / (last - first) * plot_width
        power = log10(max(value, 10**lowest_power))
        share = (power - lowest_power) / (highest_power - lowest_power)
        return x, TOP + plot_height - share * plot_height

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="11" role="img">',
        "<title>Growth of the catalogue's times and sizes</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
    ]
    for power in range(lowest_power, highest_power + 1):
        _, y = position(SIZES[0], 10**power)
        parts.append(
            f'<line x1="{LEFT}" y1="{y:.1f}" x2="{LEFT + plot_width}" y2="{y:.1f}" '
            'stroke="#d5d9df"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
        )
    for size in SIZES:
        x, _ = position(size, 1)
        parts.append(
            f'<text x="{x:.1f}" y="{TOP + plot_height + 18}" text-anchor="middle">{size:,}</text>'
        )
    for number, (title, colour) in enumerate(FIGURE_COLOURS):
        points = [position(row[0], row[number + 1]) for row in rows]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
            f'<text x="{LEFT + plot_width + 12}" y="{TOP + 16 + number * 20}" fill="{colour}">'
            f"{escape(title)}</text>"
        )
    return "\n".join((*parts, "</svg>\n"))


def bench_growth() -> None:
    """Measure each size, then write the table and the chart."""
    rows = []
    for size in SIZES:
        rows.append([size, *measure(size)])
        print(*rows[-1], flush=True)  # noqa: T201
    CHART.write_text(chart_svg(rows), "utf-8")
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    image = "![The same as lines, both axes logarithmic](growth.svg)"
    PAGE.write_text(f"{before}{BEGIN}\n{table_text(rows)}\n\n{image}\n{END}{after}", "utf-8")
