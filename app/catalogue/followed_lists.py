"""Followed lists: read again when they change, with their last prices kept meanwhile."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.toolkit.actions import SubmenuEntry, name_in_menu
from app.toolkit.locale_format import count_text, notation
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.translation import tr
from pricing.problems.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.catalogue.import_queue import ImportQueue
    from app.toolkit.file_dialogs import FileDialogs
    from pricing.catalogue.importing import ImportResult

# A shared drive reports no changes, so the files are checked again and again.
SECONDS_BETWEEN_CHECKS = 30
# Late enough to leave the window's start alone.
SECONDS_BEFORE_FIRST_CHECK = 2
MAX_PRICES_NAMED = 3


class FollowedLists(QObject):
    """Reads followed lists when they change, and reports the changes in the status bar.

    The settings keep each list's path and stamp. The products of a list stay in the catalogue even
    if its file is gone.
    """

    status_reported = Signal(str)

    def __init__(
        self, import_queue: ImportQueue, file_dialogs: FileDialogs, settings: Settings
    ) -> None:
        super().__init__(import_queue)
        self._import_queue = import_queue
        self._file_dialogs = file_dialogs
        self._settings = settings
        self._unreachable: set[Path] = set()
        self._stamps_being_read: dict[Path, list[int]] = {}
        self._last_messages: dict[Path, str] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.check_for_changes)
        import_queue.quiet_import_finished.connect(self._on_imported)
        import_queue.quiet_import_failed.connect(self._on_import_failed)
        if self._stored_stamps():
            self._timer.start(SECONDS_BEFORE_FIRST_CHECK * 1_000)

    def _stored_stamps(self) -> dict[str, list[int]]:
        """Return each list's path and the stamp of its last import: write time and size."""
        text = self._settings.state_text(WindowStateKey.FOLLOWED_LISTS)
        return dict(json.loads(text)) if text else {}

    def _store_stamps(self, lists: dict[str, list[int]]) -> None:
        self._settings.save_state(WindowStateKey.FOLLOWED_LISTS, json.dumps(lists))
        try:
            self._settings.sync()
        except UserError as error:
            self.status_reported.emit(f"⚠ {error.message(notation())}")

    # -- choosing lists ------------------------------------------------------------------------

    def choose_lists(self) -> None:
        """Let the user choose lists to follow."""
        from pricing.reading.importer import LIST_EXTENSIONS

        endings = " ".join(f"*{ending}" for ending in LIST_EXTENSIONS)
        name_filter = f"{tr('Product lists')} ({endings})"
        self._file_dialogs.choose_files(tr("Follow price lists"), name_filter, self.follow)

    def follow(self, paths: Sequence[Path]) -> None:
        """Import these lists now and whenever they change."""
        self._store_stamps(
            {**{str(path.absolute()): [] for path in paths}, **self._stored_stamps()}
        )
        self._check_lists(may_ask=True)

    def stop_following(self, name: str) -> None:
        """Stop following a list. Its products stay in the catalogue."""
        self._store_stamps(
            {path: stamp for path, stamp in self._stored_stamps().items() if path != name}
        )
        self.status_reported.emit(tr("{name} is no longer followed.", name=Path(name).name))

    def menu_entries(self) -> Iterator[SubmenuEntry]:
        """Yield the followed lists, for a menu. Choosing one stops following it."""
        for name in self._stored_stamps():
            text = tr("Stop following {name}", name=name_in_menu(Path(name).name))
            yield SubmenuEntry(text, partial(self.stop_following, name), name)

    # -- checking for changes ------------------------------------------------------------------

    def check_for_changes(self) -> None:
        """Import the lists that have changed since their last import."""
        self._check_lists(may_ask=False)

    def _check_lists(self, *, may_ask: bool) -> None:
        from pricing.catalogue.importing import file_stamp

        self._timer.start(SECONDS_BETWEEN_CHECKS * 1_000)
        for name, old_stamp in self._stored_stamps().items():
            path = Path(name)
            stamp = file_stamp(path)
            if stamp is None:
                self._report_unreachable(path)
            elif list(stamp) != old_stamp and path not in self._stamps_being_read:
                self._stamps_being_read[path] = list(stamp)
                self._import_queue.import_files([path], quietly=True, may_ask=may_ask)
            elif path in self._unreachable:
                self.status_reported.emit(tr("{name} can be reached again.", name=path.name))
            self._unreachable -= {path} if stamp is not None else set()

    def _report_unreachable(self, path: Path) -> None:
        if path not in self._unreachable:
            self._unreachable.add(path)
            self.status_reported.emit(
                tr("{name} cannot be reached. Its last prices are kept.", name=path.name)
            )

    def _on_imported(self, path: Path, result: ImportResult) -> None:
        """Store the stamp, unless no row was imported: then the next check tries again."""
        stamp, lists = self._stamps_being_read.pop(path, []), self._stored_stamps()
        has_rows = bool(result.summary.rows)
        if str(path) in lists and has_rows:
            self._store_stamps({**lists, str(path): stamp})
        self._report(path, _changes_summary(path, result), is_repeatable=has_rows)

    def _on_import_failed(self, path: Path, reason: str) -> None:
        """Report why. The next check tries again."""
        self._stamps_being_read.pop(path, None)
        if reason:
            self._report(path, reason)

    def _report(self, path: Path, message: str, *, is_repeatable: bool = False) -> None:
        """Report what happened to a list, but report the same problem only once."""
        if is_repeatable or self._last_messages.get(path) != message:
            self.status_reported.emit(message)
        self._last_messages[path] = message

    def close(self) -> None:
        """Stop checking."""
        self._timer.stop()


def _changes_summary(path: Path, result: ImportResult) -> str:
    summary = result.summary
    if not summary.rows:
        if not result.problems:
            return tr("{name} contains no products.", name=path.name)
        problem = result.problems[0].message(notation())
        return tr("⚠ {name}: {problem}", name=path.name, problem=problem)
    text = tr(
        "{name} was read: {products}, {prices}.",
        name=path.name,
        products=count_text(summary.products, "{count} new product", "{count} new products"),
        prices=count_text(summary.prices, "{count} new price", "{count} new prices"),
    )
    from app.catalogue.model import money_text

    for change in summary.changed[:MAX_PRICES_NAMED]:
        old_price = money_text(change.old_price, change.currency)
        new_price = money_text(change.new_price, change.currency)
        text += " " + tr(
            "{product}: {was} → {now}.", product=change.product, was=old_price, now=new_price
        )
    return text
