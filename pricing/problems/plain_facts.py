"""A faster `dataclass` for the plain facts that a start needs.

The module `dataclasses` writes and compiles six methods for each frozen class. A start makes
seventy of them, which takes a tenth of its time. Here only `__init__` is compiled.
"""

from __future__ import annotations

import dataclasses
import operator
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from dataclasses import Field, dataclass
    from typing import Any

    from _typeshed import DataclassInstance

    Fields = Sequence[Field[Any]]
    Method = Callable[..., Any]

__all__ = ["dataclass"]

ClassT = TypeVar("ClassT", bound=type)


def _faster_dataclass(**options: bool) -> Callable[[ClassT], ClassT]:
    """Return what makes a class as `dataclasses.dataclass` does with these options.

    It is faster with the options that this project uses. A class that inherits from such a one has
    to be made here too.
    """
    if not options.keys() <= {"frozen", "slots", "order", "repr"}:
        return dataclasses.dataclass(**options)  # type: ignore[return-value]
    make_fields = dataclasses.dataclass(
        init=False, repr=False, eq=False, slots=options.get("slots", False)
    )

    def make(plain: ClassT) -> ClassT:
        own_methods = set(vars(plain))
        made = cast("ClassT", make_fields(plain))
        for name, method in _methods(made, **options).items():
            if name not in own_methods:
                setattr(made, name, method)
        return made

    return make


def _methods(
    made: type,
    *,
    frozen: bool = False,
    slots: bool = False,
    order: bool = False,
    repr: bool = True,  # noqa: A002 - all options have the library's names
) -> dict[str, Method | None]:
    """Return the methods that a class gets by these options."""
    fields = dataclasses.fields(made)
    compared = [field.name for field in fields if field.compare]
    values_of = attrgetter(*compared) if compared else _no_values
    methods: dict[str, Method | None] = {
        "__init__": _init(made, fields, is_frozen=frozen, has_slots=slots),
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


def _init(made: type, fields: Fields, *, is_frozen: bool, has_slots: bool) -> Method:
    """Return the method that takes the values of the fields."""
    names: dict[str, object] = {"_missing": dataclasses.MISSING, "_set": object.__setattr__}
    parameters, lines = [], []
    for field in fields:
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
        if not is_frozen:
            lines.append(f"_self.{name} = {value}")
        elif has_slots:  # to set a slot itself is fastest
            names[f"_set_{name}"] = getattr(made, name).__set__
            lines.append(f"_set_{name}(_self, {value})")
        else:
            lines.append(f"_set(_self, {name!r}, {value})")
    if hasattr(made, "__post_init__"):
        lines.append("_self.__post_init__()")
    head = f"def __init__({', '.join(['_self', *parameters])}):"
    exec("\n  ".join([head, *(lines or ["pass"])]), names)  # noqa: S102 - as dataclasses does
    return names["__init__"]  # type: ignore[return-value]


def _comparison(compare: Method, values_of: Method) -> Method:
    def method(self: object, other: object) -> object:
        is_same = type(other) is type(self)
        return compare(values_of(self), values_of(other)) if is_same else NotImplemented

    return method


def _no_values(_self: object) -> tuple[()]:
    return ()


def _describe(self: DataclassInstance) -> str:
    shown = (field.name for field in dataclasses.fields(self) if field.repr)
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({values})"


def _refuse_to_set(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: DataclassInstance) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore_state(self: DataclassInstance, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)


if not TYPE_CHECKING:  # for the type checker it is the same
    dataclass = _faster_dataclass
