"""The saved comparisons: opened, added, copied, renamed and removed in any order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pricing.model.saved_comparisons import UNTITLED, SavedComparison, SavedComparisons

STEPS = st.lists(
    st.tuples(st.sampled_from(["open", "new", "rename", "remove", "copy"]), st.integers(0, 9)),
    max_size=20,
)


@given(STEPS)
def test_that_one_comparison_is_always_open_and_names_and_ids_differ(
    steps: list[tuple[str, int]],
) -> None:
    saved = SavedComparisons((SavedComparison(1, UNTITLED),))
    new_id = 1
    for action, index in steps:
        chosen_id = saved.comparisons[index % len(saved.comparisons)].id
        new_id += 1
        match action:
            case "open":
                saved = saved.with_opened(chosen_id)
                assert saved.open_comparison.id == chosen_id
            case "new":
                saved = saved.with_new(new_id)
                assert saved.open_comparison.id == new_id
            case "copy":
                saved = saved.with_new(new_id, saved.by_id(chosen_id).name, copy_of=chosen_id)
                assert saved.open_comparison.copy_of == chosen_id
            case "rename":
                saved = saved.with_renamed(chosen_id, f"  Name  {new_id} ")
                assert saved.by_id(chosen_id).name == f"Name {new_id}"
            case "remove":
                saved = saved.without(chosen_id, new_id)
                assert chosen_id not in {comparison.id for comparison in saved.comparisons}
        assert saved.comparisons
        for field in ("id", "name"):
            values = [getattr(comparison, field) for comparison in saved.comparisons]
            assert len(values) == len(set(values))


def test_that_an_empty_name_changes_nothing() -> None:
    saved = SavedComparisons((SavedComparison(1, "Zinc"),))
    assert saved.with_renamed(1, "   ") == saved
