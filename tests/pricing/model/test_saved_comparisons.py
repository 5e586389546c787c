"""The shelf of saved comparisons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pricing.model.saved_comparisons import UNTITLED, SavedComparison, SavedComparisons

steps = st.lists(
    st.tuples(st.sampled_from(["open", "new", "rename", "remove", "copy"]), st.integers(0, 9)),
    max_size=20,
)


@given(steps)
def test_that_there_is_always_one_open_and_all_names_and_numbers_differ(taken) -> None:
    shelf, fresh = SavedComparisons((SavedComparison(1, UNTITLED),)), 1
    for step, place in taken:
        number = shelf.comparisons[place % len(shelf.comparisons)].id
        fresh += 1
        match step:
            case "open":
                shelf = shelf.with_opened(number)
                assert shelf.open_comparison.id == number
            case "new":
                shelf = shelf.with_new(fresh)
                assert shelf.open_comparison.id == fresh
            case "copy":
                shelf = shelf.with_new(fresh, shelf.by_id(number).name, copy_of=number)
                assert shelf.open_comparison.copy_of == number
            case "rename":
                shelf = shelf.with_renamed(number, f"  Name  {fresh} ")
                assert shelf.by_id(number).name == f"Name {fresh}"
            case "remove":
                shelf = shelf.without(number, fresh)
                assert number not in {each.id for each in shelf.comparisons}
        assert shelf.comparisons
        for part in ("id", "name"):
            values = [getattr(each, part) for each in shelf.comparisons]
            assert len(values) == len(set(values))


def test_that_an_empty_name_leaves_the_old_one() -> None:
    shelf = SavedComparisons((SavedComparison(1, "Zinc"),))
    assert shelf.with_renamed(1, "   ") == shelf
