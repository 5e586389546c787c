"""Lists that stay where they are: read again when they change, kept while they are away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from app.catalogue.model import money_text
from app.toolkit.locale_format import count_text
from app.toolkit.settings import Settings, WindowStateKey
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from app.catalogue.import_queue import ImportQueue
    from app.toolkit.file_dialogs import FileDialogs
    from pricing.catalogue.importing import ImportResult

# A shared drive tells nobody of changes: it has to be looked at.
SECONDS_BETWEEN_CHECKS = 30
# After the window is painted.
SECONDS_BEFORE_FIRST_CHECK = 2
MAX_PRICES_NAMED = 3


class FollowedLists(QObject):
    """The lists that are followed. `told` says what changed in one, or that it is away.

    What was read last stays in the catalogue, whatever becomes of the file.
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
        """Path -> when it was written and how long it was, as it was read last."""
        text = self._settings.state_text(WindowStateKey.FOLLOWED_LISTS)
        return dict(json.loads(text)) if text else {}

    def _store_stamps(self, lists: dict[str, list[int]]) -> None:
        self._settings.save_state(WindowStateKey.FOLLOWED_LISTS, json.dumps(lists))
        self._settings.sync()

    # -- what is followed ----------------------------------------------------------------------

    def choose_lists(self) -> None:
        """Let the user choose lists to follow."""
        from pricing.reading.importer import LIST_EXTENSIONS

        kinds = f"{tr('Product lists')} ({' '.join(f'*{ending}' for ending in LIST_EXTENSIONS)})"
        self._file_dialogs.choose_files(tr("Follow price lists"), kinds, self.follow)

    def follow(self, paths: Sequence[Path]) -> None:
        """Read these lists now, and whenever they change."""
        self._store_stamps(
            {**{str(path.absolute()): [] for path in paths}, **self._stored_stamps()}
        )
        self._check_lists(may_ask=True)

    def stop_following(self, name: str) -> None:
        """Follow a list no more; what it told stays in the catalogue."""
        self._store_stamps(
            {path: stamp for path, stamp in self._stored_stamps().items() if path != name}
        )
        self.status_reported.emit(tr("{name} is no longer followed.", name=Path(name).name))

    def fill_menu(self, menu: QMenu) -> None:
        """The lists that are followed; choosing one ends that."""
        menu.clear()
        for name in self._stored_stamps():
            text = tr("Stop following {name}", name=Path(name).name.replace("&", "&&"))
            action = QAction(text, menu)
            action.setToolTip(name)
            action.triggered.connect(lambda _=False, name=name: self.stop_following(name))
            menu.addAction(action)
        menu.setEnabled(bool(self._stored_stamps()))

    # -- looking -------------------------------------------------------------------------------

    def check_for_changes(self) -> None:
        """Read what has changed since it was read last."""
        self._check_lists(may_ask=False)

    def _check_lists(self, *, may_ask: bool) -> None:
        from pricing.catalogue.importing import file_stamp

        self._timer.start(SECONDS_BETWEEN_CHECKS * 1_000)
        for name, before in self._stored_stamps().items():
            path = Path(name)
            now = file_stamp(path)
            if now is None:
                self._report_unreachable(path)
            elif list(now) != before and path not in self._stamps_being_read:
                self._stamps_being_read[path] = list(now)
                self._import_queue.import_files([path], quietly=True, may_ask=may_ask)
            elif path in self._unreachable:
                self.status_reported.emit(tr("{name} can be reached again.", name=path.name))
            self._unreachable -= {path} if now is not None else set()

    def _report_unreachable(self, path: Path) -> None:
        if path not in self._unreachable:
            self._unreachable.add(path)
            self.status_reported.emit(
                tr("{name} cannot be reached: its last prices are kept.", name=path.name)
            )

    def _on_imported(self, path: Path, filled: ImportResult) -> None:
        """Remember what was read; where nothing could be, it is tried again at the next look."""
        stamp, lists = self._stamps_being_read.pop(path, []), self._stored_stamps()
        if str(path) in lists and filled.summary.rows:
            self._store_stamps({**lists, str(path): stamp})
        self._report(path, _changes_summary(path, filled), is_repeatable=bool(filled.summary.rows))

    def _on_import_failed(self, path: Path, reason: str) -> None:
        """Nothing came of it: it is tried again at the next look."""
        self._stamps_being_read.pop(path, None)
        if reason:
            self._report(path, reason)

    def _report(self, path: Path, message: str, *, is_repeatable: bool = False) -> None:
        """Say what became of a list; what is the same at every look is said once."""
        if is_repeatable or self._last_messages.get(path) != message:
            self.status_reported.emit(message)
        self._last_messages[path] = message

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()


def _changes_summary(path: Path, filled: ImportResult) -> str:
    joined = filled.summary
    if not joined.rows:
        return f"⚠ {path.name}: {filled.problems[0].description}" if filled.problems else path.name
    told = [
        tr("{name} was read", name=path.name),
        count_text(joined.products, "{count} new product", "{count} new products"),
        count_text(
            joined.prices, "{count} new price", "{count} new prices"
        ),
        *(
            tr("{product}: {was} → {now}", product=each.product, was=money_text(each.old_price,
            each.currency),
               now=money_text(each.new_price, each.currency))
            for each in joined.changed[:MAX_PRICES_NAMED]
        ),
    ]  # fmt: skip
    return "; ".join(told)
