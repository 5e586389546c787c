"""The labels of known products, which the rows of a list correct or complete."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricing.catalogue.matching import LABEL_KEYS, form_name
from pricing.catalogue.several_codes import merge_codes
from pricing.quantities.amounts import MASS
from pricing.store.database import join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pricing.store.database import Database, SqlValue

_LABEL_COLUMNS = (*LABEL_KEYS, "name_key")
_AMOUNT_KEYS = ("elemental_mg", "compound_mg", "other_minerals")
_LABEL_INDEX = {key: index for index, key in enumerate(LABEL_KEYS)}

_FROM_CHANGED_LABELS = (
    "FROM arriving a JOIN product p ON p.id = a.product_id WHERE NOT a.fresh "
    f"AND ({join_names(LABEL_KEYS, 'p.{}')}) IS NOT ({join_names(LABEL_KEYS, 'a.{}')})"
)
# All rows of a product whose label differs in any of them, because a later row may restore it.
_SELECT_CHANGED_LABELS = (
    f"SELECT p.id, p.label_source = a.source, a.words, "
    f"{join_names(_LABEL_COLUMNS, 'p.{}')}, {join_names(_LABEL_COLUMNS, 'a.{}')} "
    "FROM arriving a JOIN product p ON p.id = a.product_id WHERE NOT a.fresh "
    f"AND a.product_id IN (SELECT a.product_id {_FROM_CHANGED_LABELS}) ORDER BY a.place"
)
_UPDATE_LABEL = f"UPDATE OR IGNORE product SET {join_names(_LABEL_COLUMNS, '{} = ?')} WHERE id = ?"
_UPDATE_FORM_NAME = "UPDATE product SET form_name = ? WHERE id = ?"
_APPEND_SEARCH_WORDS = "UPDATE words SET text = text || ' ' || ? WHERE rowid = ?"


@dataclass(frozen=True, slots=True)
class OtherAmounts:
    """A product of which the list states other amounts than the catalogue has and keeps."""

    product: str
    held: str
    stated: str


class LabelUpdates:
    """Updates the labels of products that staged rows were matched to.

    `count` is the number of labels that have changed. `other_amounts` are those that another source
    states, and that stay as they are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.count = 0
        self.other_amounts: list[OtherAmounts] = []

    def write(self) -> None:
        """Update the labels, and count those that have changed.

        The source of a label corrects it, and other sources only fill its gaps. Each row of a
        product starts from the label that the row before it left.
        """
        stored_labels: dict[SqlValue, list[SqlValue]] = {}
        labels: dict[SqlValue, list[SqlValue]] = {}
        words: dict[SqlValue, str] = {}
        for product_id, is_own_source, new_words, *both in self._database.fetch_rows(
            _SELECT_CHANGED_LABELS
        ):
            stored, arriving = both[: len(_LABEL_COLUMNS)], both[len(_LABEL_COLUMNS) :]
            stored_labels.setdefault(product_id, stored)
            current = labels.get(product_id, stored)
            if not is_own_source:
                self._note_other_amounts(current, arriving)
            labels[product_id] = _arrived_label(
                current, arriving, is_own_source=bool(is_own_source)
            )
            words[product_id] = f"{words.get(product_id, '')} {new_words}"
        changed = [
            product_id for product_id, label in labels.items() if label != stored_labels[product_id]
        ]
        for product_id in changed:
            self._write_label(product_id, labels[product_id], words[product_id])
        self.count = len(changed)

    def _note_other_amounts(self, held: Sequence[SqlValue], stated: Sequence[SqlValue]) -> None:
        pairs = [
            (_amount_text(key, held[index]), _amount_text(key, stated[index]))
            for key in _AMOUNT_KEYS
            for index in [_LABEL_INDEX[key]]
        ]
        differing = [pair for pair in pairs if all(pair) and pair[0] != pair[1]]
        if differing:
            name = str(held[_LABEL_INDEX["product"]])
            texts = (", ".join(side) for side in zip(*differing, strict=True))
            self.other_amounts.append(OtherAmounts(name, *texts))

    def _write_label(self, product_id: SqlValue, label: Sequence[SqlValue], words: str) -> None:
        self._database.execute(_UPDATE_LABEL, (*label, product_id))
        form, element = (str(label[_LABEL_INDEX[key]] or "") for key in ("form", "element"))
        self._database.execute(_UPDATE_FORM_NAME, (form_name(form, element), product_id))
        # The words come last: what waits for a shared log keeps the words before a row's change.
        self._database.execute(_APPEND_SEARCH_WORDS, (words, product_id))


def states_new_label(database: Database) -> bool:
    """Return whether any staged row, if it joined alone, would update the label of its product."""
    for _, is_own_source, _, *both in database.fetch_rows(_SELECT_CHANGED_LABELS):
        stored, arriving = both[: len(_LABEL_COLUMNS)], both[len(_LABEL_COLUMNS) :]
        if _arrived_label(stored, arriving, is_own_source=bool(is_own_source)) != stored:
            return True
    return False


def _arrived_label(
    current: Sequence[SqlValue], arriving: Sequence[SqlValue], *, is_own_source: bool
) -> list[SqlValue]:
    """Return a label after a row has arrived from its own source, or from another one."""
    return _merged_label(*((arriving, current) if is_own_source else (current, arriving)))


def _amount_text(key: str, value: SqlValue) -> str:
    """Return an amount of a label in words, or "" if it states none."""
    if not value or key == "other_minerals":
        return str(value or "")
    return f"{MASS.text(int(str(value)))} mg"


def _merged_label(preferred: Sequence[SqlValue], other: Sequence[SqlValue]) -> list[SqlValue]:
    """Return a label whose gaps the other one fills."""
    label = [a if a is not None else b for a, b in zip(preferred, other, strict=True)]
    codes = (preferred[_LABEL_INDEX["upc"]], other[_LABEL_INDEX["upc"]])
    if None not in codes and codes[0] != codes[1]:
        label[_LABEL_INDEX["upc"]] = merge_codes(*map(str, codes))
    return label
