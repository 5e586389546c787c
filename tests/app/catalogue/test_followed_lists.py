"""Followed lists: changes, files that cannot be reached, restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from tests.app.catalogue.catalogue_panel import (
    GLYCINATE,
    HEADER,
    LIST,
    OXIDE,
    result_names,
    status_text,
    wait_for_results,
)
from tests.app.user_actions import child, show_menu_of, trigger_action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.window.main_window import MainWindow


def test_that_a_followed_list_is_read_again_when_it_changes(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    path = write_list(LIST)
    window.catalogue_controller.followed_lists.follow([path])
    qtbot.waitUntil(lambda: "was read: 2 new products" in status_text(window))
    write_list(HEADER + OXIDE.format("7.00", "2026-06-02") + GLYCINATE)
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "Oxide 241: $8.00 → $7.00" in status_text(window))
    assert "1 new price" in status_text(window)


def test_that_an_unreachable_followed_list_keeps_its_prices(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    path = write_list(LIST)
    window.catalogue_controller.followed_lists.follow([path])
    qtbot.waitUntil(lambda: "was read" in status_text(window))
    path.rename(path.with_name("away.csv"))
    window.catalogue_controller.followed_lists.check_for_changes()
    assert status_text(window) == "list.csv cannot be reached. Its last prices are kept."
    trigger_action(window, "catalogueAction")
    wait_for_results(window, qtbot)
    assert result_names(window) == ["Oxide 241", "Glycinate 100"]
    path.with_name("away.csv").rename(path)
    window.catalogue_controller.followed_lists.check_for_changes()
    assert status_text(window) == "list.csv can be reached again."


def test_that_a_list_is_followed_after_a_restart_until_the_user_stops_it(
    window: MainWindow,
    write_list: Callable[..., Path],
    open_window_on: Callable[[Path], MainWindow],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    path = write_list(LIST)
    window.catalogue_controller.followed_lists.follow([path])
    qtbot.waitUntil(lambda: "was read" in status_text(window))
    window.close()
    again = open_window_on(tmp_path / "data")
    menu = child(again, QMenu, "followedListsMenu")
    show_menu_of(menu)
    (action,) = menu.actions()
    assert action.text() == "Stop following list.csv"
    write_list(LIST + "New,B,oxide,tablet,100,90,5.00,,,,\n")
    again.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "1 new product" in status_text(again))
    action.trigger()
    assert "no longer followed" in status_text(again)
    show_menu_of(menu)
    assert not menu.actions()


def test_that_unclear_letters_of_a_followed_list_are_reported_and_never_imported(
    window: MainWindow, write_list: Callable[..., Path], qtbot: QtBot
) -> None:
    path = write_list(LIST)
    window.catalogue_controller.followed_lists.follow([path])
    qtbot.waitUntil(lambda: "was read" in status_text(window))
    path.write_bytes(f"{HEADER}Магний,B,oxide,tablet,100,90,5.00,,,,\n".encode("cp1251"))
    window.catalogue_controller.followed_lists.check_for_changes()
    qtbot.waitUntil(lambda: "has unclear columns" in status_text(window))
    trigger_action(window, "catalogueAction")
    wait_for_results(window, qtbot)
    assert result_names(window) == ["Oxide 241", "Glycinate 100"]
