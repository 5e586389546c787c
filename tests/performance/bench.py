"""Benchmarks: each figure beside its limit, mostly as a ratio to a bare library in the same run.

They are no part of the tests. `python3 packaging/dev.py bench` runs them.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.session import Session
    from app.window.main_window import MainWindow
    from pricing.calculation.comparison import Comparison
    from pricing.model.columns import BaseValue

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.app.user_actions import child  # noqa: E402 - needs the path

# Qt says of each window that it cannot do on an invisible screen.
os.environ["QT_LOGGING_RULES"] = "*=false"

FRAME_MS = 16
# Each program prints the time of its first paint, and at its end the time and its memory.
BARE_WINDOW = """
    import sys, time
    from PySide6.QtWidgets import QApplication, QTableView, QMainWindow
    class Window(QMainWindow):
        def paintEvent(self, event):
            super().paintEvent(event)
            painted.append(event)
    painted = []
    application = QApplication([])
    window = Window()
    window.setCentralWidget(QTableView())
    window.resize(1280, 800)
    window.show()
    while not painted:
        application.processEvents()
    print(time.time())
"""
# As in a real start, the package of the program is loaded before Qt is.
PROGRAM = """
    import sys, time
    from pathlib import Path
    from app.window.startup import create_window, show_window
    from PySide6.QtWidgets import QApplication
    painted = []
    application = QApplication([])
    window = create_window(Path(sys.argv[1]))
    window.painted.connect(lambda: painted.append(window))
    show_window(window)
    while not painted:
        application.processEvents()
    print(time.time())
    window.complete()
    application.processEvents()
"""
# Closing the window waits for its threads, without which a process would be aborted at its end.
END = """
    print(time.time())
    if sys.platform != "win32":
        import resource
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    window.close()
"""


def print_row(title: str, measured: str, limit: str, *, is_reached: bool) -> None:
    """Print a measured figure beside its limit."""
    verdict = "ok" if is_reached else "MISSED"
    print(f"{title:<58} {measured:>20}   {limit:<14} {verdict}", flush=True)  # noqa: T201


def product_values(number: int) -> dict[str, BaseValue]:
    """Return the column values of the product with a number."""
    return {
        "product": f"Product {number}",
        "brand": f"Brand {number % 7}",
        "element": "Mg",
        "form": ("oxide", "bisglycinate", "citrate", "malate")[number % 4],
        "elemental_mg": (50 + 7 * number % 350) * 1_000,
        "serving_units": (1 + number % 3) * 1_000,
        "pack_units": (60 + number % 5 * 30) * 1_000,
        "price": (399 + 37 * number % 4_000) * 10_000,
        "currency": "USD",
    }


def save_products(folder: Path, count: int) -> None:
    """Save a comparison with this number of products in a data folder."""
    from pricing.model.changes import insert_rows
    from pricing.model.entry import Entry
    from pricing.store.comparisons import ComparisonStore

    store = ComparisonStore(folder)
    entries = tuple(Entry(number + 1, product_values(number)) for number in range(count))
    store.write(insert_rows(0, entries, "list"), store.state())
    store.close()


# -- starting ----------------------------------------------------------------------------------


class Start(NamedTuple):
    """Seconds from the start of a process to its first paint and to its end, and its memory."""

    painted: float
    complete: float
    kilobytes: int = 0


def start(code: str, *arguments: object) -> Start:
    """Start one of the programs and measure it, without its closing."""
    start_time = time.time()
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code + END), *map(str, arguments)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    painted, complete, *memory = result.stdout.split()
    return Start(float(painted) - start_time, float(complete) - start_time, *map(int, memory))


def compile_program() -> None:
    """Compile the program, as the set-up does. A start would else compile what was changed since.

    A variable may forbid Python to keep what it compiles.
    """
    for room in ("app", "pricing"):
        compileall.compile_dir(ROOT / room, quiet=1)


def bench_start(runs: int = 15) -> None:
    """Measure the start and the idle memory beside those of a bare window."""
    compile_program()
    with tempfile.TemporaryDirectory() as folder:
        save_products(Path(folder), 50)
        start(PROGRAM, folder)
        pairs = [(start(PROGRAM, folder), start(BARE_WINDOW)) for _ in range(runs)]
    bare_seconds = statistics.median(bare.painted for _, bare in pairs)
    for title, attribute, limit in (
        ("start to first painted window, 50 products / bare", "painted", 1.5),
        ("start to the whole window, 50 products / bare", "complete", 2.2),
    ):
        program_seconds = statistics.median(getattr(program, attribute) for program, _ in pairs)
        ratio = statistics.median(
            getattr(program, attribute) / bare.painted for program, bare in pairs
        )
        measured = f"{program_seconds:.3f} / {bare_seconds:.3f} s = {ratio:.2f} x"
        print_row(title, measured, f"<= {limit} x", is_reached=ratio <= limit)
    if sys.platform != "win32":
        program_memory = statistics.median(program.kilobytes for program, _ in pairs)
        bare_memory = statistics.median(bare.kilobytes for _, bare in pairs)
        ratio = program_memory / bare_memory
        measured = f"{program_memory / 1024:.0f} / {bare_memory / 1024:.0f} MB = {ratio:.2f} x"
        print_row("idle memory, 50 products / bare", measured, "<= 1.5 x", is_reached=ratio <= 1.5)


def milliseconds(action: Callable[[], object]) -> float:
    """Return how long an action takes."""
    began = time.perf_counter()
    action()
    return (time.perf_counter() - began) * 1_000


def median_seconds(action: Callable[[], object], runs: int = 3) -> float:
    """Return the median of some runs of an action."""
    return statistics.median(milliseconds(action) for _ in range(runs)) / 1_000


# -- the open window ---------------------------------------------------------------------------


def median_milliseconds(action: Callable[[int], object], runs: int = 15) -> float:
    """Return the median of some runs of an action, with painting. It gets the run's number."""
    from PySide6.QtWidgets import QApplication

    def act_and_paint(run: int) -> None:
        action(run)
        QApplication.processEvents()

    return statistics.median(milliseconds(partial(act_and_paint, run)) for run in range(runs))


def bench_window() -> None:
    """Measure an edit and a new target with 200 products, with each tab shown."""
    from PySide6.QtWidgets import QApplication, QTabBar

    from app.window.startup import open_window
    from pricing.reference.payers import read_payer

    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        save_products(Path(folder), 200)
        window = open_window(Path(folder))
        application.processEvents()
        bench_edit(window)
        bench_target(window.session, "change of target, 200 products")
        payers = tuple(read_payer(text) for text in ("plan:percent:80", "FSA:pretax:24"))
        change_scenario_of(window.session, payers=payers)
        tabs = child(window, QTabBar, "viewTabs")
        for index in range(tabs.count()):
            tabs.setCurrentIndex(index)
            title = f"the same with two payers and {tabs.tabText(index)} shown"
            bench_target(window.session, title)
        window.close()


def bench_first_views() -> None:
    """Measure the first view of each tab with 200 products, without any idle time before."""
    from PySide6.QtWidgets import QApplication, QTabBar

    from app.window.startup import create_window, show_window

    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        save_products(Path(folder), 200)
        window = create_window(Path(folder))
        show_window(window)
        window.complete()
        application.processEvents()
        tabs = child(window, QTabBar, "viewTabs")

        def show(place: int) -> None:
            tabs.setCurrentIndex(place)
            QApplication.processEvents()

        times = {tabs.tabText(at): milliseconds(partial(show, at)) for at in range(tabs.count())}
        window.close()
    for title, duration in times.items():
        text = f"first view of {title.split('  ')[0]}, 200 products"
        print_row(text, f"{duration:.1f} ms", "<= 100 ms", is_reached=duration <= 100)


def bench_long_comparison(count: int = 1_500) -> None:
    """Measure what a user waits for in a long comparison, in the views with a row for each product.

    The days change every figure of the dose.
    """
    from PySide6.QtWidgets import QApplication, QTabBar

    from app.window.startup import open_window

    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        save_products(Path(folder), count)
        window = open_window(Path(folder))
        application.processEvents()
        tabs = child(window, QTabBar, "viewTabs")
        for title in ("What patients pay", "What if"):
            (at,) = [at for at in range(tabs.count()) if tabs.tabText(at).startswith(title)]
            times = [milliseconds(partial(tabs.setCurrentIndex, at))]
            times.append(
                median_milliseconds(
                    lambda run: change_scenario_of(window.session, days=40 + run % 2 * 20), 5
                )
            )
            for what, duration in zip(("first view", "other days"), times, strict=True):
                row = f"{title}: {what}, {count:,} products"
                print_row(row, f"{duration:.0f} ms", "<= 150 ms", is_reached=duration <= 150)
        window.close()


def bench_edit(window: MainWindow) -> None:
    """Measure a change of one price."""
    from PySide6.QtWidgets import QTableView

    from app.table.layout import COLUMN_INDEX

    model = child(window, QTableView, "productTable").model()
    price = model.index(3, COLUMN_INDEX["price"])
    median = median_milliseconds(lambda run: model.setData(price, f"{5 + run}.99"))
    title = "one edit, all panels right, 200 products"
    print_row(title, f"{median:.1f} ms", "<= 16 ms", is_reached=median <= FRAME_MS)


def bench_target(session: Session, title: str) -> None:
    """Measure a change of the target."""
    median = median_milliseconds(
        lambda run: change_scenario_of(session, target=(201 + run) * 1_000)
    )
    print_row(title, f"{median:.1f} ms", "<= 33 ms", is_reached=median <= 33)


def change_scenario_of(session: Session, **values: Any) -> None:
    """Give fields of the scenario other values."""
    from dataclasses import replace

    from pricing.model.changes import change_scenario

    changed = replace(session.scenario, **values)
    session.apply(change_scenario(session.scenario, changed, "scenario"))


def compare_products(count: int, target: int | None = None) -> Comparison:
    """Compare this number of products, with the target in micrograms."""
    from pricing.calculation.comparison import compare
    from pricing.model.columns import build_product
    from pricing.model.scenario import Scenario

    products = [build_product(product_values(number)) for number in range(count)]
    return compare(products, Scenario() if target is None else Scenario(target=target))


def bench_product_pairs(runs: int = 15) -> None:
    """Measure the search for the cheapest one or two products among 200."""
    from pricing.analysis.product_pairs import find_cheapest_one_or_two

    comparisons = [compare_products(200, (201 + run) * 1_000) for run in range(runs)]
    median = statistics.median(
        milliseconds(partial(find_cheapest_one_or_two, comparison)) for comparison in comparisons
    )
    title = "search for the cheapest product pair, 200 products"
    print_row(title, f"{median:.1f} ms", "<= 100 ms", is_reached=median <= 100)


def bench_regimens(count: int, limit: int, runs: int = 15) -> None:
    """Measure the search for the cheapest regimen of at most 3 products for 4 minerals."""
    from pricing.analysis.cheapest_regimens import find_cheapest_regimens
    from pricing.analysis.regimen_scenario import RegimenScenario, Target
    from pricing.model.columns import build_product

    others = ("calcium 333 mg, zinc 5 mg", "zinc 11 mg, selenium 55 µg", "calcium 200 mg", "")
    products = [
        build_product({**product_values(number), "other_minerals": others[number % len(others)]})
        for number in range(count)
    ]
    times = []
    for run in range(runs):
        targets = (("Mg", (201 + run) * 1_000), ("Ca", 600_000), ("Zn", 10_000), ("Se", 55))
        scenario = RegimenScenario(tuple(Target(*target) for target in targets))
        times.append(milliseconds(partial(find_cheapest_regimens, products, scenario)))
    median = statistics.median(times)
    title = f"search for the cheapest regimen, {count:,} products, 4 minerals"
    print_row(title, f"{median:.1f} ms", f"<= {limit} ms", is_reached=median <= limit)


def bench_labels(size: int = 20_000, runs: int = 15) -> None:
    """Measure how long texts of labels become fields: many labels, one again and again, one line.

    The last texts are of what no label is made of, and which a careless pattern reads for minutes.
    """
    from pricing.labels import read_label

    folder = ROOT / "tests" / "pricing" / "labels" / "panels"
    panels = [path.read_text("utf-8") for path in sorted(folder.glob("*.txt"))]
    mixed = "\n\n".join(panels)
    hostile = (" ", "oil|1", "$1.99 ", "120 capsules x 2 ", "magnesium citrate oxide ", "123 456 ")
    for title, texts, limit in (
        ("many labels", [mixed], 50),
        ("one label again and again", [panels[0] + "\n"], 50),
        ("many labels in one line", [mixed.replace("\n", " ")], 50),
        ("the slowest repeated words", hostile, 250),
    ):
        filled = [(text * (size // len(text) + 1))[: size - runs] + "x" for text in texts]
        times = [
            statistics.median(
                milliseconds(partial(read_label, text + " " * run)) for run in range(runs)
            )
            for text in filled
        ]
        row = f"20 kB of text to fields, {title}"
        print_row(row, f"{max(times):.0f} ms", f"<= {limit} ms", is_reached=max(times) <= limit)


def bench_paste(runs: int = 5) -> None:
    """Measure a paste of 10,000 cells into an empty table, and its undo."""
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QApplication

    from app.table.view import ProductTable
    from app.window.startup import open_window

    application = QApplication.instance() or QApplication([])
    lines = [
        f"P {n}\t{100 + n % 200}\t1\t{60 + n % 90}\t{5 + n % 30}.99\tBrand\toxide"
        for n in range(10_000 // 7)
    ]
    paste_times: list[float] = []
    undo_times: list[float] = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            window = open_window(Path(folder))
            view = child(window, ProductTable, "productTable")
            view.go_to(0, "product")
            QGuiApplication.clipboard().setText("\n".join(lines))
            for times, action in (
                (paste_times, view.commands.paste),
                (undo_times, window.session.undo),
            ):
                times.append(milliseconds(action) + milliseconds(application.processEvents))
            window.close()
    for title, times in (("paste of 10,000 cells", paste_times), ("its undo", undo_times)):
        median = statistics.median(times)
        print_row(title, f"{median:.0f} ms", "<= 200 ms", is_reached=median <= 200)


# -- files -------------------------------------------------------------------------------------


def bench_workbook() -> None:
    """Measure a workbook of 10 products."""
    from pricing.writing.workbook import write_workbook

    with tempfile.TemporaryDirectory() as folder:
        comparison = compare_products(10)
        median = median_seconds(lambda: write_workbook(comparison, Path(folder) / "book.xlsx"), 5)
    print_row("workbook of 10 products", f"{median:.3f} s", "<= 0.5 s", is_reached=median <= 0.5)


def bench_values_workbook(count: int = 100_000) -> None:
    """Measure a workbook of values beside XlsxWriter alone writing the same cells."""
    import io

    import xlsxwriter

    from pricing.writing.workbook import values_only
    from pricing.writing.workbook.workbook import ROW_BY_ROW_OPTIONS, values_workbook

    rows = list(values_only.value_rows(compare_products(count)))

    def write_with_xlsxwriter() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), ROW_BY_ROW_OPTIONS)
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
        book.close()

    comparison = compare_products(count)  # a new one, which has computed nothing yet
    ours = median_seconds(lambda: values_workbook(comparison), 1)
    alone = median_seconds(write_with_xlsxwriter, 1)
    ratio = ours / alone
    measured = f"{ours:.1f} / {alone:.1f} s = {ratio:.2f} x"
    title = f"table of {count:,} products / XlsxWriter alone"
    print_row(title, measured, "<= 1.3 x", is_reached=ratio <= 1.3)


def bench_handout(runs: int = 7) -> None:
    """Measure the way from a comparison to a PDF: four products on one page."""
    from PySide6.QtWidgets import QApplication

    from app.printing.page_layout import fit_handout
    from app.printing.pdf import pdf_bytes
    from pricing.writing.print import Handout, PrintOptions

    application = QApplication.instance() or QApplication([])

    def make_pdf(comparison: Comparison) -> bytes:
        handout = Handout(comparison, comparison.ranked_products, PrintOptions())
        return pdf_bytes(fit_handout(handout).pages)

    comparisons = [compare_products(4, (201 + run) * 1_000) for run in range(runs)]
    times = [milliseconds(partial(make_pdf, comparison)) for comparison in comparisons]
    median = statistics.median(times) / 1_000
    print_row("handout as PDF", f"{median:.3f} s", "<= 0.3 s", is_reached=median <= 0.3)
    del application


def bench_lists() -> None:
    """Measure the reading of long lists beside openpyxl alone and pandas alone."""
    import openpyxl
    import pandas as pd

    from pricing.reading.importer import read_grids
    from pricing.reading.reader_process import read_batches
    from tests.generated_products import write_csv, write_xlsx

    def read_with_openpyxl(path: Path) -> int:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True))

    with tempfile.TemporaryDirectory() as folder:
        workbook = write_xlsx(Path(folder) / "list.xlsx", 100_000, 12)
        ours = median_seconds(lambda: read_grids(workbook))
        alone = median_seconds(lambda: read_with_openpyxl(workbook), 1)
        ratio = alone / ours
        measured = f"{ours:.2f} / {alone:.2f} s = 1 / {ratio:.1f}"
        title = "workbook of 100,000 x 12 / openpyxl read-only"
        print_row(title, measured, "<= 1 / 4", is_reached=ratio >= 4)

        text = write_csv(Path(folder) / "list.csv", 200_000)
        ours = median_seconds(lambda: sum(len(batch.products) for batch in read_batches(text)))
        alone = median_seconds(lambda: pd.read_csv(text))
        measured = f"{ours:.2f} / {alone:.2f} s = {ours / alone:.0f} x"
        title = "text of 200,000 rows to checked products / pandas.read_csv"
        print_row(title, measured, "<= 50 x", is_reached=ours / alone <= 50)


def bench_first_list(runs: int = 7) -> None:
    """Measure how much longer a short list takes because another process has to start for it."""
    from pricing.reading import batches, reader_process
    from tests.generated_products import write_csv

    with tempfile.TemporaryDirectory() as folder:
        path = write_csv(Path(folder) / "list.csv", 2_000)
        here, there = [], []
        for _ in range(runs):
            here.append(milliseconds(lambda: list(batches.read_batches(path))))
            reader_process.end_idle_processes()
            there.append(milliseconds(lambda: list(reader_process.read_batches(path))))
    more = statistics.median(there) - statistics.median(here)
    title = "first list of 2,000 rows: more than in this process"
    print_row(title, f"{more:.0f} ms", "<= 150 ms", is_reached=more <= 150)


if __name__ == "__main__":
    if sys.argv[1:] == ["growth"]:
        from tests.performance.bench_growth import bench_growth

        bench_growth()
        sys.exit()
    if sys.argv[1:2] == ["sharing"]:
        from tests.performance.bench_sharing import bench_sharing

        bench_sharing(*map(float, sys.argv[2:]))
        sys.exit()
    from tests.performance.bench_catalogue import bench_catalogue

    bench_start()
    bench_first_views()
    bench_window()
    bench_long_comparison()
    bench_product_pairs()
    bench_regimens(200, limit=50)
    bench_regimens(1_000, limit=500, runs=7)
    bench_paste()
    bench_labels()
    bench_workbook()
    bench_handout()
    bench_values_workbook()
    bench_catalogue()
    bench_lists()
    bench_first_list()
