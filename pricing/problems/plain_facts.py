"""A faster `dataclass`, `NamedTuple`, `Enum` and `StrEnum` for the plain facts of a start.

The libraries write and compile up to six methods for each class. A start makes a hundred of them,
of most of which it makes no object. Here only the method that takes the values is compiled, once a
class has more than a few objects.

The library of enumerations changes a class again and again for each of its members. Here it gets
them all at the end.
"""

from __future__ import annotations

import dataclasses
import operator
from collections import _tuplegetter  # type: ignore[attr-defined]
from enum import auto
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from dataclasses import Field, dataclass
    from enum import Enum, StrEnum
    from typing import Any, NamedTuple

    from _typeshed import DataclassInstance

    Fields = Sequence[Field[Any]]
    Method = Callable[..., Any]

__all__ = ["Enum", "NamedTuple", "StrEnum", "dataclass"]

ClassT = TypeVar("ClassT", bound=type)
_FIELDS = "__dataclass_fields__"  # where the library looks for them
_MADE_BY_PYTHON = ("__dict__", "__weakref__")
# So many objects are made in less time than it takes to compile a method for them.
_FEW_OBJECTS = 16


# -- dataclasses -------------------------------------------------------------------------------


def _faster_dataclass(**options: bool) -> Callable[[ClassT], ClassT]:
    """Return what makes a class as `dataclasses.dataclass` does with these options.

    It is faster with the options that this project uses. A class that inherits from such a one has
    to be made here too. Each annotated name is a field that its object is made with.
    """
    if not options.keys() <= {"frozen", "slots", "order", "repr"}:
        return dataclasses.dataclass(**options)  # type: ignore[return-value]

    def make(plain: ClassT) -> ClassT:
        numbers = count(1)

        def first_init(self: object, *values: object, **named: object) -> None:
            if next(numbers) > _FEW_OBJECTS or not _set_fields(self, fields, values, named):
                init = _init(made, **options)
                made.__init__ = init  # type: ignore[misc]
                init(self, *values, **named)
            elif hasattr(self, "__post_init__"):
                self.__post_init__()

        fields = _all_fields(plain)
        methods = {"__init__": first_init, **_methods([*fields.values()], **options)}
        made = _with_fields(plain, fields, methods, has_slots=options.get("slots", False))
        return made

    return make


def _all_fields(plain: type) -> dict[str, Field[Any]]:
    """Return the fields of a class by their names, those of its bases first."""
    fields: dict[str, Field[Any]] = {}
    for base in reversed(plain.__mro__[1:]):
        fields |= vars(base).get(_FIELDS, {})
    for name, annotation in vars(plain).get("__annotations__", {}).items():
        fields[name] = _field(name, annotation, vars(plain).get(name, dataclasses.MISSING))
    return fields


def _with_fields(
    plain: ClassT,
    fields: Mapping[str, Field[Any]],
    methods: Mapping[str, Method | None],
    *,
    has_slots: bool,
) -> ClassT:
    """Return the class with its fields, and with the methods that it does not define itself."""
    own = vars(plain).get("__annotations__", {})
    body = {_FIELDS: fields, "__match_args__": tuple(fields), **methods, **vars(plain)}
    if not has_slots:
        defaults = {name: fields[name].default for name in own}
        for name, value in (body | defaults).items():
            if value is not dataclasses.MISSING and name not in _MADE_BY_PYTHON:
                setattr(plain, name, value)
            elif value is dataclasses.MISSING and name in vars(plain):
                delattr(plain, name)
        return plain
    held = {name for base in plain.__mro__[1:] for name in vars(base).get("__slots__", ())}
    body["__slots__"] = tuple(name for name in own if name not in held)
    for name in (*own, *_MADE_BY_PYTHON):
        body.pop(name, None)
    made = type(plain)(plain.__name__, plain.__bases__, body)
    made.__qualname__ = plain.__qualname__
    return made


def _field(name: str, annotation: object, default: object) -> Field[Any]:
    """Return a field as `dataclasses.fields` and `dataclasses.replace` expect it."""
    is_stated = isinstance(default, dataclasses.Field)
    field: Any = default if is_stated else dataclasses.field(default=default)
    field.name, field.type, field.kw_only = name, annotation, False
    field._field_type = dataclasses._FIELD  # type: ignore[attr-defined]  # noqa: SLF001
    return field  # type: ignore[no-any-return]


def _methods(
    fields: Fields,
    *,
    frozen: bool = False,
    slots: bool = False,
    order: bool = False,
    repr: bool = True,  # noqa: A002 - all options have the library's names
) -> dict[str, Method | None]:
    """Return the methods that a class gets by these options, besides `__init__`."""
    compared = [field.name for field in fields if field.compare]
    values_of = attrgetter(*compared) if compared else _no_values
    methods: dict[str, Method | None] = {
        "__eq__": _comparison(operator.eq, values_of),
        "__hash__": (lambda self: hash(values_of(self))) if frozen else None,
    }
    if repr:
        methods["__repr__"] = _describe
    if frozen:
        methods |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
    if frozen and slots:
        methods |= {"__getstate__": _state, "__setstate__": _restore_state}
    if order:
        for compare in (operator.lt, operator.le, operator.gt, operator.ge):
            methods[f"__{compare.__name__}__"] = _comparison(compare, values_of)
    return methods


def _set_fields(
    made: object,
    fields: Mapping[str, Field[Any]],
    values: tuple[object, ...],
    named: Mapping[str, object],
) -> bool:
    """Set the fields of an object. Return False if the values do not fit them."""
    given = {**dict(zip(fields, values, strict=False)), **named}
    if len(given) != len(values) + len(named) or not given.keys() <= fields.keys():
        return False
    for name, field in fields.items():
        if name in given:
            value = given[name]
        elif field.default is not dataclasses.MISSING:
            value = field.default
        elif field.default_factory is not dataclasses.MISSING:
            value = field.default_factory()
        else:
            return False
        object.__setattr__(made, name, value)
    return True


def _init(made: type, *, frozen: bool = False, slots: bool = False, **_others: bool) -> Method:
    """Return the method that takes the values of the fields."""
    names: dict[str, object] = {"_missing": dataclasses.MISSING, "_set": object.__setattr__}
    parameters, lines = [], []
    for field in dataclasses.fields(made):
        name = value = field.name
        parameter = name
        if field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameter = f"{name}=_default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            names[f"_new_{name}"] = field.default_factory
            parameter = f"{name}=_missing"
            value = f"_new_{name}() if {name} is _missing else {name}"
        parameters.append(parameter)
        if not frozen:
            lines.append(f"_self.{name} = {value}")
        elif slots:  # to set a slot itself is fastest
            names[f"_set_{name}"] = getattr(made, name).__set__
            lines.append(f"_set_{name}(_self, {value})")
        else:
            lines.append(f"_set(_self, {name!r}, {value})")
    if hasattr(made, "__post_init__"):
        lines.append("_self.__post_init__()")
    return _compiled(made, "__init__", ["_self", *parameters], lines or ["pass"], names)


def _compiled(
    made: type, name: str, parameters: Iterable[str], lines: Iterable[str], names: dict[str, object]
) -> Method:
    """Return a method of a class from its parameters and lines."""
    head = f"def {name}({', '.join(parameters)}):"
    exec("\n  ".join([head, *lines]), names)  # noqa: S102 - as the libraries do
    method: Any = names[name]
    method.__qualname__ = f"{made.__qualname__}.{name}"
    return method  # type: ignore[no-any-return]


def _comparison(compare: Method, values_of: Method) -> Method:
    def method(self: object, other: object) -> object:
        is_same = type(other) is type(self)
        return compare(values_of(self), values_of(other)) if is_same else NotImplemented

    return method


def _no_values(_self: object) -> tuple[()]:
    return ()


def _describe(self: DataclassInstance) -> str:
    shown = (field.name for field in dataclasses.fields(self) if field.repr)
    return _description(self, {name: getattr(self, name) for name in shown})


def _description(self: object, values: Mapping[str, object]) -> str:
    texts = ", ".join(f"{name}={value!r}" for name, value in values.items())
    return f"{type(self).__qualname__}({texts})"


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: DataclassInstance) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore_state(self: DataclassInstance, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


# -- named tuples ------------------------------------------------------------------------------


class _TupleMaker(type):
    """Makes the classes of named tuples. Each annotated name is a place of the tuple."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _TupleMaker:
        body["__slots__"] = ()
        places = tuple(body.get("__annotations__", ()))
        if not places:  # it only adds methods to the tuple that it inherits from
            return super().__new__(cls, name, bases, body)
        defaults = {place: body.pop(place) for place in places if place in body}
        body |= {"_fields": places, "_field_defaults": defaults, "__match_args__": places}
        body |= {place: _tuplegetter(number, "") for number, place in enumerate(places)}
        made = super().__new__(cls, name, bases, body)
        made.__new__ = _late_new(made, places, defaults)  # type: ignore[method-assign]
        return made


def _late_new(made: type, places: Sequence[str], defaults: Mapping[str, object]) -> Method:
    """Return the method that takes the values of the places. After a few calls it is compiled."""
    numbers = count(1)

    def first_new(cls: type, *values: object, **named: object) -> object:
        filled = _filled(places, defaults, values, named)
        if filled is not None and next(numbers) <= _FEW_OBJECTS:
            return tuple.__new__(cls, filled)
        names: dict[str, object] = {f"_default_{key}": value for key, value in defaults.items()}
        names["_new"] = tuple.__new__
        parameters = [f"{key}=_default_{key}" if key in defaults else key for key in places]
        line = f"return _new(_cls, ({', '.join(places)},))"
        new = _compiled(made, "__new__", ["_cls", *parameters], [line], names)
        made.__new__ = new  # type: ignore[method-assign]
        return new(cls, *values, **named)

    return first_new


def _filled(
    places: Sequence[str],
    defaults: Mapping[str, object],
    values: tuple[object, ...],
    named: Mapping[str, object],
) -> tuple[object, ...] | None:
    """Return the values of all places, or None if the values do not fit them."""
    left = places[len(values) :]
    if not (left or named) and len(values) == len(places):
        return values
    others = {**defaults, **named}
    if not named.keys() <= set(left) <= others.keys() or len(values) > len(places):
        return None
    return (*values, *map(others.__getitem__, left))


class _FasterNamedTuple(tuple, metaclass=_TupleMaker):  # type: ignore[type-arg]
    """A tuple whose places have names, as `typing.NamedTuple` makes it."""

    __slots__ = ()

    @classmethod
    def _make(cls, values: Iterable[object]) -> object:
        made = tuple.__new__(cls, values)
        if len(made) != len(cls._fields):  # type: ignore[attr-defined]
            raise TypeError(f"{cls.__name__} takes {len(cls._fields)} values")  # type: ignore[attr-defined]
        return made

    def _replace(self, /, **values: object) -> object:
        made = self._make(map(values.pop, self._fields, self))  # type: ignore[attr-defined]
        if values:
            raise ValueError(f"{type(self).__name__} has no {', '.join(values)}")
        return made

    def _asdict(self) -> dict[str, object]:
        return dict(zip(self._fields, self, strict=True))  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return _description(self, self._asdict())

    def __getnewargs__(self) -> tuple[object, ...]:
        return tuple(self)


# -- enumerations ------------------------------------------------------------------------------


class _EnumMaker(type):
    """Makes the classes of enumerations. Each public name is a member, with a value to hash."""

    __members__: dict[str, Any]
    _by_value: dict[object, Any]

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _EnumMaker:
        values = {
            key: value
            for key, value in body.items()
            if not (key.startswith("_") or hasattr(value, "__get__"))
        }
        kept = {key: value for key, value in body.items() if key not in values}
        made = super().__new__(cls, name, bases, kept)
        members: dict[str, Any] = {}
        by_value: dict[object, Any] = {}
        made.__members__, made._by_value = members, by_value
        for key, stated in values.items():  # a second name of a value is one more of its member
            value = len(by_value) + 1 if isinstance(stated, auto) else stated
            if value not in by_value:
                by_value[value] = _new_member(made, key, value)
            members[key] = by_value[value]
        for key, member in members.items():  # each change makes Python look anew
            type.__setattr__(made, key, member)
        return made

    def __call__(cls, value: object) -> object:
        """Return the member with a value."""
        if type(value) is cls:
            return value
        try:
            return cls._by_value[value]
        except (KeyError, TypeError):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}") from None

    def __getitem__(cls, name: str) -> object:
        """Return the member with a name."""
        return cls.__members__[name]

    def __iter__(cls) -> Iterator[object]:
        return iter(cls._by_value.values())

    def __reversed__(cls) -> Iterator[object]:
        return reversed(cls._by_value.values())

    def __len__(cls) -> int:
        return len(cls._by_value)

    def __contains__(cls, member: object) -> bool:
        return isinstance(member, cls)


def _new_member(made: Any, name: str, value: Any) -> object:  # noqa: ANN401
    member: Any = str.__new__(made, value) if issubclass(made, str) else object.__new__(made)
    member.name, member.value = name, value
    if made.__init__ is not object.__init__:
        member.__init__(*value)
    return member


class _FasterEnum(metaclass=_EnumMaker):
    """An enumeration as `enum.Enum` makes it. A value that is a tuple is what it is made with."""

    name: str
    value: Any

    def __repr__(self) -> str:
        return f"<{type(self).__name__}.{self.name}: {self.value!r}>"

    def __str__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    def __format__(self, layout: str, /) -> str:
        return format(str(self), layout)

    def __reduce_ex__(self, _protocol: object) -> tuple[object, ...]:
        return type(self), (self.value,)


class _FasterStrEnum(str, _FasterEnum):  # noqa: SLOT000 - a member holds its name
    """An enumeration of texts as `enum.StrEnum` makes it."""

    __str__ = str.__str__
    __format__ = str.__format__
    __repr__ = _FasterEnum.__repr__


if not TYPE_CHECKING:  # for the type checker they are the same
    Enum = _FasterEnum
    StrEnum = _FasterStrEnum
    dataclass = _faster_dataclass
    NamedTuple = _FasterNamedTuple
