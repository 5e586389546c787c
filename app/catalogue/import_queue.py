"""Lists on their way into the catalogue, off the window's thread; what is unclear is asked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue.progress_bar import WorkBar
from app.toolkit.background_tasks import Task
from app.toolkit.file_dialogs import ColumnsAsked
from app.toolkit.locale_format import notation, numbered
from app.toolkit.translation import tr
from pricing.problems.errors import UserError
from pricing.problems.progress import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.session import Session
    from app.toolkit.file_dialogs import Chooser
    from app.toolkit.messages import Messages
    from pricing.catalogue.importing import Filled
    from pricing.catalogue.staging import Joined
    from pricing.problems.progress import Progress
    from pricing.reading.first_rows import Beginning
    from pricing.reading.headers import Layout
    from pricing.reading.importer import Options

# A file is whole once it has its name.
MOST_TOLD = 0.99


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is to be taken in.

    `quietly`: what comes of it is handed on instead of shown. `asking`: the user is there to
    answer questions about its columns.
    """

    path: Path
    quietly: bool = False
    asking: bool = True


class Filling(QObject):
    """One file after the other. `filled` tells that one has joined.

    `columns_asked` asks what the columns of a list hold (ColumnsAsked). Of files that are taken in
    quietly, `read` hands on what came of them (path, Filled), `unread` those of which nothing did,
    with the reason.
    """

    filled = Signal()
    read = Signal(object, object)
    unread = Signal(object, str)
    columns_asked = Signal(object)

    def __init__(self, session: Session, messages: Messages, chooser: Chooser) -> None:
        super().__init__(messages)
        self._session = session
        self._messages = messages
        self._chooser = chooser
        self._waiting: list[Waiting] = []
        self._task: Task | None = None
        self._then: Callable[[], object] = self._next
        self._is_asking = False
        self.bar = WorkBar()
        self.bar.cancelled.connect(self._forget_waiting)

    # -- ways in -------------------------------------------------------------------------------

    def ask_for_lists(self) -> None:
        """Let the user choose lists, or another catalogue's file."""
        from pricing.catalogue import exchange
        from pricing.reading.importer import ENDINGS

        endings = " ".join(f"*{ending}" for ending in (*ENDINGS, *exchange.ENDINGS))
        kinds = f"{tr('Product lists and catalogues')} ({endings});;{tr('All files')} (*)"
        self._chooser.open(tr("Import into catalogue"), kinds, self.fill)

    def ask_for_target(self) -> None:
        """Let the user choose where the whole catalogue is written."""
        from pricing.catalogue.exchange import ENDING

        kinds = f"{tr('Catalogue')} (*{ENDING})"
        self._chooser.save(f"catalogue{ENDING}", kinds, self._export)

    def fill(self, paths: Sequence[Path], *, quietly: bool = False, asking: bool = True) -> None:
        """Take these files in, one after the other; what came of them is said, or handed on."""
        self._waiting += [Waiting(path, quietly, asking) for path in paths]
        self._next()

    # -- one file ------------------------------------------------------------------------------

    def _next(self) -> None:
        if self._task is not None or self._is_asking or not self._waiting:
            return
        file = self._waiting.pop(0)
        self._begin(
            Task(lambda progress: _begun(file.path, progress), self),
            file,
            lambda found: self._go_on(partial(self._settle, file, found)),
        )

    def _go_on(self, then: Callable[[], object]) -> None:
        """When the task at hand is over, do this before the next file."""
        self._then = then

    def _settle(self, file: Waiting, found: Beginning | None) -> None:
        """Take a list in as it is, or ask what its columns hold."""
        from pricing.catalogue.importing import KEPT_WITHOUT
        from pricing.reading.importer import Options

        options = Options(element=self._session.scenario.element, waited_for=KEPT_WITHOUT)
        settled = options if found is None else found.settled(options, self._session.mapping)
        if settled is not None:
            self._take_in(file, settled)
        elif file.asking and found is not None:
            self._ask(file, found, options)
        else:
            name = file.path.name
            self._leave(file, tr("{name}: it is not clear what its columns hold; import it into "
                                 "the catalogue once to say so.", name=name))  # fmt: skip

    def _ask(self, file: Waiting, found: Beginning, options: Options) -> None:
        def answer(layout: Layout, sheet: str) -> None:
            self._is_asking = False
            self._take_in(file, replace(options, layout=layout, sheet=sheet))

        def give_up() -> None:
            self._is_asking = False
            self._leave(file, "")

        self._is_asking = True
        title = tr("Import {name} into the catalogue", name=file.path.name)
        self.columns_asked.emit(ColumnsAsked(title, found, options, answer, give_up))

    def _leave(self, file: Waiting, reason: str) -> None:
        if file.quietly:
            self.unread.emit(file.path, reason)
        self._next()

    def _take_in(self, file: Waiting, options: Options) -> None:
        folder = self._session.folder
        self._begin(
            Task(lambda progress: _filled(folder, file.path, options, progress), self),
            file,
            lambda filled: self._tell(file, filled),
        )

    def _begin(self, task: Task, file: Waiting, done: Callable[..., object]) -> None:
        if file.quietly:
            task.stopped.connect(lambda: self.unread.emit(file.path, ""))
            task.refused.connect(
                lambda fault: self.unread.emit(file.path, f"⚠ {fault.says(notation())}")
            )
        else:
            task.refused.connect(self._refuse)
        task.stopped.connect(
            lambda: self._messages.tell(tr("Cancelled: the catalogue is as it was before."))
        )
        self._run(task, file.path, tr("reading…"), done)

    def _run(self, task: Task, path: Path, says: str, done: Callable[..., object]) -> None:
        self._task = task
        task.done.connect(done)
        self.bar.watch(task, path.name, says)
        task.over.connect(self._end)
        task.start()

    def _tell(self, file: Waiting, filled: Filled) -> None:
        self.filled.emit()
        if file.quietly:
            self.read.emit(file.path, filled)
            return
        name = file.path.name
        problems = [each.in_file(name) for each in filled.problems]
        if filled.joined.rows:
            says = _said(name, filled.joined)
        elif not problems:
            says = tr("{name} holds no products.", name=name)
        elif len(problems) == 1 and problems[0].row is None:
            says, problems = f"{name}: {problems[0].says(notation())}", []
        else:
            says = tr("{name}: nothing was taken into the catalogue.", name=name)
        if problems:
            self._messages.problems(says, problems)
        else:
            self._messages.tell(says, warning=not filled.joined.rows)

    def _refuse(self, fault: object) -> None:
        if isinstance(fault, UserError):
            self._messages.tell(fault.says(notation()), warning=True)

    def _end(self) -> None:
        self._task = None
        then, self._then = self._then, self._next
        then()

    def _export(self, path: Path) -> None:
        folder = self._session.folder

        def tell(count: object) -> None:
            number = notation().number(str(count))
            self._messages.tell(
                tr("{name}: {count} products written.", name=path.name, count=number)
            )

        task = Task(lambda progress: _exported(folder, path, progress), self)
        task.refused.connect(self._refuse)
        task.stopped.connect(lambda: self._messages.tell(tr("Cancelled: nothing was written.")))
        self._run(task, path, tr("writing…"), tell)

    # -- stopping ------------------------------------------------------------------------------

    def _forget_waiting(self) -> None:
        left, self._waiting = self._waiting, []
        for file in left:
            if file.quietly:
                self.unread.emit(file.path, "")

    def close_down(self) -> None:
        """Stop whatever runs: the window closes."""
        self._waiting.clear()
        if self._task is not None:
            self._task.forsake()


def _said(name: str, joined: Joined) -> str:
    """What a list brought."""
    says = tr(
        "{name}: {rows} read; {products}, {prices}.",
        name=name,
        rows=numbered(joined.rows, tr("{count} row"), tr("{count} rows")),
        products=numbered(joined.products, tr("{count} new product"), tr("{count} new products")),
        prices=numbered(joined.prices, tr("{count} new price"), tr("{count} new prices")),
    )
    if joined.unpriced:
        one, many = tr("{count} row has no price yet."), tr("{count} rows have no price yet.")
        says += " " + numbered(joined.unpriced, one, many)
    return says


def _begun(path: Path, progress: Progress) -> Beginning | None:
    from pricing.reading.first_rows import beginning

    found = beginning(path)
    progress.reached(0)
    return found


def _filled(folder: Path, path: Path, options: Options, progress: Progress) -> Filled:
    from pricing.catalogue.catalogue import Products
    from pricing.catalogue.importing import fill

    products = Products(folder)
    try:
        return fill(products, path, options, progress=progress)
    finally:
        products.close()


def _exported(folder: Path, path: Path, progress: Progress) -> int:
    from pricing.catalogue.catalogue import Products

    products = Products(folder)
    try:
        count, size = products.count(), max(products.database.path.stat().st_size, 1)

        def going() -> bool:
            """Tell how much is written; wait while the user wants that."""
            with suppress(OSError, Cancelled):
                written = path.with_name(f"{path.name}.part").stat().st_size
                share = min(written / size, MOST_TOLD)
                progress.reached(round(count * share), share)
            return progress.wanted

        with products.database.cancelling(going):
            products.database.copy_to(path)
        return count
    finally:
        products.close()
