"""The shared catalogue as the window sees it: its state, and a thread that keeps in step."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pricing.problems.errors import UserError
from pricing.problems.plain_facts import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.open_catalogue import OpenCatalogue
    from pricing.catalogue.price_conflicts import PriceConflict
    from pricing.problems.progress import Progress
    from pricing.sharing.shared_catalogue import SharedCatalogue
    from pricing.sharing.state import SharingState, SyncResult, WaitingPrice

SHARING_THREAD = "shared catalogue"
# How long closing waits for the thread. What waits for the network then ends with the program, and
# nothing is lost, because the disk has it.
_CLOSING_SECONDS = 0.3


class SharingNews(NamedTuple):
    """The state of the shared catalogue, with the prices that the user may want to look at."""

    state: SharingState
    waiting: tuple[WaitingPrice, ...]
    conflicts: tuple[PriceConflict, ...]


class CatalogueSharing(QObject):
    """Keeps the catalogue in step with its server, if it has one. It never holds the window up."""

    changed = Signal()  # `news` is another one
    catalogue_changed = Signal()  # the server has brought other products or prices
    answered = Signal(object)  # what came of a call: None, or the UserError

    _arrived = Signal(object, object)  # SharingNews | None and SyncResult | None, from the thread

    def __init__(self, open_catalogue: OpenCatalogue) -> None:
        super().__init__(open_catalogue)
        self._open_catalogue = open_catalogue
        self.news: SharingNews | None = None
        self._watch: _Watch | None = None
        self._arrived.connect(self._on_arrived)
        self.catalogue_changed.connect(open_catalogue.changed)

    @property
    def is_shared(self) -> bool:
        """Whether the catalogue is shared, as far as is known yet."""
        return self.news is not None

    # -- following the server ------------------------------------------------------------------

    def start(self) -> None:
        """Follow the server in a thread, if the catalogue is shared."""
        if self._watch is None and self._open_catalogue.exists:
            self._watch = _Watch(self._open_catalogue, self._arrived.emit)
            self._watch.start()

    def close(self) -> None:
        """Stop following."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _on_arrived(self, news: SharingNews | None, result: SyncResult | None) -> None:
        if self._watch is None:  # it was told before the watch was stopped
            return
        self.news = news
        self.changed.emit()
        if (result is not None and result.has_changed) or self._open_catalogue.is_outdated:
            self.catalogue_changed.emit()

    # -- what the user asks for ----------------------------------------------------------------

    def test(self, address: str) -> None:
        """Ask a server whether this counter may use it. `answered` tells."""

        def work(_: Progress) -> None:
            from pricing.sharing.shared_catalogue import test_server

            test_server(address)

        self._run(work, lambda _: self.answered.emit(None))

    def join(self, address: str, name: str) -> None:
        """Share the catalogue through a server. `answered` tells, also if it may only be read."""

        def join(shared: SharedCatalogue, progress: Progress) -> None:
            problem = shared.join(address, name, progress).problem
            if problem is not None:
                raise UserError(problem.kind, **problem.parameters)

        self._call(join)

    def leave(self) -> None:
        """Keep the catalogue, and share it no longer. `answered` tells."""
        self._call(lambda shared, _: shared.leave())

    def sync(self) -> None:
        """Send and fetch now. `answered` tells."""
        self._call(lambda shared, progress: shared.sync(progress))

    def _call(self, call: Callable[[SharedCatalogue, Progress], object]) -> None:
        """Make a call in another thread while nothing else follows the server."""
        self.close()

        def work(progress: Progress) -> SharingNews | None:
            from pricing.sharing.shared_catalogue import SharedCatalogue

            with SharedCatalogue(self._open_catalogue.data_folder) as shared:
                call(shared, progress)
                return _read_news(shared)

        self._run(work, self._on_called)

    def _run(self, work: Callable[[Progress], object], on_done: Callable[..., object]) -> None:
        self._open_catalogue.run_in_background(work, on_done, self._on_error)

    def _on_called(self, news: SharingNews | None) -> None:
        self.news = news
        self.answered.emit(None)
        self.changed.emit()
        self.catalogue_changed.emit()
        self.start()

    def _on_error(self, error: UserError) -> None:
        self.answered.emit(error)
        self.start()


class _Watch(Thread):
    """Follows the server until it is stopped.

    It ends with the program even while it waits for the network, which no thread of Qt may do.
    """

    def __init__(
        self, open_catalogue: OpenCatalogue, on_news: Callable[[object, object], object]
    ) -> None:
        super().__init__(name=SHARING_THREAD, daemon=True)
        self._folder = open_catalogue.data_folder
        self._on_news = on_news
        self._is_stopped = Event()

    def stop(self) -> None:
        """Let the thread end, and wait a moment for it."""
        self._is_stopped.set()
        self.join(_CLOSING_SECONDS)

    def run(self) -> None:
        from pricing.store.data_files import CATALOGUE_FILE, SHARING_TABLE
        from pricing.store.opening import may_have_table

        path = self._folder / CATALOGUE_FILE.name
        if not may_have_table(path, CATALOGUE_FILE, SHARING_TABLE):
            return  # most are not shared, and to load what shares them holds up the window
        from pricing.sharing.shared_catalogue import SharedCatalogue

        try:
            with SharedCatalogue(self._folder, defers_check=True) as shared:
                if shared.is_shared:
                    self._tell(shared, None)
                    shared.watch(
                        lambda result: self._tell(shared, result),
                        lambda: not self._is_stopped.is_set(),
                    )
        except UserError:  # it is no longer shared, or the window has told of the file already
            return

    def _tell(self, shared: SharedCatalogue, result: SyncResult | None) -> None:
        if not self._is_stopped.is_set():
            self._on_news(_read_news(shared), result)


def _read_news(shared: SharedCatalogue) -> SharingNews | None:
    from pricing.catalogue.price_conflicts import find_latest_conflicts

    state = shared.state()
    if state is None:
        return None
    conflicts = find_latest_conflicts(shared.catalogue)
    return SharingNews(state, shared.waiting_prices(), conflicts)
