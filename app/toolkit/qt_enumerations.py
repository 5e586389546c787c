"""Makes the enumerations of Qt quickly, as copies of one that Python made.

A first frame needs 200 of them, with 3,000 members. Qt for Python makes them as a person would, and
Python checks each name and changes the class again and again. That takes a fifth of a start.
"""

from __future__ import annotations

import enum
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_AS_QT_ASKS = {"module": None, "qualname": None, "type": None, "start": 1, "boundary": enum.KEEP}
_SAMPLE = "SAMPLE"
# What Python keeps in an enumeration of its members. Not every release keeps all of it.
_RECORDS = {
    *("_member_names_", "_member_map_", "_value2member_map_"),
    *("_hashable_values_", "_unhashable_values_", "_unhashable_values_map_"),
}


def make_enumerations_quickly() -> None:
    """Let an enumeration be a copy of a pattern if Qt for Python makes it."""
    ordinary = enum.EnumMeta._create_  # type: ignore[attr-defined]

    @cache
    def pattern_for(base: type) -> _Pattern:
        options = {"module": __name__, "boundary": enum.KEEP}
        return _Pattern(base, ordinary(base, "Pattern", [(_SAMPLE, 1)], **options))

    def create(base: type, class_name: str, names: Any, **options: Any) -> Any:
        if options == _AS_QT_ASKS:
            values, pattern = dict(names), pattern_for(base)
            if len(values) == len(names) and pattern.fits(values):
                return pattern.copy(class_name, values)
        return ordinary(base, class_name, names, **options)

    enum.EnumMeta._create_ = create  # type: ignore[attr-defined]


class _Pattern:
    """An enumeration made by Python, after which others are made that differ in their members."""

    def __init__(self, base: type, made: type) -> None:
        self._base = base
        self._is_flag = issubclass(base, enum.Flag)
        self._body = {name: value for name, value in vars(made).items() if name != _SAMPLE}
        self._records = {
            name for name, value in self._body.items() if isinstance(value, (list, dict))
        }
        self._taken_names = frozenset([*dir(base), *dir(type(base))])

    def fits(self, values: Mapping[str, Any]) -> bool:
        """Return whether Python would make an enumeration of these members as this one."""
        return (
            self._records <= _RECORDS
            and {*map(type, values.values())} <= {int}
            and not (self._is_flag and min(values.values(), default=0) < 0)
            and self._taken_names.isdisjoint(values)
            and "_" not in {name[0] for name in values}
        )

    def copy(self, class_name: str, values: Mapping[str, int]) -> type:
        """Return an enumeration of these members."""
        body = self._body | {name: type(self._body[name])() for name in self._records}
        if "_hashable_values_" in body:
            body["_hashable_values_"] = list(dict.fromkeys(values.values()))
        if self._is_flag:
            body |= _masks(values)
        made: Any = type.__new__(enum.EnumMeta, class_name, (self._base,), body)
        self._add_members(made, values)
        if self._is_flag and (singles := [member.value for member in made]) != sorted(singles):
            made._iter_member_ = made._iter_member_by_def_
        return made  # type: ignore[no-any-return]

    def _add_members(self, made: Any, values: Mapping[str, int]) -> None:
        names, members, by_value = (
            made._member_names_,
            made._member_map_,
            made._value2member_map_,
        )
        new, takes_value = made._new_member_, made._use_args_
        for name, value in values.items():
            member = by_value.get(value)
            if member is None:
                member = new(made, value) if takes_value else new(made)
                member._value_ = value
                member._name_ = name
                member.__objclass__ = made
                member._sort_order_ = len(names)
                by_value[value] = member
                if not self._is_flag or value.bit_count() == 1:
                    names.append(name)
            members[name] = member
        for name, member in members.items():  # all at the end: each change makes Python look anew
            type.__setattr__(made, name, member)


def _masks(values: Mapping[str, int]) -> dict[str, int]:
    """Return what flags know of their bits."""
    all_flags = singles = 0
    for value in values.values():
        all_flags |= value
        singles |= value if value.bit_count() == 1 else 0
    return {
        "_flag_mask_": all_flags,
        "_singles_mask_": singles,
        "_all_bits_": 2 ** all_flags.bit_length() - 1,
    }
