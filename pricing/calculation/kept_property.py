"""A property that is computed on first use and then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

ValueT = TypeVar("ValueT")


class kept_property(Generic[ValueT]):  # noqa: N801 - it is used as `property` is
    """A `functools.cached_property` without a lock, as Python 3.12 has it.

    The lock takes longer than most of what is computed for each product.
    """

    def __init__(self, compute: Callable[[Any], ValueT]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> kept_property[ValueT]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> ValueT: ...
    def __get__(self, instance: object | None, owner: type) -> kept_property[ValueT] | ValueT:
        if instance is None:
            return self
        value = self._compute(instance)
        instance.__dict__[self._name] = value  # Python finds it there before it asks this property
        return value
