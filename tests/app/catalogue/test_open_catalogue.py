"""What still runs with the catalogue when the window closes."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.window.main_window import MainWindow
    from pricing.catalogue.catalogue import Catalogue

COUNT = (
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n {end}) SELECT max(x) FROM n"
)
COUNT_FOR_EVER = COUNT.format(end="")
COUNT_A_WHILE = COUNT.format(end="WHERE x < 200000")


def close_while_it_counts(window: MainWindow, query: str, *, only_reads: bool) -> list[object]:
    """Close the window while a query runs, and return what it has found."""
    begun, found = Event(), list[object]()

    def count(catalogue: Catalogue) -> None:
        begun.set()
        found.extend(catalogue.database.fetch_rows(query))

    window.catalogue_controller.open_catalogue.run_with_catalogue(
        count, found.append, found.append, only_reads=only_reads
    )
    assert begun.wait(60)
    window.close()
    assert not window.isVisible()
    return found


def test_that_closing_waits_for_no_query(window: MainWindow) -> None:
    assert close_while_it_counts(window, COUNT_FOR_EVER, only_reads=True) == []


def test_that_closing_lets_what_writes_come_to_its_end(window: MainWindow) -> None:
    assert close_while_it_counts(window, COUNT_A_WHILE, only_reads=False) == [(200_000,)]
