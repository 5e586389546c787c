"""Files that end, stop or fill their reader are refused, and pipes and devices are not read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pricing.commands.main import main
from pricing.model.row_batch import RowBatch
from pricing.problems.errors import Problem, ProblemKind, Reason, Term
from pricing.problems.progress import Cancelled
from pricing.reading import reader_process, wire
from pricing.reading.product_list import ListBatch
from pricing.reading.reader_process import open_list, read_batches, read_first_rows, read_products
from pricing.reading.reading_options import ReadingOptions
from tests.paths import EXAMPLE, ROOT
from tests.reader_processes import (
    linux_only,
    reader_pids,
    repeated_row,
    replace_in_part,
    signal_readers,
    write_ods,
)
from tests.spreadsheet_files import write_workbook

HEADER = "product,elemental_mg,pack_units,price\n"
HEADER_CELLS = ["product", "elemental_mg", "pack_units", "price"]


def only_problem(path: Path) -> Problem:
    """Return the one problem of a file, which every way to read it reports."""
    (problem,) = read_products(path).problems
    batches = list(read_batches(path))
    assert [problem for batch in batches for problem in batch.problems] == [problem]
    assert problem.file == str(path)
    return problem


def long_list(path: Path, count: int = 30_000) -> Path:
    path.write_text(HEADER + "Oxide,250,100,4.49\n" * count, "utf-8")
    return path


# -- files that harm a reader ------------------------------------------------------------------


def test_that_a_workbook_that_states_billions_of_texts_does_not_end_the_program(
    tmp_path: Path,
) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER_CELLS)
        sheet.write_row(1, 0, ["Oxide", 250, 100, 4.49])
    replace_in_part(
        path, "xl/sharedStrings.xml", rb'uniqueCount="\d+"', b'uniqueCount="24999999999"'
    )
    assert only_problem(path).kind is ProblemKind.READER_BROKE_OFF


@pytest.mark.parametrize(
    "attribute", ['= "400000"', " ='400000'", "='400000'", '=" 400000"', '="&#52;00000"']
)
def test_that_a_row_repeated_in_any_spelling_is_refused(tmp_path: Path, attribute: str) -> None:
    path = write_ods(tmp_path / "list.ods", repeated_row(attribute))
    assert only_problem(path).kind in {
        ProblemKind.TOO_MANY_CELLS,
        ProblemKind.READER_BROKE_OFF,
        ProblemKind.NOT_A_WORKBOOK,
    }


@pytest.mark.parametrize("rows", ["", "<table:table-row></table:table-row>"])
def test_that_an_ods_that_ends_inside_a_table_is_refused_at_once(tmp_path: Path, rows: str) -> None:
    path = write_ods(tmp_path / "list.ods", rows, end="")
    assert only_problem(path).kind is ProblemKind.NOT_A_WORKBOOK


def test_that_a_line_of_delimiters_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(HEADER + ",;\t|" * 500_000, "utf-8")
    kinds = [problem.kind for problem in read_products(path).problems]
    assert kinds == [ProblemKind.LINE_TOO_LONG, ProblemKind.NO_ROWS]


def test_that_a_header_of_brackets_is_read_in_no_time(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(("(" * 130_000 + ",a\n") * 3, "utf-8")
    assert only_problem(path).kind is ProblemKind.NO_HEADER


def test_that_a_zip_of_empty_lines_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "\n" * 5_100_000)
    assert [problem.kind for problem in read_products(path).problems] == [ProblemKind.TOO_MANY_ROWS]


def test_that_a_record_of_endless_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text(json.dumps({str(number): "x" * 1_000 for number in range(12_000)}), "utf-8")
    assert only_problem(path).kind is ProblemKind.NOT_JSON


@linux_only
def test_that_a_workbook_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER_CELLS)
        sheet.write_row(1, 0, ["x" * 32_000] * 250)
    replace_in_part(path, "xl/sharedStrings.xml", rb"x{32000}", b"y" * 250_000_000)
    assert only_problem(path).kind in {
        ProblemKind.READING_TAKES_TOO_MUCH_MEMORY,
        ProblemKind.READER_BROKE_OFF,
    }


def test_that_a_list_of_too_many_problems_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "MAX_PROBLEMS", 50)
    path = tmp_path / "list.csv"
    path.write_text(HEADER + "Oxide,x,100,4.49\n" * 60, "utf-8")
    assert only_problem(path).kind is ProblemKind.TOO_MANY_PROBLEMS


@pytest.mark.parametrize("bound", ["_MAX_WHOLE_LIST_BYTES", "_MAX_WHOLE_LIST_CELLS"])
def test_that_a_list_too_long_to_be_held_whole_can_still_be_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    monkeypatch.setattr(reader_process, bound, 10_000)
    path = long_list(tmp_path / "list.csv", 5_000)
    (problem,) = read_products(path).problems
    assert problem.kind is ProblemKind.READING_TAKES_TOO_MUCH_MEMORY
    assert sum(len(batch.products) for batch in read_batches(path)) == 5_000


# -- a reader that ends or hangs ---------------------------------------------------------------


@linux_only
def test_that_a_list_whose_reader_is_killed_in_the_middle_is_refused(tmp_path: Path) -> None:
    batches = read_batches(long_list(tmp_path / "Liste für März.csv"))
    assert next(batches).products
    signal_readers(signal.SIGKILL)
    *_, last = batches
    (problem,) = last.problems
    assert (problem.kind, problem.row) == (ProblemKind.READER_BROKE_OFF, None)
    assert "Liste für März.csv" in str(problem)
    assert len(read_products(EXAMPLE).products) == 18


@linux_only
def test_that_a_list_whose_reader_hangs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_process, "MAX_SECONDS", 0.3)
    batches = read_batches(long_list(tmp_path / "list.csv"))
    next(batches)
    signal_readers(signal.SIGSTOP)
    *_, last = batches
    assert [problem.kind for problem in last.problems] == [ProblemKind.READING_TAKES_TOO_LONG]
    assert reader_pids() == []


@linux_only
def test_that_reading_can_be_cancelled_while_the_reader_hangs(tmp_path: Path) -> None:
    cancelled: list[bool] = []
    batches = read_batches(long_list(tmp_path / "list.csv"), should_continue=lambda: not cancelled)
    next(batches)
    signal_readers(signal.SIGSTOP)
    cancelled.append(True)
    with pytest.raises(Cancelled):
        list(batches)
    assert reader_pids() == []


@linux_only
def test_that_a_reader_that_takes_too_much_memory_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = read_batches(long_list(tmp_path / "list.csv"))
    next(batches)
    monkeypatch.setattr("pricing.reading.process_bounds._MAX_MEMORY", 1_000_000)
    signal_readers(signal.SIGSTOP)
    *_, last = batches
    (problem,) = last.problems
    assert problem.kind is ProblemKind.READING_TAKES_TOO_MUCH_MEMORY


@linux_only
def test_that_one_reader_serves_many_files_and_ends_with_the_program() -> None:
    read_products(EXAMPLE)
    before = reader_pids()
    assert len(before) == 1
    for _ in range(3):
        read_products(EXAMPLE)
        read_first_rows(EXAMPLE)
    assert reader_pids() == before
    reader_process.end_idle_processes()
    assert reader_pids() == []


@linux_only
def test_that_a_reader_of_a_large_file_serves_only_the_list_that_it_has_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_process, "_MAX_IDLE_MEMORY", 1_000)
    read_first_rows(EXAMPLE)
    first = reader_pids()
    assert len(read_products(EXAMPLE).products) == 18
    assert reader_pids() == first
    assert len(read_products(EXAMPLE).products) == 18
    second = reader_pids()
    assert len(second) == 1
    assert second != first


@linux_only
def test_that_a_reader_has_no_thread_for_each_core(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER_CELLS)
        sheet.write_row(1, 0, ["Oxide", 250, 100, 4.49])
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")  # which only openpyxl reads
    reader_process.end_idle_processes()
    assert len(read_products(path).products) == 1
    (pid,) = reader_pids()
    assert len(list(Path(f"/proc/{pid}/task").iterdir())) == 1


def test_that_a_list_that_is_left_half_read_leaves_no_reader(tmp_path: Path) -> None:
    batches = read_batches(long_list(tmp_path / "list.csv"))
    next(batches)
    batches.close()
    assert len(read_products(EXAMPLE).products) == 18


def test_that_modules_beside_a_list_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("csv.py", "json.py", "pricing.py", "sitecustomize.py"):
        (tmp_path / name).write_text("open('was_run', 'w').close()", "utf-8")
    (tmp_path / "list.csv").write_bytes(EXAMPLE.read_bytes())
    reader_process.end_idle_processes()
    monkeypatch.chdir(tmp_path)
    path = (tmp_path / "list.csv").relative_to(tmp_path)
    assert len(read_products(path).products) == 18
    assert not (tmp_path / "was_run").exists()


# -- pipes and devices -------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes with a path")
@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "zip", "ods", "elemental"])
def test_that_a_pipe_is_no_list(
    tmp_path: Path, ending: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"list.{ending}"
    os.mkfifo(path)
    if ending != "elemental":
        assert only_problem(path).kind is ProblemKind.NOT_A_FILE
        assert read_first_rows(path) is None
        assert main(["compare", str(path)]) == 2
        assert "a pipe or a device, not a file" in capsys.readouterr().err
    assert main(["import", str(path), "--data-dir", str(tmp_path / "data")]) == 2
    assert "a pipe or a device, not a file" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no device with a path")
def test_that_a_device_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.symlink_to("/dev/zero")
    assert only_problem(path).kind is ProblemKind.NOT_A_FILE


# -- what a reader answers ---------------------------------------------------------------------


def test_that_a_list_is_opened_in_its_saved_layout_or_asked_about(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "list.xlsx", [HEADER_CELLS, ["Oxide", 250, 100, 4.49]])
    opened = open_list(path, ReadingOptions(), {})
    assert opened.product_list is not None
    assert [row.product.product for row in opened.product_list.products] == ["Oxide"]
    asked = open_list(path, ReadingOptions(), {}, always_ask=True)
    assert asked.product_list is None
    assert asked.first_rows is not None
    assert asked.first_rows.grids[0].rows[1].cell(1).is_number
    swapped = {
        json.dumps(HEADER_CELLS): json.dumps(
            [["brand", "auto", ""], *([key, "auto", ""] for key in HEADER_CELLS[1:])]
        )
    }
    assert open_list(path, ReadingOptions(), swapped).product_list is None


PARAMETERS = st.one_of(
    st.text(), st.integers(), st.none(), st.booleans(), st.dates(),
    st.text().map(Term), st.sampled_from([*Reason]), st.tuples(st.text().map(Term), st.text()),
)  # fmt: skip
PROBLEMS = st.builds(
    Problem,
    st.sampled_from([*ProblemKind]),
    st.dictionaries(st.text(), PARAMETERS),
    row=st.none() | st.integers(1),
    column=st.text(),
    value=st.text(),
    is_row_kept=st.booleans(),
)
COLUMNS = st.sampled_from(
    [("A", None, "\ud800"), (1, None, 10**30), (date(2026, 6, 26), None, None), ("", "", "")]
)


@given(st.lists(PROBLEMS, max_size=4), st.dictionaries(st.text(), COLUMNS), st.floats(0, 1))
def test_that_a_batch_arrives_as_it_was_sent(
    problems: list[Problem], columns: dict[str, tuple[Any, ...]], share: float
) -> None:
    import io

    rows = RowBatch((1, 2, 3), columns)
    sent = ListBatch(rows, problems=tuple(problems), share_read=share)
    file = io.BytesIO()
    wire.write_message(file, sent)
    file.seek(0)
    data = wire.read_message(file)
    assert data is not None
    arrived = wire.decode_message(data)
    assert arrived == sent
    assert {field.name: type(getattr(arrived, field.name)) for field in fields(sent)} == {
        field.name: type(getattr(sent, field.name)) for field in fields(sent)
    }
    for problem, other in zip(problems, arrived.problems, strict=True):
        assert [type(value) for value in problem.parameters.values()] == [
            type(value) for value in other.parameters.values()
        ]


DAYS = (date(2026, 6, 26), date(2026, 6, 27), None)


@given(
    st.sampled_from([("A", "ü", "", None), (0, 1, -5, None), DAYS, (1, True, "1", None)]).flatmap(
        lambda values: st.lists(st.sampled_from(values), min_size=60, max_size=200)
    )
)
def test_that_a_long_column_arrives_as_it_was_sent(column: list[Any]) -> None:
    import io

    sent = RowBatch(range(7, 7 + len(column)), {"product": column})
    file = io.BytesIO()
    wire.write_message(file, sent)
    file.seek(0)
    arrived = wire.decode_message(wire.read_message(file) or b"")
    assert arrived.row_numbers == sent.row_numbers
    values = arrived.columns["product"]
    assert [(type(value), value) for value in values] == [(type(value), value) for value in column]


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"[", b"{}", b'{"os.system":["true"]}', b'{"Term":1,"b":2}', b"[" * 100_000),
        *(b'{"repeated":[["a"],"0100"]}', b'{"repeated":[["a"],"0"]}', b'{"repeated":[["a"],7]}'),
        *(b'{"range":[0,1000001,1]}', b'{"range":[0,1' + b"0" * 30 + b",1]}", b'{"range":["a"]}'),
    ],
)
def test_that_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises((ValueError, TypeError, LookupError, RecursionError)):
        wire.decode_message(data)


def test_that_the_waiting_process_loads_no_reader() -> None:
    code = "import sys, pricing.reading.reader_process; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split()
    readers = {"cell_readers", "headers", "importer", "layouts", "registers", "xlsx"}
    assert not {f"pricing.reading.{name}" for name in readers} & set(loaded)
