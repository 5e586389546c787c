"""The command line where names are impossible and the output has no room."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pricing.commands.main import main
from pricing.store.data_files import CATALOGUE_FILE
from tests.paths import EXAMPLE, ROOT

if TYPE_CHECKING:
    from pathlib import Path

LONG_NAME = "x" * 300


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", f"{LONG_NAME}.csv"),
        ("compare", f"{LONG_NAME}.zip"),
        ("compare", str(EXAMPLE), "-o", f"{LONG_NAME}.xlsx"),
        ("example", f"{LONG_NAME}.csv"),
        ("search", "magnesium", "--data-dir", LONG_NAME),
        ("import", f"{LONG_NAME}.csv", "--data-dir", "data"),
        ("export", f"{LONG_NAME}.elemental", "--data-dir", "data"),
    ],
    ids=" ".join,
)
def test_that_a_name_of_300_characters_ends_in_a_sentence(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert "; " in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", ""),
        ("compare", str(EXAMPLE), "--update", " "),
        ("regimen", "", "--target", "Mg=300"),
        ("import", "", "--data-dir", "data"),
        ("label", "--text", ""),
        ("example", ""),
        ("template", ""),
    ],
    ids=" ".join,
)
def test_that_a_file_without_a_name_is_not_the_current_folder(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A script whose variable is empty would read every list that lies there."""
    (tmp_path / "record.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert "The name is missing; enter a name" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["record.json"]


@pytest.mark.parametrize("program", ["pricing", "app"])
def test_that_a_data_folder_without_a_name_is_refused(program: str, tmp_path: Path) -> None:
    command = ("search", "x") if program == "pricing" else ()
    done = subprocess.run(
        [sys.executable, "-m", program, *command, "--data-dir", ""],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "name is missing" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of Unix closes the streams")
@pytest.mark.parametrize(
    ("closing", "arguments", "status", "printed"),
    [
        (">&-", ("compare", str(EXAMPLE)), 0, ""),
        (">&-", ("--version",), 0, ""),
        ("2>&-", ("compare", "missing.csv"), 2, ""),
        (">&- 2>&-", ("compare", "missing.csv"), 2, ""),
        ("<&-", ("label", "--text", "-"), 0, "-: no product was found.\n"),
    ],
)
def test_that_a_closed_stream_leads_nowhere(
    closing: str, arguments: tuple[str, ...], status: int, printed: str
) -> None:
    """A message never goes to the other stream, where a script reads figures."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" "$@" {closing}', sys.executable, "-m", "pricing", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (status, printed)
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    "arguments", [("compare", str(EXAMPLE)), ("--help",), ("--version",), ("export", "--help")]
)
def test_that_output_without_room_ends_in_a_sentence(
    arguments: tuple[str, ...], unbuffered: str
) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "pricing", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "elemental-cli: There is no room left to write standard output; make room on the disk, "
        "and try again"
    ]


def test_that_a_damaged_catalogue_is_told_and_its_copy_is_searched(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ("--data-dir", str(tmp_path))
    assert main(["import", str(EXAMPLE), *folder]) == 0
    path = tmp_path / CATALOGUE_FILE.name
    path.write_bytes(path.read_bytes().replace(b"Magnesium", b"Manganese"))
    capsys.readouterr()
    assert main(["search", "oxide", *folder]) == 0
    captured = capsys.readouterr()
    assert "was damaged (its content is not what was saved)" in captured.err
    assert "Magnesium" in captured.out
    assert "Manganese" not in captured.out
