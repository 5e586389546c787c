"""What the command line prints: no text from elsewhere commands the terminal or reverses a line."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricing.commands.main import main
from pricing.quantities.safe_text import displayable_line, displayable_text
from tests.paths import ROOT
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "\x9b2J\x7f\x85\u202eevil\u2066\u2028"
ARABIC = "مغنيسيوم\u200f 100"
HEADER = "product,brand,form,elemental_mg,pack_units,price\n"
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    """Run a command; return all that it printed."""
    main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return captured.out + captured.err


@pytest.fixture
def hostile_list(tmp_path: Path) -> Path:
    path = tmp_path / "list.csv"
    rows = [f"{HOSTILE} {sign},{HOSTILE},oxide,100,60,5" for sign in ("a", ARABIC)]
    path.write_text(HEADER + "\n".join([*rows, f"bad,,oxide,{HOSTILE}x,60,5"]), "utf-8")
    return path


def test_that_a_comparison_prints_no_control_character_and_keeps_other_scripts(
    capsys: pytest.CaptureFixture[str], hostile_list: Path
) -> None:
    printed = run(capsys, "compare", hostile_list, "--payer", f"{HOSTILE}:percent:50")
    assert not UNSAFE.search(without_closed_isolates(printed))
    assert r"\u009b2J\u007f" in printed
    assert ARABIC[:8] in printed


def test_that_json_holds_the_same_texts_without_a_control_character(
    capsys: pytest.CaptureFixture[str], hostile_list: Path
) -> None:
    main(["compare", str(hostile_list), "--json"])
    out = capsys.readouterr().out
    assert not UNSAFE.search(without_closed_isolates(out))
    brands = {product["brand"] for product in json.loads(out)["products"]}
    assert brands == {" ".join(HOSTILE.split())}


def test_that_a_file_name_cannot_command_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = "a\x1b]0;evil\x07\nforged: line\u202e.csv"
    printed = run(capsys, "compare", tmp_path / name)
    assert not UNSAFE.search(without_closed_isolates(printed))
    assert printed.count("\n") == 2  # the problem, and that nothing could be compared
    assert r"\u001b]0;evil\u0007\u000aforged" in printed


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "list.csv", "--element", "\x1b[2J"],
        ["compare", "list.csv", "--evil\x1b[2J\nforged"],
        ["\x1b[2J"],
        ["label", "--elemental-mg", "\x1b[2J\u202e"],
        ["template", "no/such\x1b[2J/folder.xlsx"],
    ],
)
def test_that_an_argument_cannot_command_the_terminal(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    printed = run(capsys, *arguments)
    assert not UNSAFE.search(without_closed_isolates(printed))
    assert "[2J" in printed


def test_that_a_catalogue_from_elsewhere_cannot_command_the_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, example: Path
) -> None:
    handed_on = tmp_path / "a.elemental"
    run(capsys, "import", example, "--data-dir", tmp_path / "a")
    run(capsys, "export", handed_on, "--data-dir", tmp_path / "a")
    with sqlite_connection(handed_on) as database:
        database.execute("UPDATE product SET product = product || ?, brand = ?", (HOSTILE, "\x1bz"))
        database.execute("UPDATE price SET source = ?", (f"\x1b[2J\n{HOSTILE}",))
    printed = run(capsys, "import", handed_on, "--data-dir", tmp_path / "b")
    printed += run(capsys, "search", "magnesium", "--data-dir", tmp_path / "b")
    printed += run(capsys, "rank", "--json", "--data-dir", tmp_path / "b")
    assert "18" in printed
    assert "2J" in printed
    assert not UNSAFE.search(without_closed_isolates(printed))


def without_closed_isolates(text: str) -> str:
    """Return a text without the isolates that end within it, which move nothing else."""
    shorter = re.sub("\u2068([^\u2068\u2069]*)\u2069", r"\1", text)
    return text if shorter == text else without_closed_isolates(shorter)


@given(st.text() | st.text("a\u2067\u2068\u2069"))
def test_that_a_displayable_text_loses_nothing_and_commands_nothing(text: str) -> None:
    shown = displayable_text(text)
    assert not UNSAFE.search(without_closed_isolates(shown.replace("\t", "")))
    assert "\n" not in displayable_line(text)
    assert json.loads(displayable_text(json.dumps(text, ensure_ascii=False))) == text
    if all(unicodedata.category(character)[0] in "LNPSM" for character in text):
        assert shown == text


def test_that_every_command_prints_through_the_door() -> None:
    for path in ROOT.glob("pricing/**/*.py"):
        if path.name != "terminal.py":
            called = [
                node.func
                for node in ast.walk(ast.parse(path.read_text("utf-8")))
                if isinstance(node, ast.Call)
            ]
            assert not [name for name in called if ast.unparse(name) == "print"], path
