"""Files in long and foreign paths, files in use by other programs, and protected folders."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pricing.commands.main import main
from pricing.reading.reader_process import read_batches, read_products
from pricing.store.comparisons import ComparisonStore
from tests.file_locks import SHARE_NOTHING, locked_by_other_program, windows_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OUTPUTS = ("out.xlsx", "out.csv", "out.tsv", "out.json", "out.html")


@pytest.fixture
def deep_folder(tmp_path: Path) -> Path:
    """Return a folder whose path has spaces, many scripts and more than 260 characters."""
    folder = tmp_path / "Apotheke Müller & Söhne" / "Ελλάδα 水 Щ"
    while len(str(folder)) < 300:
        folder /= "a folder inside a folder"
    try:
        folder.mkdir(parents=True)
    except OSError:
        if sys.platform != "win32":
            raise
        pytest.skip("long paths are switched off in this Windows")
    return folder


def test_that_a_list_in_a_deep_foreign_folder_is_read_and_written(
    deep_folder: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    path = shutil.copy(example, deep_folder / "Preisliste für März.csv")
    outputs = [part for name in OUTPUTS for part in ("-o", str(deep_folder / name))]
    assert main(["compare", str(path), *outputs]) == 0, capsys.readouterr().err
    assert {file.name for file in deep_folder.iterdir()} == {*OUTPUTS, "Preisliste für März.csv"}
    assert len(read_products(deep_folder / "out.xlsx").products) == 18
    assert main(["compare", str(path), "--update", str(deep_folder / "out.xlsx")]) == 0


def test_that_the_data_folder_can_be_in_a_deep_foreign_folder(deep_folder: Path) -> None:
    store = ComparisonStore(deep_folder / "data")
    assert store.notice is None
    store.close()
    assert store.path.is_relative_to(deep_folder)
    assert store.path.exists()


def test_that_a_list_with_the_line_ends_of_windows_is_read(example: Path, tmp_path: Path) -> None:
    unix = example.read_bytes().replace(b"\r\n", b"\n")
    (tmp_path / "unix.csv").write_bytes(unix)
    (tmp_path / "windows.csv").write_bytes(unix.replace(b"\n", b"\r\n"))
    result = read_products(tmp_path / "windows.csv")
    assert len(result.products) == 18
    assert result.products == read_products(tmp_path / "unix.csv").products


@pytest.fixture
def protected_folder(tmp_path: Path) -> Iterator[Path]:
    """Yield a folder that this user may not write to."""

    def change_rights(*change: str) -> None:
        command = ("icacls", str(folder), *change)
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)

    folder = tmp_path / "theirs"
    folder.mkdir()
    if sys.platform == "win32":
        change_rights("/deny", "*S-1-1-0:(WD,AD)")
    else:
        folder.chmod(0o500)
    try:
        (folder / "trial").touch()
    except PermissionError:
        yield folder
    else:
        pytest.skip("this user may write everywhere")
    finally:
        if sys.platform == "win32":
            change_rights("/reset")
        else:
            folder.chmod(0o700)


def test_that_output_to_a_protected_folder_is_refused_with_a_remedy(
    protected_folder: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    assert main(["compare", str(example), "-o", str(protected_folder / "out.xlsx")]) == 2
    assert "choose another folder" in capsys.readouterr().err
    assert list(protected_folder.iterdir()) == []


# -- in use by another program -----------------------------------------------------------------


@windows_only
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_that_a_list_open_in_excel_is_read(tmp_path: Path, example: Path, name: str) -> None:
    path = tmp_path / name
    assert main(["compare", str(example), "-o", str(path)]) == 0
    with locked_by_other_program(path):
        assert len(read_products(path).products) == 18
        assert sum(len(batch.products) for batch in read_batches(path)) == 18


@windows_only
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.xls", "list.json", "list.zip"])
def test_that_a_list_locked_by_another_program_is_reported(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"product,price\nA,1\n")
    with locked_by_other_program(path, SHARE_NOTHING):
        (problem,) = read_products(path).problems
        (*_, last) = read_batches(path)
    assert "close the program that has it open" in str(problem)
    assert [problem.kind for problem in last.problems] == [problem.kind]


@windows_only
@pytest.mark.parametrize("name", OUTPUTS)
def test_that_a_file_open_in_excel_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"what was there")
    with locked_by_other_program(path):
        assert main(["compare", str(example), "-o", str(path)]) == 2
        errors = capsys.readouterr().err
        assert path.read_bytes() == b"what was there"
    assert name in errors
    assert "close the program that has it open" in errors
    assert list(tmp_path.iterdir()) == [path]


@windows_only
def test_that_a_workbook_open_in_excel_is_not_updated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    path = tmp_path / "own.xlsx"
    assert main(["compare", str(example), "-o", str(path)]) == 0
    before = path.read_bytes()
    with locked_by_other_program(path):
        assert main(["compare", str(example), "--target", "90", "--update", str(path)]) == 2
    assert "close the program that has it open" in capsys.readouterr().err
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
