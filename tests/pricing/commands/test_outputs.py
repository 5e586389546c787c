"""Outputs replace nothing that is not theirs: no input, data file, link, device or foreign file."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from pricing.commands.main import main
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import CATALOGUE_FILE, COMPARISONS_FILE
from tests.sqlite_file import sqlite_connection

REFUSED = 2
SUFFIXES = ("csv", "tsv", "json", "xlsx", "html")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """Run a command; return its exit status and its errors."""
    status = main([str(argument) for argument in arguments])
    return status, capsys.readouterr().err


@pytest.fixture
def product_list(tmp_path: Path, example: Path) -> Path:
    return Path(shutil.copy(example, tmp_path / "list.csv"))


@pytest.fixture
def data_folder(tmp_path: Path, example: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    folder = tmp_path / "data"
    ComparisonStore(folder).close()
    assert main(["import", str(example), "--data-dir", str(folder)]) == 0
    capsys.readouterr()  # the example has one label at two prices, which the import notes
    return folder


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_that_an_input_is_never_an_output(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, product_list: Path, force: tuple[str, ...]
) -> None:
    before = product_list.read_bytes()
    (tmp_path / "twin.csv").hardlink_to(product_list)
    for output in (product_list, tmp_path / "." / "list.csv", tmp_path / "twin.csv"):
        status, error = run(capsys, "compare", product_list, "-o", output, *force)
        assert status == REFUSED
        assert "is one of the files that are read; choose another name" in error
        assert product_list.read_bytes() == before


def test_that_a_file_in_a_folder_that_is_read_is_no_output(
    capsys: pytest.CaptureFixture[str], product_list: Path
) -> None:
    output = product_list.with_name("old.csv")
    output.write_text("mine")
    status, error = run(capsys, "compare", product_list.parent, "-o", output, "--force")
    assert status == REFUSED
    assert "is one of the files that are read" in error
    assert output.read_text() == "mine"


def test_that_a_path_is_written_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, product_list: Path
) -> None:
    out = tmp_path / "a.csv"
    for other in (out, tmp_path / "data" / ".." / "a.csv"):
        status, error = run(capsys, "compare", product_list, "-o", out, "-o", other)
        assert status == REFUSED
        assert "would be written twice; name each output once" in error
    book = tmp_path / "a.xlsx"
    status, error = run(capsys, "compare", product_list, "-o", book, "--update", book)
    assert (status, "would be written twice" in error) == (REFUSED, True)
    assert not out.exists()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_that_a_script_may_write_its_own_output_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, product_list: Path, suffix: str
) -> None:
    out = tmp_path / f"a.{suffix}"
    for style in ("semicolon", "comma", "tab"):
        arguments = ("compare", product_list, "-o", out, "--table-style", style)
        assert run(capsys, *arguments) == (0, "")


@pytest.mark.parametrize("suffix", [*SUFFIXES, "pdf"])
def test_that_a_foreign_file_is_replaced_only_by_force(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    product_list: Path,
    suffix: str,
    request: pytest.FixtureRequest,
) -> None:
    if suffix == "pdf":  # Qt writes it, and a test of the window may follow in this process
        request.getfixturevalue("qapp")
    out = tmp_path / f"a.{suffix}"
    out.write_bytes(b"my notes")
    status, error = run(capsys, "compare", product_list, "-o", out)
    assert status == REFUSED
    assert "exists, and this command did not write it" in error
    assert "(option --force)" in error
    assert out.read_bytes() == b"my notes"
    assert run(capsys, "compare", product_list, "-o", out, "--force") == (0, "")
    assert out.read_bytes() != b"my notes"
    assert run(capsys, "compare", product_list, "-o", out) == (0, "")
    out.write_bytes(b"")
    assert run(capsys, "compare", product_list, "-o", out) == (0, "")


def test_that_a_workbook_that_was_saved_elsewhere_is_replaced_only_by_force(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, product_list: Path
) -> None:
    out = tmp_path / "a.xlsx"
    assert run(capsys, "compare", product_list, "-o", out) == (0, "")
    book = openpyxl.load_workbook(out)
    book.properties.lastModifiedBy = "Somebody"
    book.save(out)
    assert run(capsys, "compare", product_list, "-o", out)[0] == REFUSED
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "other")
    assert run(capsys, "compare", product_list, "-o", out)[0] == REFUSED


@pytest.mark.parametrize("command", ["template", "example"])
def test_that_a_filled_list_is_not_replaced_by_an_empty_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    path = tmp_path / "list.xlsx"
    assert run(capsys, command, path) == (0, "")
    assert run(capsys, command, path)[0] == REFUSED
    assert run(capsys, command, path, "--force") == (0, "")


@pytest.mark.parametrize("name", [COMPARISONS_FILE.name, CATALOGUE_FILE.name])
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_that_a_data_file_is_never_an_output(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    data_folder: Path,
    product_list: Path,
    name: str,
    force: tuple[str, ...],
) -> None:
    data_file = data_folder / name
    before = data_file.read_bytes()
    other_folder = tmp_path / "other"
    for alias in ("alias.csv", "alias.elemental"):
        (tmp_path / alias).hardlink_to(data_file)
    for target in (data_file, tmp_path / "alias.elemental"):
        for folder in (data_folder, other_folder):
            status, error = run(capsys, "export", target, "--data-dir", folder, *force)
            assert status == REFUSED
            assert "is a data file of this program, or another database" in error
    status, error = run(capsys, "compare", product_list, "-o", tmp_path / "alias.csv", *force)
    assert (status, "is a data file of this program" in error) == (REFUSED, True)
    assert data_file.read_bytes() == before


def test_that_a_damaged_data_file_is_no_output_either(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_folder: Path
) -> None:
    path = tmp_path / CATALOGUE_FILE.name
    path.write_bytes(b"damaged")
    status, error = run(capsys, "export", path, "--data-dir", data_folder, "--force")
    assert (status, "is a data file" in error) == (REFUSED, True)
    assert path.read_bytes() == b"damaged"


def test_that_an_export_replaces_an_earlier_export_and_no_other_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_folder: Path
) -> None:
    out = tmp_path / "a.elemental"
    export = ("export", out, "--data-dir", data_folder)
    assert run(capsys, *export) == (0, "")
    assert run(capsys, *export) == (0, "")
    out.write_text("my notes")
    status, error = run(capsys, *export)
    assert (status, "(option --force)" in error) == (REFUSED, True)
    assert out.read_text() == "my notes"
    assert run(capsys, *export, "--force") == (0, "")
    out.unlink()
    with sqlite_connection(out) as database:
        database.execute("CREATE TABLE mine (a)")
    assert run(capsys, *export, "--force")[0] == REFUSED


def link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this account may not create links")


def test_that_a_link_stays_and_its_file_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_folder: Path, product_list: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for name, arguments in (
        ("a.csv", ("compare", product_list, "-o")),
        ("a.elemental", ("export", "--data-dir", data_folder)),
    ):
        path = tmp_path / name
        link(path, folder / name)
        for _ in range(2):  # the file that the link names is new, then our own
            assert run(capsys, *arguments, path) == (0, "")
            assert path.is_symlink()
            assert (folder / name).stat().st_size > 0
    assert {path.name for path in folder.iterdir()} == {"a.csv", "a.elemental"}


def test_that_a_link_to_an_input_or_to_itself_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, product_list: Path
) -> None:
    link(tmp_path / "a.csv", product_list)
    link(tmp_path / "b.csv", tmp_path / "b.csv")
    before = product_list.read_bytes()
    for name in ("a.csv", "b.csv"):
        assert run(capsys, "compare", product_list, "-o", tmp_path / name, "--force")[0] == REFUSED
        assert (tmp_path / name).is_symlink()
    assert product_list.read_bytes() == before


def test_that_a_folder_or_a_pipe_is_no_output(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data_folder: Path, product_list: Path
) -> None:
    paths = [tmp_path / "folder.csv", tmp_path / "folder.elemental"]
    for path in paths:
        path.mkdir()
    if hasattr(os, "mkfifo"):
        paths.append(tmp_path / "pipe.csv")
        os.mkfifo(paths[-1])
    for path in paths:
        is_table = path.suffix == ".csv"
        command = ("compare", product_list, "-o") if is_table else ("export",)
        options = () if is_table else ("--data-dir", data_folder)
        status, error = run(capsys, *command, path, *options, "--force")
        assert (status, "is a folder, a device or a link" in error) == (REFUSED, True)
        assert path.exists()
