"""A faster `dataclass` for the plain facts that a start needs.

The module `dataclasses` writes and compiles six methods for each frozen class. A start makes eighty
of them, which takes a tenth of its time. Here only `__init__` is compiled.
"""

from __future__ import annotations

import dataclasses
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

    It is faster for frozen classes with slots. A class that inherits from such a one has to be made
    here too.
    """
    has_description = options.pop("repr", True)
    if options != {"frozen": True, "slots": True}:
        options["repr"] = has_description
        return dataclasses.dataclass(**options)  # type: ignore[return-value]

    def make(plain: ClassT) -> ClassT:
        own_methods = set(vars(plain))
        make_fields = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True)
        made = cast("ClassT", make_fields(plain))
        fields = dataclasses.fields(made)
        compared = [field.name for field in fields if field.compare]
        values_of = attrgetter(*compared) if compared else _no_values
        methods = {
            "__init__": _init(made, fields),
            **_comparing_methods(values_of),
            **_COMMON_METHODS,
        }
        if not has_description:
            del methods["__repr__"]
        for name, method in methods.items():
            if name not in own_methods:
                setattr(made, name, method)
        return made

    return make


def _init(made: type, fields: Fields) -> Method:
    """Return the method that takes the values of the fields."""
    names: dict[str, object] = {"_missing": dataclasses.MISSING}
    parameters, lines = [], []
    for field in fields:
        name = value = field.name
        names[f"_set_{name}"] = getattr(made, name).__set__
        parameter = name
        if field.default is not dataclasses.MISSING:
            names[f"_default_{name}"] = field.default
            parameter = f"{name}=_default_{name}"
        elif field.default_factory is not dataclasses.MISSING:
            names[f"_new_{name}"] = field.default_factory
            parameter = f"{name}=_missing"
            value = f"_new_{name}() if {name} is _missing else {name}"
        parameters.append(parameter)
        lines.append(f"_set_{name}(_self, {value})")
    if hasattr(made, "__post_init__"):
        lines.append("_self.__post_init__()")
    head = f"def __init__({', '.join(['_self', *parameters])}):"
    exec("\n  ".join([head, *(lines or ["pass"])]), names)  # noqa: S102 - as dataclasses does
    return names["__init__"]  # type: ignore[return-value]


def _comparing_methods(values_of: Callable[[object], object]) -> dict[str, Method]:
    def is_equal(self: object, other: object) -> bool:
        return values_of(self) == values_of(other) if type(other) is type(self) else NotImplemented

    return {"__eq__": is_equal, "__hash__": lambda self: hash(values_of(self))}


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


_COMMON_METHODS: dict[str, Method] = {
    "__repr__": _describe,
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _restore_state,
}

if not TYPE_CHECKING:  # for the type checker it is the same
    dataclass = _faster_dataclass
