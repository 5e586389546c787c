"""A shared catalogue in the window: joining it, its state, what waits, and other counters."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QToolButton,
    QWidget,
)

from pricing.catalogue.catalogue import Catalogue
from pricing.model.row_batch import RowBatch
from pricing.quantities.dates import today
from pricing.sharing import shared_catalogue
from pricing.sharing.shared_catalogue import SharedCatalogue
from pricing.sharing.state import Missing
from tests.app.catalogue.catalogue_panel import result_names, wait_for_results
from tests.app.user_actions import child, trigger_action
from tests.pricing.sharing.test_missing_observations import run_sql

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow
    from pricing.model.columns import BaseValue
    from tests.postgresql import PostgresServer

LONG_MS = 60_000
TWO_PRICES = "$8.00 stated at till 2, and then $9.00 stated at till 2"


def import_price(catalogue: Catalogue, name: str, dollars: int, days_ago: int = 0) -> None:
    row: dict[str, BaseValue] = {
        "product": name, "form": "oxide", "unit_kind": "tablet", "elemental_mg": 100_000,
        "pack_units": 120_000, "element": "Mg", "currency": "USD", "price": dollars * 1_000_000,
    }  # fmt: skip
    catalogue.import_rows([RowBatch.from_rows([row])], "Shop", today() - timedelta(days_ago))


def state_two_prices(other: SharedCatalogue, address: str) -> None:
    """Let another counter state two prices of a product for one day."""
    other.join(address, "till 2")
    import_price(other.catalogue, "Oxide", 8)
    import_price(other.catalogue, "Oxide", 9)
    other.sync()


def show_two_prices(window: MainWindow, qtbot: QtBot) -> None:
    """Show the sheet of the shared catalogue, and wait until it tells of both."""
    show_sheet(window, qtbot)
    qtbot.waitUntil(lambda: TWO_PRICES in texts(window), timeout=LONG_MS)
    wait_for_results(window, qtbot)


def open_preferences(window: MainWindow) -> QDialog:
    trigger_action(window, "preferencesAction")
    return child(window, QDialog, "preferencesDialog")


def message(dialog: QDialog) -> str:
    return child(dialog, QLabel, "sharingMessage").text()


def share(window: MainWindow, qtbot: QtBot, server: str, name: str) -> None:
    dialog = open_preferences(window)
    for edit_name, text in (("sharedServerEdit", server), ("counterNameEdit", name)):
        edit = child(dialog, QLineEdit, edit_name)
        edit.setFocus()
        QTest.keyClicks(edit, text)
    QTest.keyClick(child(dialog, QPushButton, "shareButton"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "is shared" in message(dialog), timeout=LONG_MS)
    dialog.reject()


def show_sheet(window: MainWindow, qtbot: QtBot) -> None:
    trigger_action(window, "catalogueAction")
    button = child(window, QPushButton, "sharingButton")
    qtbot.waitUntil(button.isVisible, timeout=LONG_MS)
    button.click()


def texts(window: MainWindow) -> str:
    sheet = child(window, QWidget, "sharingSheet")
    return "\n".join(label.text() for label in sheet.findChildren(QLabel) if label.isVisible())


def test_that_a_price_of_another_counter_arrives(
    window: MainWindow,
    address: str,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    share(window, qtbot, address, "till 1")
    with SharedCatalogue(tmp_path / "other") as other:
        other.join(address, "till 2")
        import_price(other.catalogue, "Oxide", 8)
        other.sync()
        trigger_action(window, "catalogueAction")
        qtbot.waitUntil(lambda: result_names(window) == ["Oxide"], timeout=LONG_MS)
    button = child(window, QPushButton, "sharingButton")
    qtbot.waitUntil(lambda: button.text() == "Shared with 1 counter", timeout=LONG_MS)


def test_that_news_on_the_way_to_a_window_that_closes_is_dropped(
    window: MainWindow, address: str, tmp_path: Path, qtbot: QtBot
) -> None:
    share(window, qtbot, address, "till 1")
    with SharedCatalogue(tmp_path / "other") as other:
        other.join(address, "till 2")
        import_price(other.catalogue, "Oxide", 8)
        other.sync()
        trigger_action(window, "catalogueAction")
        qtbot.waitUntil(lambda: result_names(window) == ["Oxide"], timeout=LONG_MS)
        import_price(other.catalogue, "Oxide", 7)
        other.sync()
        with closing(Catalogue(tmp_path / "data")) as own:
            # Only the window's thread for the server goes on meanwhile.
            assert any(7_000_000 in prices_of(own) for _ in range(100_000))
    window.close()
    QApplication.processEvents()


def test_that_another_counter_of_the_same_name_is_told(
    window: MainWindow, address: str, tmp_path: Path, qtbot: QtBot
) -> None:
    with SharedCatalogue(tmp_path / "other") as other:
        other.join(address, "till 1")
        other.sync()
    share(window, qtbot, address, "till 1")
    show_sheet(window, qtbot)
    child(window, QPushButton, "syncNowButton").click()
    words = "Another counter is called till 1 too."
    qtbot.waitUntil(lambda: words in texts(window), timeout=LONG_MS)
    dialog = open_preferences(window)
    note = child(dialog, QLabel, "namesakeNote")
    assert words in note.text()
    assert note.isVisible()
    name = child(dialog, QLineEdit, "counterNameEdit")
    name.selectAll()
    QTest.keyClicks(name, "till 3")
    QTest.keyClick(child(dialog, QPushButton, "shareButton"), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not note.isVisible(), timeout=LONG_MS)
    dialog.reject()


def test_that_what_waits_is_shown_and_goes_when_the_server_answers(
    window: MainWindow,
    address: str,
    postgresql: PostgresServer,
    qtbot: QtBot,
) -> None:
    share(window, qtbot, address, "till 1")
    show_sheet(window, qtbot)
    assert "No price is waiting" in texts(window)
    postgresql.stop()
    try:
        button = child(window, QPushButton, "sharingButton")
        away = "Shared with 0 counters, server away"
        qtbot.waitUntil(lambda: button.text() == away, timeout=LONG_MS)
        import_price(window.catalogue_controller.open_catalogue.catalogue, "Oxide", 8)
        child(window, QPushButton, "syncNowButton").click()
        qtbot.waitUntil(lambda: "1 price waiting" in texts(window), timeout=LONG_MS)
        qtbot.waitUntil(lambda: "cannot be reached" in texts(window), timeout=LONG_MS)
        qtbot.waitUntil(lambda: "It does not answer now" in texts(window), timeout=LONG_MS)
        assert texts(window).lower().count("go on working") == 1
        assert child(window, QLabel, "sendingNote").text() == "1 to send"
        qtbot.waitUntil(lambda: "Oxide" in texts(window), timeout=LONG_MS)
        child(window, QAbstractButton, "catalogueModes1").click()
        changes = child(window, QTableView, "changesTable").model()
        qtbot.waitUntil(lambda: changes.rowCount() == 2, timeout=LONG_MS)
        assert changes.index(1, 1).data() == "Shop\ntyped here · waiting"
    finally:
        postgresql.start()
    child(window, QPushButton, "syncNowButton").click()
    qtbot.waitUntil(lambda: "No price is waiting" in texts(window), timeout=LONG_MS)
    assert not child(window, QLabel, "sendingNote").isVisible()


def test_that_a_price_of_another_program_is_shown_as_waiting_before_the_next_attempt(
    window: MainWindow,
    address: str,
    postgresql: PostgresServer,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shared_catalogue, "RETRY_SECONDS", 3_600)
    share(window, qtbot, address, "till 1")
    show_sheet(window, qtbot)
    button = child(window, QPushButton, "sharingButton")
    postgresql.stop()
    try:
        away = "Shared with 0 counters, server away"
        qtbot.waitUntil(lambda: button.text() == away, timeout=LONG_MS)
        with closing(Catalogue(tmp_path / "data")) as catalogue:
            import_price(catalogue, "Oxide", 8)
            qtbot.waitUntil(lambda: "1 price waiting" in texts(window), timeout=LONG_MS)
            assert button.text() == "Shared with 0 counters, 1 price waiting"
            import_price(catalogue, "Citrate", 9)
            qtbot.waitUntil(lambda: "2 prices waiting" in texts(window), timeout=LONG_MS)
    finally:
        postgresql.start()
    child(window, QPushButton, "syncNowButton").click()
    qtbot.waitUntil(lambda: "No price is waiting" in texts(window), timeout=LONG_MS)


def test_that_what_changed_shows_a_price_of_another_program(
    window: MainWindow, address: str, tmp_path: Path, qtbot: QtBot
) -> None:
    with closing(Catalogue(tmp_path / "data")) as catalogue:
        import_price(catalogue, "Oxide", 7)
        share(window, qtbot, address, "till 1")
        trigger_action(window, "catalogueAction")
        wait_for_results(window, qtbot)
        child(window, QAbstractButton, "catalogueModes1").click()
        qtbot.waitUntil(lambda: "$7.00" in changes_text(window), timeout=LONG_MS)
        import_price(catalogue, "Oxide", 2)
        qtbot.waitUntil(lambda: "$2.00" in changes_text(window), timeout=LONG_MS)
        assert "$7.00" not in changes_text(window)


def changes_text(window: MainWindow) -> str:
    model = child(window, QTableView, "changesTable").model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return "\n".join(str(model.index(row, column).data()) for row in rows for column in columns)


@pytest.mark.parametrize("is_tried", [True, False])
def test_that_a_log_that_was_emptied_is_told_once_and_not_calmly(
    window: MainWindow,
    address: str,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_tried: bool,
) -> None:
    monkeypatch.setattr(shared_catalogue, "RETRY_SECONDS", 0.5)
    share(window, qtbot, address, "till 1")
    with SharedCatalogue(tmp_path / "other") as other:
        other.join(address, "till 2")
        import_price(other.catalogue, "Oxide", 8)
        other.sync()
    show_sheet(window, qtbot)
    qtbot.waitUntil(lambda: result_names(window) == ["Oxide"], timeout=LONG_MS)
    button = child(window, QPushButton, "sharingButton")
    child(window, QPushButton, "syncNowButton").click()
    qtbot.waitUntil(lambda: button.text() == "Shared with 1 counter", timeout=LONG_MS)
    run_sql(address, "DELETE FROM elemental.log")
    child(window, QPushButton, "syncNowButton").click()
    remains = "The server has answered, and the problem above remains."
    qtbot.waitUntil(lambda: remains in texts(window), timeout=LONG_MS)
    assert texts(window).count("is another one, or an earlier state of it") == 1
    assert "In step" not in texts(window)
    assert button.text() == "⚠ Shared with 1 counter, not in step"
    import_price(window.catalogue_controller.open_catalogue.catalogue, "Citrate", 9)
    waiting = "⚠ Shared with 1 counter, 1 price waiting"
    qtbot.waitUntil(lambda: button.text() == waiting, timeout=LONG_MS)
    with SharedCatalogue(tmp_path / "data") as own:
        own.rebuild(Missing.SEND)
    if is_tried:
        child(window, QPushButton, "syncNowButton").click()
    qtbot.waitUntil(lambda: button.text() == "Shared with 1 counter", timeout=LONG_MS)
    assert not any(words in texts(window) for words in ("problem above", "is another one"))


def test_that_leaving_says_what_the_others_have_not_got(
    window: MainWindow, address: str, postgresql: PostgresServer, qtbot: QtBot
) -> None:
    share(window, qtbot, address, "till 1")
    show_sheet(window, qtbot)
    postgresql.stop()
    try:
        import_price(window.catalogue_controller.open_catalogue.catalogue, "Oxide", 8)
        child(window, QPushButton, "syncNowButton").click()
        qtbot.waitUntil(lambda: "1 price waiting" in texts(window), timeout=LONG_MS)
        dialog = open_preferences(window)
        child(dialog, QPushButton, "leaveButton").click()
        qtbot.waitUntil(lambda: "shared no longer" in message(dialog), timeout=LONG_MS)
        assert "1 price was not sent to the others yet, and stays here." in message(dialog)
        dialog.reject()
    finally:
        postgresql.start()


def test_that_two_prices_on_one_day_are_told_and_shown(
    window: MainWindow,
    address: str,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    share(window, qtbot, address, "till 1")
    with SharedCatalogue(tmp_path / "other") as other:
        state_two_prices(other, address)
    show_two_prices(window, qtbot)
    sheet = child(window, QWidget, "sharingSheet")
    (button,) = [
        each for each in sheet.findChildren(QPushButton) if each.text() == "Show its prices"
    ]
    button.click()
    assert child(window, QLabel, "catalogueSheetTitle").text() == "Oxide"
    assert not sheet.isVisible()


def test_that_one_of_two_prices_is_taken_back_for_all_counters(
    window: MainWindow,
    address: str,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    share(window, qtbot, address, "till 1")
    with SharedCatalogue(tmp_path / "other") as other:
        state_two_prices(other, address)
        show_two_prices(window, qtbot)
        menu = child(window, QToolButton, "takeOneBackButton").menu()
        assert [action.text() for action in menu.actions()] == ["$8.00", "$9.00"]
        menu.actions()[1].trigger()
        note = child(window, QLabel, "takenBackNote")
        qtbot.waitUntil(lambda: "$9.00 at Shop is taken back" in note.text(), timeout=LONG_MS)
        qtbot.waitUntil(lambda: synced_prices(other) == [8_000_000], timeout=LONG_MS)
    show_sheet(window, qtbot)
    qtbot.waitUntil(lambda: "Two prices" not in texts(window), timeout=LONG_MS)


def synced_prices(counter: SharedCatalogue) -> list[int]:
    counter.sync()
    return prices_of(counter.catalogue)


def prices_of(catalogue: Catalogue) -> list[int]:
    return [offer.price for offer in catalogue.price_history(1)]


def test_that_a_refused_server_is_a_sentence_and_nothing_changes(
    window: MainWindow, qtbot: QtBot
) -> None:
    dialog = open_preferences(window)
    edit = child(dialog, QLineEdit, "sharedServerEdit")
    edit.setFocus()
    QTest.keyClicks(edit, "postgresql://till:secret@127.0.0.1/catalogue")
    child(dialog, QPushButton, "testServerButton").click()
    qtbot.waitUntil(lambda: "has a password in it" in message(dialog), timeout=LONG_MS)
    assert "secret" not in message(dialog)
    assert not child(dialog, QPushButton, "leaveButton").isVisible()
    edit.selectAll()
    QTest.keyClicks(edit, "postgresql://till@127.0.0.1:1/catalogue")
    child(dialog, QPushButton, "shareButton").click()
    words = "let an administrator start the server. Nothing has changed here."
    qtbot.waitUntil(lambda: words in message(dialog), timeout=LONG_MS)
    assert not window.catalogue_controller.open_catalogue.exists


def test_that_the_catalogue_stays_shared_after_a_restart_until_it_is_left(
    tmp_path: Path,
    address: str,
    qtbot: QtBot,
    open_window_on: Callable[[Path], MainWindow],
) -> None:
    first = open_window_on(tmp_path / "data")
    share(first, qtbot, address, "till 1")
    first.close()
    window = open_window_on(tmp_path / "data")
    trigger_action(window, "catalogueAction")
    button = child(window, QPushButton, "sharingButton")
    qtbot.waitUntil(button.isVisible, timeout=LONG_MS)
    dialog = open_preferences(window)
    assert child(dialog, QLineEdit, "counterNameEdit").text() == "till 1"
    server_edit = child(dialog, QLineEdit, "sharedServerEdit")
    assert (server_edit.text(), server_edit.cursorPosition()) == (address, 0)
    child(dialog, QPushButton, "leaveButton").click()
    qtbot.waitUntil(lambda: "shared no longer" in message(dialog), timeout=LONG_MS)
    assert not button.isVisible()
    dialog.reject()
