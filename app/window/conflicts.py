"""Questions about what two windows on one data folder have changed differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.regimen.field_texts import REGIMEN_TITLES, regimen_text
from app.session import Replay
from app.table.cells import input_text
from app.table.layout import COLUMN_INDEX, TABLE_COLUMNS
from app.toolkit.locale_format import count_text, notation
from app.toolkit.question_bar import BarQuestion
from app.toolkit.translation import tr
from pricing.model.changes import Decision, change_saved_comparisons
from pricing.model.entry import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.session import Conflict, Session
    from app.toolkit.question_bar import QuestionBar
    from pricing.model.changes import ChangeSet
    from pricing.model.concurrent_changes import Contest
    from pricing.model.saved_comparisons import SavedComparison

FIELD_TITLES = {
    "element": "Mineral",
    "target": "Target a day",
    "days": "Days",
    "dose_policy": "Doses",
    "tolerance": "Tolerance of doses",
    "limit_authority": "Safe limit",
    "life_stage": "Safe limit",
    "reference_form": "Compare with",
    "absorption": "Assumption",
    "currency": "Currency",
    "budget": "Budget a month",
    "no_difference": "Equal within",
    "payers": "Payers",
    "daily_wage": "Daily wage",
    "monthly_income": "Monthly income",
    "comparator": "Comparator",
    "comparator_cost": "Comparator",
    "course_days": "Course days",
    "ranges": "Ranges",
    **REGIMEN_TITLES,
}
# A step that is undone or redone has values that nobody has just entered.
_VALUE_QUESTIONS = {
    Replay.NONE: "{what}: “{mine}” was entered here, and “{theirs}” in another window.",
    Replay.UNDO: "{what}: undoing brings back “{mine}”, but another window has “{theirs}” now.",
    Replay.REDO: "{what}: redoing brings back “{mine}”, but another window has “{theirs}” now.",
}
_MAX_VALUE_LENGTH = 40


class ConflictController:
    """Asks which value holds, and what becomes of a comparison that one window has deleted."""

    def __init__(self, session: Session, questions: QuestionBar) -> None:
        self._session = session
        self._questions = questions
        self._undecided: list[Conflict] = []  # neither value is lost before the user decides
        self._asked: tuple[Conflict, tuple[Contest, ...]] | None = None
        self._asks_about_deletion = False

    @property
    def has_undecided(self) -> bool:
        """Whether a change made here is kept in memory alone until the user decides."""
        return bool(self._undecided)

    def follow(self, changes: ChangeSet) -> None:
        """Ask what is open after a change."""
        self._ask_next()
        self._ask_about_deletion()
        self._ask_about_return(changes)

    def add(self, conflict: Conflict) -> None:
        """Ask about a conflict, now or after those before it."""
        if conflict.replay is Replay.NONE:
            self._undecided.append(conflict)
            self._ask_next()
        else:
            self._questions.ask(
                self._question(conflict, lambda: bool(self._session.contests_of(conflict)))
            )

    def _ask_next(self) -> None:
        """Ask about the first change that waits, with the value that the other window has now."""
        open_id = self._session.saved_comparisons.open_comparison.id
        for conflict in list(self._undecided):
            contests = self._session.contests_of(conflict)
            if contests:
                self._ask(conflict, contests)
                return
            if conflict.comparison_id == open_id:  # the other window has the same value now
                self._undecided.remove(conflict)
        self._asked = None

    def _ask(self, conflict: Conflict, contests: tuple[Contest, ...]) -> None:
        asked = (conflict, contests)
        if self._asked is None or self._asked[0] is not conflict or self._asked[1] != contests:
            self._asked = asked
            self._questions.ask(
                self._question(conflict._replace(contests=contests), lambda: self._asked is asked)
            )

    def _question(self, conflict: Conflict, is_still_relevant: Callable[[], bool]) -> BarQuestion:
        names = {entry.id: _product_name(entry) for entry in self._session.entries}
        text, mine, theirs = _texts(conflict, names)
        return BarQuestion(
            text,
            (
                (mine, lambda: self._decide(conflict, Decision.MINE)),
                (theirs, lambda: self._decide(conflict, Decision.THEIRS)),
            ),
            is_still_relevant,
            can_wait=conflict.replay is not Replay.NONE,
        )

    def _decide(self, conflict: Conflict, decision: Decision) -> None:
        self._undecided = [other for other in self._undecided if other.changes != conflict.changes]
        self._asked = None
        self._session.decide(conflict, decision)
        self._ask_next()

    def _ask_about_deletion(self) -> None:
        is_deleted = self._session.is_deleted_elsewhere
        if is_deleted and not self._asks_about_deletion:
            open_comparison = self._session.saved_comparisons.open_comparison
            self._questions.ask(
                BarQuestion(
                    tr(
                        "“{name}” was deleted in another window. It is still open here.",
                        name=open_comparison.name,
                    ),
                    (
                        (tr("Keep it"), self._session.keep_open_comparison),
                        (tr("Close it"), lambda: self._delete(open_comparison)),
                    ),
                    lambda: self._session.is_deleted_elsewhere,
                )
            )
        self._asks_about_deletion = is_deleted

    def _ask_about_return(self, changes: ChangeSet) -> None:
        """Ask about comparisons that were deleted here, and that another window has put back."""
        if not changes.is_from_elsewhere:
            return
        steps = [step.changes for step in self._session.history.done_steps]
        deleted_here = {deleted for step in steps for deleted in step.deleted_comparisons}
        returned = deleted_here & changes.inverse().deleted_comparisons
        for comparison in self._session.saved_comparisons.comparisons:
            if comparison.id in returned:
                self._ask_about_kept(comparison)

    def _ask_about_kept(self, comparison: SavedComparison) -> None:
        self._questions.ask(
            BarQuestion(
                tr(
                    "“{name}” was deleted here, but it is kept: another window uses it.",
                    name=comparison.name,
                ),
                (
                    (tr("Keep it"), lambda: None),
                    (tr("Delete it"), lambda: self._delete(comparison)),
                ),
                lambda: comparison in self._session.saved_comparisons.comparisons[1:],
            )
        )

    def _delete(self, comparison: SavedComparison) -> None:
        saved = self._session.saved_comparisons
        after = saved.without(comparison.id, self._session.next_comparison_id())
        self._session.apply(
            change_saved_comparisons(saved, after, tr("deletion of “{name}”", name=comparison.name))
        )


def _texts(conflict: Conflict, product_names: Mapping[int, str]) -> tuple[str, str, str]:
    """Return the question, and the answers for the value here and for that of the other window."""
    first, more = conflict.contests[0], len(conflict.contests) - 1
    question, mine, theirs = _contest_texts(first, conflict.replay, product_names)
    if not more:
        return question, mine, theirs
    return (
        count_text(
            more,
            "{question} The same for {count} more.",
            "{question} The same for {count} more.",
            question=question,
        ),
        tr("Use what was entered here")
        if conflict.replay is Replay.NONE
        else tr("Use these values"),
        tr("Keep what the other window has"),
    )


def _contest_texts(
    contest: Contest, replay: Replay, product_names: Mapping[int, str]
) -> tuple[str, str, str]:
    from pricing.model.concurrent_changes import ContestKind

    match contest.kind:
        case ContestKind.ROW_REMOVED:
            return (
                tr(
                    "“{product}” was removed in another window, and changed here.",
                    product=_product_name(contest.mine),
                ),
                tr("Put it back"),
                tr("Leave it removed"),
            )
        case ContestKind.ROW_CHANGED:
            return (
                tr(
                    "“{product}” was changed in another window, and removed here.",
                    product=_product_name(contest.theirs),
                ),
                tr("Remove it"),
                tr("Keep it"),
            )
        case ContestKind.COMPARISON_REMOVED:
            return (
                tr("“{name}” was deleted in another window.", name=contest.theirs),
                tr("Put it back"),
                tr("Leave it deleted"),
            )
    mine, theirs = _told_apart(
        _value_text(contest, contest.mine, product_names),
        _value_text(contest, contest.theirs, product_names),
    )
    return (
        tr(_VALUE_QUESTIONS[replay], what=_subject(contest), mine=mine, theirs=theirs),
        tr("Use “{value}”", value=mine),
        tr("Keep “{value}”", value=theirs),
    )


def _subject(contest: Contest) -> str:
    from pricing.model.concurrent_changes import ContestKind

    if contest.kind is ContestKind.NAME:
        return tr("Name of the comparison")
    if contest.kind is ContestKind.SCENARIO:
        return tr(FIELD_TITLES[contest.key])
    column = TABLE_COLUMNS[COLUMN_INDEX[contest.key]]
    product = _product_name(contest.theirs)
    element = contest.theirs.element if isinstance(contest.theirs, Entry) else ""
    heading = column.full_heading(element=element)
    return tr("{product}, {column}", product=product, column=heading)


def _value_text(contest: Contest, value: object, product_names: Mapping[int, str]) -> str:
    """Return a value as the user would read it."""
    if isinstance(value, Entry):
        text = input_text(value, TABLE_COLUMNS[COLUMN_INDEX[contest.key]], value.element)
    elif contest.key in REGIMEN_TITLES:
        text = regimen_text(contest.key, value, product_names)
    else:
        from pricing.model.scenario_fields import SCENARIO_FIELDS

        quantities = {field.field: field.quantity for field in SCENARIO_FIELDS}
        quantity = quantities.get(contest.key)
        if quantity is not None and isinstance(value, int):
            text = notation().format_number(quantity.text(value))
        else:
            text = str(value)
    return text


def _told_apart(mine: str, theirs: str) -> tuple[str, str]:
    """Return two values short enough for buttons. If those look the same, the starts are left out.

    >>> _told_apart(f"{40 * 'a'} one or two", f"{40 * 'a'} one or three")
    ('…two', '…three')
    """
    start = 0
    if mine != theirs and _cut(mine, 0) == _cut(theirs, 0):
        letters = zip(mine, theirs, strict=False)
        shorter = min(len(mine), len(theirs))
        same = next((at for at, (one, other) in enumerate(letters) if one != other), shorter)
        start = mine[:same].rfind(" ") + 1  # of the word that differs
    return _cut(mine, start), _cut(theirs, start)


def _cut(text: str, start: int) -> str:
    end = start + _MAX_VALUE_LENGTH
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"


def _product_name(entry: object) -> str:
    name = entry.values.get("product") if isinstance(entry, Entry) else None
    return str(name or tr("New product"))
