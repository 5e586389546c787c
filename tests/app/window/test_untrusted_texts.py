"""Texts from elsewhere are shown as they are: they open no file, and reverse no line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextDocumentFragment
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QTableView

from app.__main__ import main as start
from app.toolkit.shown_text import Label, Markup, tool_tip
from pricing.commands.main import main
from pricing.quantities.safe_text import displayable_text
from tests.app.catalogue.catalogue_panel import wait_for_results
from tests.app.product_table import ProductTableDriver
from tests.app.user_actions import child, finding_text, make_every_part, show_tab, trigger_action
from tests.app.visible_texts import visible_texts
from tests.paths import ROOT
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow

OPENED = re.compile(r'[/"](canary-[a-z]+)\.png"')
# The page draws its bars as pictures of its own.
DRAWN_BAR = re.compile(r'<img src="data:image/svg\+xml,[^"]*" width="\d+" height="\d+" alt="">')
UNSAFE_NAME = "safe\x1b[2J\u202eevil\x9b"
SHOWN_NAME = r"safe\u001b[2J\u202eevil\u009b"
ARABIC = "مغنيسيوم 100"


def usable_strace() -> str:
    """Return strace if it exists and may watch a program here, else ""."""
    strace = shutil.which("strace") or ""
    trial = [strace, "-o", os.devnull, sys.executable, "-c", ""]
    return strace if strace and not subprocess.run(trial, check=False).returncode else ""


def test_that_no_text_of_a_list_makes_the_window_open_a_file(tmp_path: Path) -> None:
    strace = usable_strace()
    if not strace:
        pytest.skip("NOT PROVEN HERE: strace, which watches the files that are opened, is missing")
    trace = tmp_path / "trace"
    session = [sys.executable, "-m", "tests.app.window.canary_session", str(tmp_path)]
    done = subprocess.run(
        [strace, "-f", "-qq", "-e", "trace=%file", "-o", str(trace), *session],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert set(OPENED.findall(trace.read_text("utf-8", "replace"))) == {"canary-detector"}
    assert (tmp_path / "printAction.pdf").read_bytes().startswith(b"%PDF")


def test_that_the_handouts_page_holds_no_element_of_a_name(
    tmp_path: Path, write_list: Callable[..., Path]
) -> None:
    image = "<img src='file:///canary.png'>"
    path = write_list(
        "product,brand,form,elemental_mg,pack_units,price,source\n"
        + "".join(f"{image}{n},{image},oxide,{100 + n},60,5,{image}\n" for n in range(3))
    )
    page = tmp_path / "a.html"
    assert main(["compare", str(path), "-o", str(page), "--pharmacy", f"{image} & Co"]) == 0
    text = page.read_text("utf-8")
    assert text.count("<img") == len(bars := DRAWN_BAR.findall(text))
    assert not [bar for bar in bars if "canary" in bar]
    assert image in unescape(text)


# -- the door ----------------------------------------------------------------------------------

MARKED_UP = st.lists(
    st.sampled_from(["<b>", "</b>", "<img src='x'>", "&lt;", "\n", "a b", "é", "\u202e", "\x1b"])
).map("".join)


@given(MARKED_UP)
def test_that_a_tool_tip_shows_the_text_itself(text: str) -> None:
    tip, shown = tool_tip(text), displayable_text(text)
    if QtText.mightBeRichText(tip):
        tip = QTextDocumentFragment.fromHtml(tip).toPlainText()
    assert tip.split() == shown.split()


@given(MARKED_UP)
def test_that_markup_escapes_its_parameters(text: str) -> None:
    html = Markup("<p>{text}</p>", text=text).html
    assert html.count("<") == 2
    assert unescape(html) == f"<p>{displayable_text(text)}</p>"


def test_that_a_label_is_plain_unless_it_is_given_markup(window: MainWindow) -> None:
    label = Label("<b>x</b>")
    assert (label.textFormat(), label.text()) == (Qt.TextFormat.PlainText, "<b>x</b>")
    label.setText(Markup("<b>{text}</b>", text="<i>"))
    assert (label.textFormat(), label.text()) == (Qt.TextFormat.RichText, "<b>&lt;i&gt;</b>")
    label.setText(f"{UNSAFE_NAME} {ARABIC}")
    assert (label.textFormat(), label.text()) == (Qt.TextFormat.PlainText, f"{SHOWN_NAME} {ARABIC}")


def test_that_a_bad_call_of_the_window_cannot_command_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        start(["--bad\x1b[2J\nforged"])
    error = capsys.readouterr().err
    assert r"--bad\u001b[2J\u000aforged" in error
    assert "\x1b" not in error


# -- control characters ------------------------------------------------------------------------


def places_with_unsafe_text(window: MainWindow) -> set[str]:
    """Return the names of the widgets that show a control character or say one to a reader."""
    make_every_part(window)
    return {place for place, text in visible_texts(window) if re.search("[\u202e\x1b\x9b]", text)}


def test_that_a_name_cannot_reverse_a_line_of_the_window(window: MainWindow) -> None:
    table = ProductTableDriver(window)
    name = UNSAFE_NAME.replace("\x1b", "")
    shown = SHOWN_NAME.replace(r"\u001b", "")
    QGuiApplication.clipboard().setText(f"{name}\t250\t1\t100\t4.49\t\toxide\n{ARABIC}")
    table.view.setCurrentIndex(table.index(0, "product"))
    trigger_action(window, "pasteAction")
    assert table.product_names() == [shown, ARABIC]
    assert table.index(0, "product").data(Qt.ItemDataRole.EditRole) == name
    assert shown[1:] in finding_text(window)
    show_tab(window, "Chart")
    assert places_with_unsafe_text(window) == set()


def test_that_a_catalogue_from_elsewhere_cannot_reverse_a_line(
    open_window_on: Callable[[Path], MainWindow], tmp_path: Path, example: Path, qtbot: QtBot
) -> None:
    data, handed_on = tmp_path / "data", tmp_path / "a.elemental"
    assert main(["import", str(example), "--data-dir", str(tmp_path / "a")]) == 0
    assert main(["export", str(handed_on), "--data-dir", str(tmp_path / "a")]) == 0
    with sqlite_connection(handed_on) as database:
        database.execute("UPDATE product SET product = ? || product", (UNSAFE_NAME,))
        database.execute("UPDATE price SET source = ?", (UNSAFE_NAME,))
    assert main(["import", str(handed_on), "--data-dir", str(data)]) == 0
    window = open_window_on(data)
    trigger_action(window, "catalogueAction")
    wait_for_results(window, qtbot)
    child(window, QTableView, "catalogueTable").selectRow(0)
    assert any(SHOWN_NAME in text for _, text in visible_texts(window))
    assert places_with_unsafe_text(window) == set()
