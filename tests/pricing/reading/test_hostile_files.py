"""Broken, endless and malicious files are reported with their place and take little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.reader_process import read_batches, read_products
from tests.paths import REGISTERS, ROOT

if TYPE_CHECKING:
    from pathlib import Path


def kinds(path: Path) -> list[ProblemKind]:
    """Return the problems of a file, which both ways to read it report alike."""
    result, batches = read_products(path), list(read_batches(path))
    result_kinds = [problem.kind for problem in result.problems]
    assert [problem.kind for batch in batches for problem in batch.problems] == result_kinds
    assert all(problem.file == str(path) for problem in result.problems)
    return result_kinds


def write_sparse(path: Path, size: int) -> Path:
    """Write a file of `size` zeros that takes no space on the disk."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def write_labels(path: Path, count: int = 3) -> Path:
    """Write a zip with the same label `count` times."""
    text = (REGISTERS / "dsld.json").read_text("utf-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(f"{number}.json", text)
    return path


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("csv", ProblemKind.FILE_TOO_LARGE),
        ("json", ProblemKind.FILE_TOO_LARGE),
        ("xlsx", ProblemKind.FILE_TOO_LARGE),
        ("xls", ProblemKind.FILE_TOO_LARGE),
        ("ods", ProblemKind.FILE_TOO_LARGE),
        ("zip", ProblemKind.NOT_AN_ARCHIVE),
    ],
)
@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux stores such a file without its zeros"
)
def test_that_a_file_of_four_gigabytes_is_refused_at_once(
    tmp_path: Path, ending: str, kind: ProblemKind
) -> None:
    assert kinds(write_sparse(tmp_path / f"list.{ending}", 4_000_000_000)) == [kind]


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"results": [', '{"results": {'])
def test_that_json_nested_a_hundred_thousand_deep_is_refused(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "deep.json"
    path.write_text(opening * 100_000, "utf-8")
    assert kinds(path) == [ProblemKind.NOT_JSON]


def test_that_a_break_in_json_is_reported_in_the_last_batch(tmp_path: Path) -> None:
    text = (REGISTERS / "openfda.json").read_text("utf-8")
    path = tmp_path / "half.json"
    path.write_text(text[: text.index('"product_ndc": "0904-7418"') + 40], "utf-8")
    *_, last = read_batches(path, size=1)
    assert [problem.kind for problem in last.problems] == [ProblemKind.NOT_JSON]


def test_that_a_truncated_zip_is_refused_and_a_damaged_part_is_named(tmp_path: Path) -> None:
    path = write_labels(tmp_path / "labels.zip")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert kinds(path) == [ProblemKind.NOT_AN_ARCHIVE]
    damaged = bytearray(data)
    damaged[200:260] = bytes(60)
    path.write_bytes(damaged)
    result = read_products(path)
    assert len(result.incomplete) == 2
    assert (result.problems[0].kind, result.problems[0].column) == (
        ProblemKind.NOT_AN_ARCHIVE,
        "0.json",
    )


def test_that_a_zip_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = write_labels(tmp_path / "bomb.zip", 1)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb.json", "w", force_zip64=True) as part,
    ):
        for _ in range(250):
            part.write(b" " * 1_000_000)
    result = read_products(path)
    assert len(result.incomplete) == 1
    assert (result.problems[0].kind, result.problems[0].column) == (
        ProblemKind.FILE_TOO_LARGE,
        "bomb.json",
    )


def test_that_a_register_with_strange_texts_is_still_read(tmp_path: Path) -> None:
    text = (REGISTERS / "nadac.csv").read_bytes()
    path = tmp_path / "nadac.csv"
    path.write_bytes(
        text.replace(b"\n", b"\r\n", 5) + b'"MAGNESIUM OXIDE\xff 400 MG TABLET",1\n,,,\n'
    )
    assert len(read_products(path).products) == 6


@pytest.mark.parametrize("text", ["{}", "{}\n\n,,,,\n", "\n{}\n{}\n"])
def test_that_a_list_without_rows_is_reported(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text.replace("{}", "product,form,elemental_mg,pack_units,price"), "utf-8")
    assert kinds(path) == [ProblemKind.NO_ROWS]


COUNT_ROWS_IN_LITTLE_MEMORY = """
import resource, sys
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
from pathlib import Path
from pricing.reading.reader_process import read_batches
rows = sum(len(batch.products) + len(batch.incomplete) for batch in read_batches(Path(sys.argv[1])))
print(rows)
"""


def count_rows(path: Path, memory: int) -> str:
    """Return what another process prints that counts the rows in so many bytes of memory."""
    process = subprocess.run(
        [sys.executable, "-c", COUNT_ROWS_IN_LITTLE_MEMORY, str(path), str(memory)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return process.stdout.strip() or process.stderr[-2_000:]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
@pytest.mark.parametrize("name", ["list.csv", "labels.zip", "nadac.csv", "drugs.json"])
def test_that_a_long_list_is_read_in_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "labels.zip":
        count = 2_000
        write_labels(path, count)
    elif name == "drugs.json":
        count = 10_000
        answer = json.loads((REGISTERS / "openfda.json").read_text("utf-8"))
        long = {"brand_name": "Mag 😀", "warnings": "x" * 5_000}
        drug = json.dumps(answer["results"][0] | long, ensure_ascii=False)
        text = f'{{"meta": {{}}, "results": [{",".join([drug] * count)}]}}'  # 60 MB
        path.write_text(text, "utf-8")
    elif name == "nadac.csv":
        head, *rows = (REGISTERS / "nadac.csv").read_text("utf-8").splitlines(keepends=True)
        count = 20_000
        path.write_text(head + rows[-1] * count, "utf-8")
    else:
        count = 150_000
        row = "A,oxide,250,100,4.49,{}\n"
        text = "product,form,elemental_mg,pack_units,price,note\n"
        path.write_text(text + row.format("x" * 400) * count, "utf-8")  # 60 MB
    assert count_rows(path, memory=250_000_000) == str(count)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")
@pytest.mark.parametrize("name", ["list.csv", "list.json", "list.xlsx"])
def test_that_a_short_list_is_read_in_less_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    row = {"product": "A", "form": "oxide", "elemental_mg": 250, "pack_units": 100, "price": 4.49}
    if name == "list.csv":
        path.write_text(f"{','.join(row)}\n{','.join(map(str, row.values()))}\n", "utf-8")
    elif name == "list.json":
        path.write_text(json.dumps([row]), "utf-8")
    else:
        book = openpyxl.Workbook()
        for values in (row, row.values()):
            book.worksheets[0].append(list(values))
        book.save(path)
    assert count_rows(path, memory=200_000_000) == "1"


def test_that_numbers_of_a_hundred_thousand_digits_are_no_amounts(tmp_path: Path) -> None:
    label = json.loads((REGISTERS / "dsld.json").read_text("utf-8"))
    text = json.dumps(label).replace("200", "9" * 100_000)
    path = tmp_path / "long.json"
    path.write_text(text, "utf-8")
    (row,) = read_products(path).incomplete
    assert "elemental_mg" not in row.values


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "9" * 1_000_000])
def test_that_a_number_of_endless_size_is_no_amount(tmp_path: Path, number: str) -> None:
    food = {"code": "96385074", "product_name": "A", "brands": "B", "quantity": "100 g"}
    path = tmp_path / "food.json"
    path.write_text(json.dumps([food | {"magnesium_100g": number}]), "utf-8")
    result = read_products(path)
    assert [problem.kind for problem in result.problems] == [
        ProblemKind.NO_AMOUNT,
        ProblemKind.INCOMPLETE_ROWS,
    ]
    assert "elemental_mg" not in result.incomplete[0].values
    assert len(str(result.problems[0])) < 400
