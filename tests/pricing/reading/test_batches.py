"""Lists read in batches give the same products and problems as lists read as a whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pricing.problems.errors import ProblemKind
from pricing.quantities.amounts import DecimalMark
from pricing.reading.product_list import combine_batches
from pricing.reading.reader_process import read_batches, read_products
from pricing.reading.reading_options import ReadingOptions
from tests.generated_products import write_csv, write_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = "product,form,elemental_mg,pack_units,price\n"


def test_that_batches_keep_the_order_of_the_list_and_report_progress(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", 1_050)
    batches = list(read_batches(path, size=100))
    assert [len(batch.products) for batch in batches] == [99, *[100] * 9, 51, 0]
    assert combine_batches(batches) == read_products(path)
    shares = [batch.share_read for batch in batches]
    assert shares == sorted(shares)
    assert (shares[0] > 0, shares[-1]) == (True, 1.0)


def test_that_a_workbook_is_read_in_batches_too(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "list.xlsx", 250)
    batches = list(read_batches(path, size=100))
    assert [len(batch.products) for batch in batches] == [100, 100, 50]
    assert combine_batches(batches) == read_products(path)


CELLS = st.sampled_from(
    ["", " ", "250", "1,234", "4.49", "4,49", "$5", "5 €", "NaN", "oxide", "'=1+1", "-3", "=2", '"',
     "product", "60 ct", "'", "60 Day Supply", "200 Count (Pack of 2)", "\x0b", "ß"]
)  # fmt: skip
LINE_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


@given(
    st.lists(st.tuples(st.lists(CELLS, max_size=7), LINE_ENDS), max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(
        [
            ReadingOptions(),
            ReadingOptions(decimal_mark=DecimalMark.COMMA),
            ReadingOptions(currency="EUR"),
        ]
    ),
)
@example([([], "\n"), ([], "\r"), (['"'], "\n")], "utf-8", ",", ReadingOptions())
def test_that_any_table_gives_the_same_rows_in_batches_as_read_whole(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[list[str], str]],
    encoding: str,
    delimiter: str,
    options: ReadingOptions,
) -> None:
    text = HEADER.replace(",", delimiter)
    text += "".join(delimiter.join(cells) + end for cells, end in rows)
    path = tmp_path_factory.mktemp("any") / "list.csv"
    path.write_bytes(text.encode(encoding))
    assert combine_batches(read_batches(path, options, size=2)) == read_products(path, options)


def test_that_row_numbers_are_right_with_mixed_line_ends_and_rows_of_any_length(
    write_list: Callable[..., Path],
) -> None:
    text = HEADER + "A,oxide,250,100,4\r\nB,oxide,250\rC,oxide,250,100,4,,\nD\n"
    result = combine_batches(read_batches(write_list(text)))
    assert [(row.row, row.product.product) for row in result.products] == [(2, "A"), (4, "C")]
    assert [(problem.row, problem.column) for problem in result.problems] == [
        (3, "pack_units"),
        (5, "pack_units"),
    ]


def test_that_a_row_longer_than_the_header_is_rejected_because_its_price_may_be_cut(
    write_list: Callable[..., Path],
) -> None:
    path = write_list(HEADER + "A,oxide,250,100,4,99\nB,oxide,250,100,5\n")
    for result in (combine_batches(read_batches(path)), read_products(path)):
        assert [row.product.product for row in result.products] == ["B"]
        (problem,) = result.problems
        assert (problem.row, problem.kind, problem.is_row_kept) == (
            2,
            ProblemKind.ROW_LONGER_THAN_HEADER,
            False,
        )
        assert "has 6 cells, but the header has 5; put" in str(problem)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("none.csv", None, ProblemKind.NO_SUCH_FILE),
        ("empty.csv", b"", ProblemKind.EMPTY_FILE),
        ("junk.csv", bytes(range(256)) * 40, ProblemKind.NOT_TEXT),
        ("notes.csv", b"Dear colleague,\nthe list follows.\n", ProblemKind.NO_HEADER),
        ("list.pdf", b"%PDF-1.7", ProblemKind.UNKNOWN_FILE_TYPE),
        (
            "late.csv",
            HEADER.encode() + b"A,oxide,250,100,4\n" * 9_000 + bytes(range(32)) * 2_000,
            ProblemKind.NOT_TEXT,
        ),
        ("line.csv", HEADER.encode() + b"x," * 600_000, ProblemKind.NO_ROWS),
        ("field.csv", HEADER.encode() + b'"' + b"x" * 200_000, ProblemKind.NO_ROWS),
    ],
)
def test_that_an_unusable_file_is_one_problem_in_the_last_batch(
    tmp_path: Path, name: str, data: bytes | None, kind: ProblemKind
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    *_, last = read_batches(path)
    assert [(problem.kind, problem.file) for problem in last.problems] == [(kind, str(path))]
    assert last.share_read == 1.0


def test_that_a_list_that_changes_during_reading_is_reported(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", 1_000)
    batches = read_batches(path, size=100)
    assert next(batches).problems == ()
    with path.open("a", encoding="utf-8") as file:
        file.write("One more,,Mg\n")
    os.utime(path, ns=(1, 1))
    *_, last = batches
    assert [problem.kind for problem in last.problems] == [ProblemKind.FILE_CHANGED]
    assert len(last.products) == 0


def test_that_closing_the_generator_closes_the_file(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "list.csv", 1_000)
    batches = read_batches(path, size=100)
    next(batches)
    batches.close()
    path.rename(tmp_path / "renamed.csv")  # Windows cannot rename an open file
    assert list(batches) == []
