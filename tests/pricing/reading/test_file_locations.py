"""Where files are: in long and foreign paths, in use by other programs, in folders that refuse."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pricing.commands.main import main
from pricing.reading.batches import read_batches
from pricing.reading.importer import read_products
from pricing.store.comparisons import ComparisonStore
from tests.file_locks import SHARE_NOTHING, locked_by_other_program, windows_only

if TYPE_CHECKING:
    from pathlib import Path

OUTPUTS = ("out.xlsx", "out.csv", "out.tsv", "out.json", "out.html")


@pytest.fixture
def far(tmp_path: Path):
    """A folder whose path has spaces, letters of many scripts and more than 260 characters."""
    folder = tmp_path / "Apotheke Müller & Söhne" / "Ελλάδα 水 Щ"
    while len(str(folder)) < 300:
        folder /= "a folder inside a folder"
    try:
        folder.mkdir(parents=True)
    except OSError:
        if sys.platform != "win32":
            raise
        pytest.skip("this Windows has long paths switched off")
    return folder


def test_that_a_list_far_down_in_foreign_folders_is_read_and_written(
    far, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    path = shutil.copy(example, far / "Preisliste für März.csv")
    outputs = [part for name in OUTPUTS for part in ("-o", str(far / name))]
    assert main(["compare", str(path), *outputs]) == 0, capsys.readouterr().err
    assert {each.name for each in far.iterdir()} == {*OUTPUTS, "Preisliste für März.csv"}
    assert len(read_products(far / "out.xlsx").products) == 18
    assert main(["compare", str(path), "--update", str(far / "out.xlsx")]) == 0


def test_that_the_data_folder_may_be_far_down_in_foreign_folders(far) -> None:
    catalogue = ComparisonStore(far / "data")
    assert catalogue.notice is None
    catalogue.close()
    assert catalogue.path.is_relative_to(far)
    assert catalogue.path.exists()


def test_that_a_list_may_have_the_line_ends_of_windows(example: Path, tmp_path: Path) -> None:
    unix = example.read_bytes().replace(b"\r\n", b"\n")
    (tmp_path / "unix.csv").write_bytes(unix)
    (tmp_path / "windows.csv").write_bytes(unix.replace(b"\n", b"\r\n"))
    read = read_products(tmp_path / "windows.csv")
    assert len(read.products) == 18
    assert read.products == read_products(tmp_path / "unix.csv").products


@pytest.fixture
def refusing(tmp_path: Path):
    """A folder that this user may not write to."""

    def rights(*change: str) -> None:
        command = ("icacls", folder, *change)
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)

    folder = tmp_path / "theirs"
    folder.mkdir()
    if sys.platform == "win32":
        rights("/deny", "*S-1-1-0:(WD,AD)")
    else:
        folder.chmod(0o500)
    try:
        (folder / "trial").touch()
    except PermissionError:
        yield folder
    else:
        pytest.skip("this user is refused nothing")
    finally:
        if sys.platform == "win32":
            rights("/reset")
        else:
            folder.chmod(0o700)


def test_that_a_folder_that_refuses_is_said_at_once(
    refusing, capsys: pytest.CaptureFixture[str], example: Path
) -> None:
    assert main(["compare", str(example), "-o", str(refusing / "out.xlsx")]) == 2
    assert "choose another folder" in capsys.readouterr().err
    assert list(refusing.iterdir()) == []


# -- in use by another program -----------------------------------------------------------------


@windows_only
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_that_a_list_that_is_open_in_excel_is_read(
    tmp_path: Path, example: Path, name: str
) -> None:
    path = tmp_path / name
    assert main(["compare", str(example), "-o", str(path)]) == 0
    with locked_by_other_program(path):
        assert len(read_products(path).products) == 18
        assert sum(len(batch.products) for batch in read_batches(path)) == 18


@windows_only
@pytest.mark.parametrize("name", ["list.csv", "list.xlsx", "list.xls", "list.json", "list.zip"])
def test_that_a_list_that_another_program_keeps_to_itself_is_said(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"product,price\nA,1\n")
    with locked_by_other_program(path, SHARE_NOTHING):
        (problem,) = read_products(path).problems
        (*_, last) = read_batches(path)
    assert "close the program that has it open" in str(problem)
    assert [each.kind for each in last.problems] == [problem.kind]


@windows_only
@pytest.mark.parametrize("name", OUTPUTS)
def test_that_a_file_that_is_open_in_excel_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], example: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"what was there")
    with locked_by_other_program(path):
        assert main(["compare", str(example), "-o", str(path)]) == 2
        said = capsys.readouterr().err
        assert path.read_bytes() == b"what was there"
    assert name in said
    assert "close the program that has it open" in said
    assert list(tmp_path.iterdir()) == [path]


@windows_only
def test_that_a_workbook_that_is_open_in_excel_is_not_updated(
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
