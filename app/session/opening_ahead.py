"""Compare the rows of a long comparison before it is opened, beside the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.session.computed_comparison import compute_ahead
from app.toolkit.background_tasks import run_beside
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from app.session.computed_comparison import ComputedComparison, LatestComparison
    from pricing.model.scenario import Scenario
    from pricing.store.comparisons import ComparisonStore

# Fewer rows are compared in the window's thread, where nobody notices it.
MAX_ROWS_COMPARED_AT_ONCE = 500


def compare_before_opening(
    comparison_id: int,
    store: ComparisonStore,
    latest: LatestComparison,
    default_scenario: Callable[[], Scenario],
    owner: QObject,
) -> ComputedComparison | None:
    """Return the comparison of the rows that are about to be opened, if they are many.

    What is open meanwhile stays on the screen, which is painted and takes no input.
    """
    try:
        if store.count_rows(comparison_id) <= MAX_ROWS_COMPARED_AT_ONCE:
            return None
        entries = store.entries(comparison_id)
        scenario = store.scenario(comparison_id) or default_scenario()
    except UserError:  # the opening itself says why the file cannot be used
        return None
    if latest.is_kept(entries, scenario):
        return None
    return run_beside(lambda progress: compute_ahead(entries, scenario, progress), owner)
