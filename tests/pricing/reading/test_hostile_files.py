"""Files that are broken, endless or meant to harm: a message with its place, and little memory."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

from pricing.problems.errors import ProblemKind
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_products
from tests.paths import REGISTERS, ROOT

if TYPE_CHECKING:
    from pathlib import Path


def kinds(path: Path) -> list[ProblemKind]:
    """What is wrong with the file, told alike by both ways to read it."""
    read, batches = read_products(path), list(read_batches(path))
    found = [each.kind for each in read.problems]
    assert [each.kind for batch in batches for each in batch.problems] == found
    assert all(each.file == str(path) for each in read.problems)
    return found


def sparse(path: Path, size: int) -> Path:
    """A file of so many zeros that takes no place on the disk."""
    with path.open("wb") as file:
        file.truncate(size)
    return path


def labels(path: Path, count: int = 3) -> Path:
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
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such a file takes its place on disk")
def test_that_a_file_of_four_gigabytes_is_refused_at_once(
    tmp_path: Path, ending: str, kind
) -> None:
    assert kinds(sparse(tmp_path / f"list.{ending}", 4_000_000_000)) == [kind]


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"results": [', '{"results": {'])
def test_that_json_nested_a_hundred_thousand_deep_is_refused(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "deep.json"
    path.write_text(opening * 100_000, "utf-8")
    assert kinds(path) == [ProblemKind.NOT_JSON]


def test_that_json_that_breaks_off_keeps_the_records_before(tmp_path: Path) -> None:
    text = (REGISTERS / "openfda.json").read_text("utf-8")
    path = tmp_path / "half.json"
    path.write_text(text[: text.index('"product_ndc": "0904-7418"') + 40], "utf-8")
    *_, last = read_batches(path, size=1)
    assert [each.kind for each in last.problems] == [ProblemKind.NOT_JSON]


def test_that_a_truncated_zip_is_refused_and_a_spoilt_part_is_named(tmp_path: Path) -> None:
    path = labels(tmp_path / "labels.zip")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    assert kinds(path) == [ProblemKind.NOT_AN_ARCHIVE]
    spoilt = bytearray(data)
    spoilt[200:260] = bytes(60)
    path.write_bytes(spoilt)
    read = read_products(path)
    assert len(read.incomplete) == 2
    assert (read.problems[0].kind, read.problems[0].column) == (
        ProblemKind.NOT_AN_ARCHIVE,
        "0.json",
    )


def test_that_a_zip_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = labels(tmp_path / "bomb.zip", 1)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("bomb.json", "w", force_zip64=True) as part,
    ):
        for _ in range(250):
            part.write(b" " * 1_000_000)
    read = read_products(path)
    assert len(read.incomplete) == 1
    assert (read.problems[0].kind, read.problems[0].column) == (
        ProblemKind.FILE_TOO_LARGE,
        "bomb.json",
    )


def test_that_a_register_of_strange_texts_is_a_register_still(tmp_path: Path) -> None:
    text = (REGISTERS / "nadac.csv").read_bytes()
    path = tmp_path / "nadac.csv"
    path.write_bytes(
        text.replace(b"\n", b"\r\n", 5) + b'"MAGNESIUM OXIDE\xff 400 MG TABLET",1\n,,,\n'
    )
    assert len(read_products(path).products) == 6


@pytest.mark.parametrize("text", ["{}", "{}\n\n,,,,\n", "\n{}\n{}\n"])
def test_that_a_list_of_headers_alone_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text.replace("{}", "product,form,elemental_mg,pack_units,price"), "utf-8")
    assert kinds(path) == [ProblemKind.NO_ROWS]


FEW = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (250_000_000, 250_000_000))
from pathlib import Path
from pricing.reading.batches import read_batches
rows = sum(len(batch.products) + len(batch.incomplete) for batch in read_batches(Path(sys.argv[1])))
print(rows)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds a process's memory so")
@pytest.mark.parametrize("name", ["list.csv", "labels.zip", "nadac.csv", "drugs.json"])
def test_that_a_long_list_is_read_in_little_memory(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "labels.zip":
        count = 2_000
        labels(path, count)
    elif name == "drugs.json":
        count = 10_000
        found = json.loads((REGISTERS / "openfda.json").read_text("utf-8"))
        long = {"brand_name": "Mag 😀", "warnings": "x" * 5_000}
        drug = json.dumps(found["results"][0] | long, ensure_ascii=False)
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
    done = subprocess.run(
        [sys.executable, "-c", FEW, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == str(count), done.stderr[-2_000:]


def test_that_many_numbers_of_many_digits_cost_no_time(tmp_path: Path) -> None:
    label = json.loads((REGISTERS / "dsld.json").read_text("utf-8"))
    text = json.dumps(label).replace("200", "9" * 100_000)
    path = tmp_path / "long.json"
    path.write_text(text, "utf-8")
    (line,) = read_products(path).incomplete
    assert "elemental_mg" not in line.values


@pytest.mark.parametrize("number", ["1e999999999", "1e-999999999", "9" * 1_000_000])
def test_that_an_endless_exponent_is_no_amount(tmp_path: Path, number) -> None:
    food = {"code": "96385074", "product_name": "A", "brands": "B", "quantity": "100 g"}
    path = tmp_path / "food.json"
    path.write_text(json.dumps([food | {"magnesium_100g": number}]), "utf-8")
    read = read_products(path)
    assert [each.kind for each in read.problems] == [
        ProblemKind.NO_AMOUNT,
        ProblemKind.INCOMPLETE_ROWS,
    ]
    assert "elemental_mg" not in read.incomplete[0].values
    assert len(str(read.problems[0])) < 400
