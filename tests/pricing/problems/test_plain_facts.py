"""Plain facts behave as the library's dataclasses and named tuples do."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field, fields, replace
from enum import Enum as LibraryEnum
from enum import StrEnum as LibraryStrEnum
from enum import auto
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar
from typing import NamedTuple as LibraryNamedTuple

import pytest

from pricing.problems.plain_facts import Enum, NamedTuple, StrEnum, dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact with every kind of field."""

    name: str
    count: int = 1
    notes: Mapping[str, str] = field(default_factory=dict)
    source: str = field(default="", compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(self.count)


@dataclass(frozen=True, slots=True)
class DatedFact(Fact):
    """A fact that inherits fields."""

    day: str = "today"


@dataclass(frozen=True, slots=True)
class Named(Generic[RowT]):
    """A fact with methods of its own."""

    value: RowT

    def __repr__(self) -> str:
        return f"<{self.value}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named)

    def __hash__(self) -> int:
        return 7


@dataclass(frozen=True, slots=True)
class Nothing:
    """A fact without fields."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What is not described."""

    word: str


@dataclass(slots=True)
class Counter:
    """What can be changed."""

    count: int
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Memo:
    """A fact without slots, as for what is kept once it was computed."""

    count: int
    name: str = "a"

    @cached_property
    def double(self) -> int:
        """Twice the count."""
        return 2 * self.count


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A fact with an order."""

    row: int
    column: int
    note: str = field(default="", compare=False)


class Spot(NamedTuple):
    """A named tuple with a default and a property."""

    row: int
    column: int = 0
    note: str = ""

    @property
    def is_first(self) -> bool:
        """Whether it is in the first row."""
        return self.row == 0


class LibrarySpot(LibraryNamedTuple):
    """The same, made by the library."""

    row: int
    column: int = 0
    note: str = ""


class Label(NamedTuple):
    """A named tuple of one place."""

    text: str


class ShownLabel(Label):
    """A named tuple that inherits its places."""

    def shown(self) -> str:
        """Return the text in quotation marks."""
        return f"“{self.text}”"


class Sentence(Enum):
    """An enumeration whose members are made with two values."""

    def __init__(self, text: str, remedy: str) -> None:
        self.text = text
        self.remedy = remedy

    MISSING = ("It is missing.", "Enter it.")
    TORN = ("It is torn.", "Mend it.")
    GONE = ("It is missing.", "Enter it.")

    @property
    def both(self) -> str:
        """Both sentences."""
        return f"{self.text} {self.remedy}"


class Turn(Enum):
    """An enumeration whose values nobody needs."""

    LEFT = auto()
    RIGHT = auto()


class Level(StrEnum):
    """An enumeration of texts."""

    LOW = "low"
    HIGH = "high"


class LibraryTurn(LibraryEnum):
    """The same, made by the library."""

    LEFT = auto()
    RIGHT = auto()


class LibraryLevel(LibraryStrEnum):
    """The same, made by the library."""

    LOW = "low"
    HIGH = "high"


# The same classes, made by the library.
LIBRARY = {
    made: dataclasses.make_dataclass(
        made.__name__,
        [(one.name, one.type, copy.copy(one)) for one in fields(made)],
        frozen=True,
        slots=True,
    )
    for made in (Fact, Nothing)
}


def test_that_values_and_defaults_arrive_as_in_the_library() -> None:
    for arguments in (("a",), ("a", 2), ("a", 2, {"b": "c"}, "d")):
        ours, theirs = Fact(*arguments), LIBRARY[Fact](*arguments)
        assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
        assert dataclasses.astuple(ours) == dataclasses.astuple(theirs)
        assert repr(ours) == repr(theirs)
    assert Fact("a").notes is not Fact("a").notes
    assert Fact(count=3, name="b") == Fact("b", 3)
    with pytest.raises(TypeError, match="name"):
        Fact()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unknown"):
        Fact("a", unknown=1)  # type: ignore[call-arg]


def test_that_many_facts_are_made_as_the_first_ones_are() -> None:
    @dataclass(frozen=True, slots=True)
    class Page(Fact):
        number: int = 0

    class Line(NamedTuple):
        text: str
        row: int = 0

    for number in range(100):
        page = Page("a", notes={"b": "c"}, number=number)
        assert dataclasses.astuple(page) == ("a", 1, {"b": "c"}, "", number)
        assert Page("a", 2, {}, "", number) == replace(page, count=2, notes={})
        assert Page("a").notes is not Page("a").notes
        assert tuple(Line("a", number)) == tuple(Line(row=number, text="a")) == ("a", number)
        assert Line("a") == ("a", 0)
        with pytest.raises(ValueError, match="-1"):
            Page("a", -1)


@pytest.mark.parametrize("made_before", [0, 100])
def test_that_values_that_do_not_fit_are_refused_as_in_the_library(made_before: int) -> None:
    @dataclass(frozen=True, slots=True)
    class Page:
        text: str
        number: int = 0

    class Line(NamedTuple):
        text: str
        number: int = 0

    for made in (Page, Line):
        for _ in range(made_before):
            made("a")
        for values, named, message in (
            ((), {}, "text"),
            (("a", 1, 2), {}, "3 positional arguments|4 were given"),
            (("a",), {"text": "b"}, "multiple values for argument 'text'"),
            (("a", 1), {"number": 1}, "multiple values for argument 'number'"),
            (("a",), {"unknown": 1}, "unexpected keyword argument 'unknown'"),
            ((), {"number": 1}, "missing 1 required positional argument: 'text'"),
        ):
            with pytest.raises(TypeError, match=message):
                made_of_all(made, *values, **named)


def test_that_a_fact_is_checked_when_it_is_made_or_replaced() -> None:
    with pytest.raises(ValueError, match="-1"):
        Fact("a", -1)
    with pytest.raises(ValueError, match="-1"):
        replace(DatedFact("a"), count=-1)
    assert replace(DatedFact("a", day="now"), name="b") == DatedFact("b", day="now")


def test_that_equal_facts_of_one_class_are_equal_and_found_in_sets() -> None:
    notes: Mapping[str, str] = {}
    assert Fact("a", 1, notes, "x") == Fact("a", 1, notes, "y")
    assert Fact("a") != Fact("b")
    assert Fact("a") != DatedFact("a")
    assert Fact("a") != object()
    assert len({Named(1), Named(2)}) == 1
    with pytest.raises(TypeError, match="unhashable"):
        hash(Fact("a"))  # a dict has no hash
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


def test_that_a_fact_cannot_be_changed() -> None:
    fact = DatedFact("a")
    for name in ("name", "day", "unknown"):
        with pytest.raises(FrozenInstanceError):
            setattr(fact, name, "b")
        with pytest.raises(FrozenInstanceError):
            delattr(fact, name)
    assert not hasattr(fact, "__dict__")
    assert fact == DatedFact("a")


def test_that_a_fact_can_be_copied_pickled_and_matched() -> None:
    fact = DatedFact("a", 2, {"b": "c"}, "d", "now")
    pickled = pickle.loads(pickle.dumps(fact))  # noqa: S301 - pickled right here
    for other in (copy.copy(fact), copy.deepcopy(fact), pickled):
        assert dataclasses.astuple(other) == dataclasses.astuple(fact)
    match fact:
        case DatedFact(name, count, _, _, day):
            assert (name, count, day) == ("a", 2, "now")
    assert repr(fact) == "DatedFact(name='a', count=2, notes={'b': 'c'}, day='now')"
    assert repr(Named[int](3)) == "<3>"


def test_that_a_fact_may_have_no_description() -> None:
    assert repr(Secret("a")).startswith("<")


def test_that_a_fact_may_be_changed_where_it_is_not_frozen() -> None:
    counter = Counter(1)
    counter.count += 1
    counter.marks.append("a")
    assert counter == Counter(2, ["a"])
    assert counter != Counter(2)
    assert repr(counter) == "Counter(count=2, marks=['a'])"
    assert Counter.__hash__ is None
    assert not hasattr(counter, "__dict__")
    assert copy.deepcopy(counter) == counter


def test_that_a_fact_without_slots_keeps_what_it_computed() -> None:
    memo = Memo(2)
    assert (memo.double, vars(memo)["double"]) == (4, 4)
    assert memo == Memo(2, "a") == pickle.loads(pickle.dumps(memo))  # noqa: S301 - pickled here
    assert len({memo, Memo(2), replace(memo, count=3)}) == 2
    with pytest.raises(FrozenInstanceError):
        memo.count = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del memo.name


def test_that_facts_with_an_order_are_sorted_by_their_fields() -> None:
    places = [Place(2, 1), Place(1, 2, "b"), Place(1, 2, "a"), Place(1, 1, "z")]
    assert sorted(places) == [places[3], places[1], places[2], places[0]]
    assert sorted(places)[1].note == "b"
    assert Place(1, 2) <= Place(1, 2, "c")
    assert Place(1, 2) >= Place(1, 2, "c")
    assert Place(1, 3) > Place(1, 2)
    with pytest.raises(TypeError):
        _ = Place(1, 2) < (1, 3)  # type: ignore[operator]


def test_that_a_named_tuple_is_made_as_in_the_library() -> None:
    for arguments, named in (
        ((1,), {}),
        ((1, 2), {}),
        ((1,), {"note": "a"}),
        ((), {"column": 2, "row": 3}),
    ):
        ours, theirs = Spot(*arguments, **named), LibrarySpot(*arguments, **named)
        assert tuple(ours) == tuple(theirs)
        assert ours == tuple(theirs)
        assert hash(ours) == hash(theirs)
        assert repr(ours) == repr(theirs).removeprefix("Library")
        assert ours._asdict() == theirs._asdict()
        assert (ours.row, ours.column, ours.note) == (theirs.row, theirs.column, theirs.note)
    assert Spot._fields == LibrarySpot._fields
    assert Spot._field_defaults == LibrarySpot._field_defaults
    with pytest.raises(TypeError, match="row"):
        Spot()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unknown"):
        Spot(1, unknown=2)  # type: ignore[call-arg]


def test_that_a_named_tuple_is_unpacked_replaced_copied_pickled_and_matched() -> None:
    spot = Spot(0, 5, "a")
    row, *others = spot
    assert (row, others, spot.is_first) == (0, [5, "a"], True)
    assert spot._replace(row=2) == Spot(2, 5, "a")
    assert not spot._replace(row=2).is_first
    with pytest.raises(ValueError, match="unknown"):
        spot._replace(unknown=1)  # type: ignore[call-arg]
    assert Spot._make([3, 4, "b"]) == Spot(3, 4, "b")
    with pytest.raises(TypeError, match="3 values"):
        Spot._make([3])
    pickled = pickle.loads(pickle.dumps(spot))  # noqa: S301 - pickled right here
    for other in (copy.copy(spot), copy.deepcopy(spot), pickled):
        assert type(other) is Spot
        assert other == spot
    match spot:
        case Spot(_, column, note=note):
            assert (column, note) == (5, "a")
    with pytest.raises(AttributeError):
        spot.row = 3  # type: ignore[misc]
    assert not hasattr(spot, "__dict__")


def test_that_a_class_may_add_methods_to_a_named_tuple() -> None:
    label = ShownLabel("a")
    assert label.shown() == "“a”"
    assert type(label._replace(text="b")) is ShownLabel
    assert repr(label) == "ShownLabel(text='a')"


def made_of_all(made: Callable[..., object], *values: object, **named: object) -> object:
    """Return what a class makes of values of any type."""
    return made(*values, **named)


def made_of(made: Callable[..., object], value: object) -> object:
    """Return what a class makes of a value of any type."""
    return made(value)


def test_that_members_are_found_by_name_and_value_as_in_the_library() -> None:
    assert [*Sentence] == [Sentence.MISSING, Sentence.TORN]
    assert [*reversed(Level)] == [Level.HIGH, Level.LOW]
    assert (len(Sentence.__members__), Sentence.TORN in Sentence, Turn.LEFT in Sentence) == (
        3,
        True,
        False,
    )
    assert Sentence["GONE"] is Sentence["MISSING"] is Sentence.MISSING
    for value in (("It is torn.", "Mend it."), Sentence.TORN):
        assert made_of(Sentence, value) is Sentence.TORN
    assert (Level("high"), Level(Level.LOW)) == (Level.HIGH, Level.LOW)
    for unknown in ("higher", ["high"]):
        with pytest.raises(ValueError, match="is not a valid Level"):
            made_of(Level, unknown)
    with pytest.raises(KeyError):
        Sentence["text"]
    assert Sentence.TORN.both == "It is torn. Mend it."


@pytest.mark.parametrize(("ours", "theirs"), [(Turn, LibraryTurn), (Level, LibraryLevel)])
def test_that_members_are_described_and_compared_as_in_the_library(
    ours: type[LibraryEnum], theirs: type[LibraryEnum]
) -> None:
    for our, their in zip(ours, theirs, strict=True):
        assert (our.name, our.value) == (their.name, their.value)
        assert [str(our), f"{our}", repr(our)] == [
            text.replace("Library", "") for text in (str(their), f"{their}", repr(their))
        ]
        assert f"{our:>12}" == f"{our!s:>12}"
        assert (our == our.value) == (their == their.value)
        assert isinstance(our, str) == isinstance(their, str)
        assert {our: 1}[ours[our.name]] == 1
        pickled = pickle.loads(pickle.dumps(our))  # noqa: S301 - pickled right here
        assert pickled is copy.deepcopy(our) is copy.copy(our) is our
