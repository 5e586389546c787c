"""Creates, opens, renames, copies and deletes comparisons, each in one undo step."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.toolkit.actions import SubmenuEntry, name_in_menu
from app.toolkit.translation import tr
from pricing.model.changes import change_prices, change_saved_comparisons
from pricing.problems.errors import ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtWidgets import QWidget

    from app.session import Session
    from app.toolkit.question_bar import QuestionBar
    from pricing.model.changes import ChangeSet
    from pricing.model.saved_comparisons import SavedComparisons

MAX_RECENT_COMPARISONS = 9
RENAME_WIDTH = 420


class SavedComparisonsController(QObject):
    """Handles the actions on whole comparisons, and offers prices that have changed since."""

    def __init__(
        self,
        session: Session,
        window: QWidget,
        question_bar: Callable[[], QuestionBar],
        may_open_another: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._question_bar = question_bar
        self._may_open_another = may_open_another
        session.changed.connect(self._on_session_changed)

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """Return what each action of this room does, by the action's object name."""
        return {
            "newAction": self.create,
            "renameAction": self.ask_for_name,
            "duplicateComparisonAction": lambda: self.duplicate(
                self._saved_comparisons.open_comparison.id
            ),
            "deleteComparisonAction": lambda: self.delete(
                self._saved_comparisons.open_comparison.id
            ),
        }

    @property
    def _saved_comparisons(self) -> SavedComparisons:
        return self._session.saved_comparisons

    def _apply(self, after: SavedComparisons, undo_text: str) -> None:
        changes = change_saved_comparisons(self._saved_comparisons, after, undo_text)
        if not changes.opens_another or self._may_open_another():
            self._session.apply(changes)

    def _name_of(self, comparison_id: int) -> str:
        return self._saved_comparisons.by_id(comparison_id).name

    # -- actions -------------------------------------------------------------------------------

    def create(self) -> None:
        """Open a new, empty comparison."""
        self._apply(
            self._saved_comparisons.with_new(self._session.next_comparison_id()),
            tr("new comparison"),
        )

    def open(self, comparison_id: int) -> None:
        """Open a comparison. A list that is open may still name one that another window deleted."""
        if self._is_gone(comparison_id):
            return
        after = self._saved_comparisons.with_opened(comparison_id)
        self._apply(after, tr("opening of “{name}”", name=self._name_of(comparison_id)))

    def _is_gone(self, comparison_id: int) -> bool:
        """Return whether there is no such comparison any more, and say so."""
        is_gone = comparison_id not in self._saved_comparisons.names_by_id()
        if is_gone:
            self._session.failed.emit(UserError(ProblemKind.COMPARISON_GONE))
        return is_gone

    def rename(self, comparison_id: int, name: str) -> None:
        """Rename a comparison."""
        self._apply(self._saved_comparisons.with_renamed(comparison_id, name), tr("renaming"))

    def duplicate(self, comparison_id: int) -> None:
        """Copy a comparison under another name, and open the copy."""
        name = tr("{name} (copy)", name=self._name_of(comparison_id))
        copy_id = self._session.next_comparison_id()
        after = self._saved_comparisons.with_new(copy_id, name, copy_of=comparison_id)
        self._apply(after, tr("duplication of a comparison"))

    def delete(self, comparison_id: int) -> None:
        """Delete a comparison. Its products are kept."""
        after = self._saved_comparisons.without(comparison_id, self._session.next_comparison_id())
        self._apply(after, tr("deletion of “{name}”", name=self._name_of(comparison_id)))

    def ask_for_name(self) -> None:
        """Ask for a new name of the open comparison."""
        from PySide6.QtWidgets import QInputDialog

        dialog = QInputDialog(self._window)
        dialog.setObjectName("renameDialog")
        dialog.setWindowTitle(tr("Rename comparison"))
        dialog.setLabelText(tr("Name"))
        dialog.setMinimumWidth(RENAME_WIDTH)
        dialog.setTextValue(self._saved_comparisons.open_comparison.name)
        dialog.textValueSelected.connect(
            lambda name: self.rename(self._saved_comparisons.open_comparison.id, name)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def recent_comparisons(self) -> Iterator[SubmenuEntry]:
        """Yield the comparisons that were opened last, without the open one, for a menu."""
        others = self._saved_comparisons.comparisons[1 : MAX_RECENT_COMPARISONS + 1]
        for number, comparison in enumerate(others, start=1):
            text = f"&{number} {name_in_menu(comparison.name)}"
            yield SubmenuEntry(text, partial(self.open, comparison.id))

    # -- prices that have changed since --------------------------------------------------------

    def _on_session_changed(self, changes: ChangeSet) -> None:
        if changes.opens_another:
            self.offer_newer_prices()

    def offer_newer_prices(self) -> None:
        """Offer prices that have changed since the comparison was made."""
        newer = self._session.newer_prices()
        if not newer:
            return
        from app.saved_comparisons.price_changes import price_question_text
        from app.toolkit.question_bar import BarQuestion

        entries = [entry for entry in self._session.entries if entry.id in newer]
        open_id = self._saved_comparisons.open_comparison.id
        self._question_bar().ask(
            BarQuestion(
                price_question_text(
                    tr("Prices have changed since this comparison was made."), entries, newer
                ),
                ((tr("Use the new prices"), self._use_newer_prices),),
                lambda: (
                    self._saved_comparisons.open_comparison.id == open_id
                    and bool(self._session.newer_prices())
                ),
            )
        )

    def _use_newer_prices(self) -> None:
        newer = self._session.newer_prices()
        self._session.apply(change_prices(self._session.entries, newer, tr("update of prices")))
