"""Says when a change of the rows takes products out of the regimen, and offers to put them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.toolkit.locale_format import count_text
from app.toolkit.question_bar import BarQuestion
from app.toolkit.translation import tr
from pricing.model.changes import ChangeSet
from pricing.problems.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.session import Session
    from app.toolkit.question_bar import QuestionBar
    from pricing.model.changes import RowChange
    from pricing.model.entry import Entry

_MOST_NAMED = 3


class LostProducts:
    """Looks at each change, whichever window has made it."""

    def __init__(self, session: Session, questions: QuestionBar) -> None:
        self._session = session
        self._questions = questions

    def follow(self, changes: ChangeSet) -> None:
        """Say which products a change has taken out."""
        taken = self._taken_ids()
        if not taken or changes.opens_another:
            return
        lost = tuple(row for row in changes.rows if _is_lost(row, taken))
        if lost:
            self._tell(lost)

    def _taken_ids(self) -> set[int]:
        return {row_id for row_id, _, _ in self._session.scenario.regimen_takes}

    def _tell(self, lost: tuple[RowChange, ...]) -> None:
        removed = [row for row in lost if row.after is None]
        incomplete = [row for row in lost if row.after is not None]
        texts = []
        if removed:
            texts.append(
                count_text(
                    len(removed),
                    "{names} was removed, and so is no longer among what is taken a day.",
                    "{names} were removed, and so are no longer among what is taken a day.",
                    names=_names(removed),
                )
            )
        if incomplete:
            texts.append(
                count_text(
                    len(incomplete),
                    "{names} counts among what is taken a day only when its row is complete.",
                    "{names} count among what is taken a day only when their rows are complete.",
                    names=_names(incomplete),
                )
            )
        ids = {row.before.entry.id for row in lost if row.before is not None}
        answer = tr("Put it back") if len(lost) == 1 else tr("Put them back")
        self._questions.ask(
            BarQuestion(
                " ".join(texts),
                ((answer, lambda: self._put_back(lost)),),
                lambda: self._are_lost(ids),
            )
        )

    def _put_back(self, lost: tuple[RowChange, ...]) -> None:
        step = count_text(len(lost), "return of {count} row", "return of {count} rows")
        self._session.apply(ChangeSet(step, lost).inverse())

    def _are_lost(self, ids: Collection[int]) -> bool:
        """Return whether any of these rows is still to be taken, and still no product."""
        present = {entry.id for entry in self._session.entries if _is_product(entry)}
        return any(row_id in self._taken_ids() and row_id not in present for row_id in ids)


def _is_lost(row: RowChange, taken: Collection[int]) -> bool:
    """Return whether a row that is taken was a product, and is none any more."""
    if row.before is None or row.before.entry.id not in taken:
        return False
    return _is_product(row.before.entry) and not (row.after and _is_product(row.after.entry))


def _is_product(entry: Entry) -> bool:
    try:
        entry.product()
    except BadInput:
        return False
    return True


def _names(rows: Sequence[RowChange]) -> str:
    """Return the names of the first rows, and how many more there are."""
    names = [
        tr("“{product}”", product=str(row.before.entry.values.get("product", "")))
        for row in rows[:_MOST_NAMED]
        if row.before is not None
    ]
    others = len(rows) - _MOST_NAMED
    if others > 0:
        names.append(count_text(others, "and {count} more", "and {count} more"))
    return ", ".join(names)
