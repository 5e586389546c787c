"""Lists that stay where they are: read again when they change, kept while they are away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction

from app.catalogue.results_model import money
from app.toolkit.locale_format import numbered
from app.toolkit.settings import Remembered, Settings
from app.toolkit.translation import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QMenu

    from app.catalogue.import_queue import Filling
    from app.toolkit.file_dialogs import Chooser
    from pricing.catalogue.importing import Filled

# A shared drive tells nobody of changes: it has to be looked at.
SECONDS_BETWEEN_LOOKS = 30
# After the window is painted.
SECONDS_BEFORE_FIRST_LOOK = 2
MOST_NAMED = 3


class LinkedLists(QObject):
    """The lists that are followed. `told` says what changed in one, or that it is away.

    What was read last stays in the catalogue, whatever becomes of the file.
    """

    told = Signal(str)

    def __init__(self, filling: Filling, chooser: Chooser, settings: Settings) -> None:
        super().__init__(filling)
        self._filling = filling
        self._chooser = chooser
        self._settings = settings
        self._away: set[Path] = set()
        self._reading: dict[Path, list[int]] = {}
        self._said: dict[Path, str] = {}
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        filling.read.connect(self._take)
        filling.unread.connect(self._leave)
        if self._kept():
            self._timer.start(SECONDS_BEFORE_FIRST_LOOK * 1_000)

    def _kept(self) -> dict[str, list[int]]:
        """Path -> when it was written and how long it was, as it was read last."""
        text = self._settings.text(Remembered.LINKED_LISTS)
        return dict(json.loads(text)) if text else {}

    def _keep(self, lists: dict[str, list[int]]) -> None:
        self._settings.keep(Remembered.LINKED_LISTS, json.dumps(lists))
        self._settings.write()

    # -- what is followed ----------------------------------------------------------------------

    def ask(self) -> None:
        """Let the user choose lists to follow."""
        from pricing.reading.importer import ENDINGS

        kinds = f"{tr('Product lists')} ({' '.join(f'*{ending}' for ending in ENDINGS)})"
        self._chooser.open(tr("Follow price lists"), kinds, self.follow)

    def follow(self, paths: Sequence[Path]) -> None:
        """Read these lists now, and whenever they change."""
        self._keep({**{str(path.absolute()): [] for path in paths}, **self._kept()})
        self._look(asking=True)

    def forget(self, name: str) -> None:
        """Follow a list no more; what it told stays in the catalogue."""
        self._keep({path: stamp for path, stamp in self._kept().items() if path != name})
        self.told.emit(tr("{name} is no longer followed.", name=Path(name).name))

    def fill_menu(self, menu: QMenu) -> None:
        """The lists that are followed; choosing one ends that."""
        menu.clear()
        for name in self._kept():
            text = tr("Stop following {name}", name=Path(name).name.replace("&", "&&"))
            action = QAction(text, menu)
            action.setToolTip(name)
            action.triggered.connect(lambda _=False, name=name: self.forget(name))
            menu.addAction(action)
        menu.setEnabled(bool(self._kept()))

    # -- looking -------------------------------------------------------------------------------

    def look(self) -> None:
        """Read what has changed since it was read last."""
        self._look(asking=False)

    def _look(self, *, asking: bool) -> None:
        from pricing.catalogue.importing import stamp

        self._timer.start(SECONDS_BETWEEN_LOOKS * 1_000)
        for name, before in self._kept().items():
            path = Path(name)
            now = stamp(path)
            if now is None:
                self._miss(path)
            elif list(now) != before and path not in self._reading:
                self._reading[path] = list(now)
                self._filling.fill([path], quietly=True, asking=asking)
            elif path in self._away:
                self.told.emit(tr("{name} can be reached again.", name=path.name))
            self._away -= {path} if now is not None else set()

    def _miss(self, path: Path) -> None:
        if path not in self._away:
            self._away.add(path)
            self.told.emit(
                tr("{name} cannot be reached: its last prices are kept.", name=path.name)
            )

    def _take(self, path: Path, filled: Filled) -> None:
        """Remember what was read; where nothing could be, it is tried again at the next look."""
        stamp, lists = self._reading.pop(path, []), self._kept()
        if str(path) in lists and filled.joined.rows:
            self._keep({**lists, str(path): stamp})
        self._tell(path, _said(path, filled), again=bool(filled.joined.rows))

    def _leave(self, path: Path, reason: str) -> None:
        """Nothing came of it: it is tried again at the next look."""
        self._reading.pop(path, None)
        if reason:
            self._tell(path, reason)

    def _tell(self, path: Path, says: str, *, again: bool = False) -> None:
        """Say what became of a list; what is the same at every look is said once."""
        if again or self._said.get(path) != says:
            self.told.emit(says)
        self._said[path] = says

    def close(self) -> None:
        """Look no more."""
        self._timer.stop()


def _said(path: Path, filled: Filled) -> str:
    joined = filled.joined
    if not joined.rows:
        return f"⚠ {path.name}: {filled.problems[0].what}" if filled.problems else path.name
    told = [
        tr("{name} was read", name=path.name),
        numbered(joined.products, tr("{count} new product"), tr("{count} new products")),
        numbered(
            joined.prices, tr("{count} new price"), tr("{count} new prices")
        ),
        *(
            tr("{product}: {was} → {now}", product=each.product, was=money(each.was, each.currency),
               now=money(each.now, each.currency))
            for each in joined.changed[:MOST_NAMED]
        ),
    ]  # fmt: skip
    return "; ".join(told)
