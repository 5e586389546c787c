"""Reading of lists by another process, which a file can end, stop or fill without harm here.

Every list from outside is read through this module. `worker` is the other process.
"""

from __future__ import annotations

import atexit
import os
import queue
import subprocess
import sys
import time
from base64 import b64decode, b64encode
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread, Timer
from typing import IO, TYPE_CHECKING, Any

from pricing.problems.errors import BadInput, Problem, ProblemKind
from pricing.problems.plain_facts import dataclass
from pricing.problems.progress import Cancelled
from pricing.reading import wire
from pricing.reading.list_questions import has_unclear_encoding, leaves_question
from pricing.reading.process_bounds import (
    MAX_MEMORY_MB,
    bound_child,
    exceeds_memory,
    resident_memory,
)
from pricing.reading.product_list import BATCH_SIZE, ListBatch, ProductList, combine_batches
from pricing.reading.reading_options import ReadingOptions

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from pricing.reading.list_questions import FirstRows

MAX_SECONDS = 20
MAX_PROBLEMS = 400_000
# What a list takes that is held as a whole. Its products take about 100 bytes a cell.
_MAX_WHOLE_LIST_BYTES = 32_000_000
_MAX_WHOLE_LIST_CELLS = 3_500_000
_SECONDS_BETWEEN_LOOKS = 0.05
# While the machine slept, or this program was stopped or paused, nothing was read.
_MAX_SECONDS_COUNTED = 2.0
_MAX_WAITING_MESSAGES = 2
_IDLE_SECONDS = 30
# A process that read a larger file is not used for another one.
_MAX_IDLE_MEMORY = 100_000_000
# A library of openpyxl calculates with a thread and 40 MB for each core, which no list needs.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
WORKER_OPTION = "--read-for-another-process"


# -- lists -------------------------------------------------------------------------------------


def _never_cancelled() -> bool:
    return True


def read_products(
    path: Path,
    options: ReadingOptions | None = None,
    should_continue: Callable[[], bool] = _never_cancelled,
) -> ProductList:
    """Read a product list as a whole. Whatever the file holds, nothing is raised for it.

    Raises:
        Cancelled: `should_continue` returned False.
    """
    request = ("batches", str(path.absolute()), (options or ReadingOptions(), BATCH_SIZE))
    messages = _Messages(should_continue, is_whole=True)
    try:
        batches = [_in_file(batch, path) for batch in messages.values(request)]
    except BadInput as error:
        batches = [_refusal(error, path)]
    return combine_batches(batches)


def read_batches(
    path: Path,
    options: ReadingOptions | None = None,
    size: int = BATCH_SIZE,
    should_continue: Callable[[], bool] = _never_cancelled,
) -> Generator[ListBatch, None, None]:
    """Yield the rows of a list in batches of `size`. Close the generator to stop.

    Nothing is raised for what the file holds. If the list is or becomes unusable, the last batch
    holds a problem without a row.

    Raises:
        Cancelled: `should_continue` returned False.
    """
    request = ("batches", str(path.absolute()), (options or ReadingOptions(), size))
    try:
        for batch in _Messages(should_continue, is_whole=False).values(request):
            yield _in_file(batch, path)
    except BadInput as error:
        yield _refusal(error, path)


def read_first_rows(
    path: Path,
    should_continue: Callable[[], bool] = _never_cancelled,
    *,
    asks_encoding: bool = False,
) -> FirstRows | None:
    """Return the first rows of a list.

    Return None for a register, whose columns are known, and for a file that cannot be read.
    `asks_encoding` says that the encoding is unclear, though the first rows may not show it.

    Raises:
        Cancelled: `should_continue` returned False.
    """
    request = ("first rows", str(path.absolute()), asks_encoding)
    try:
        (first_rows,) = _Messages(should_continue, is_whole=True).values(request)
    except BadInput:
        return None
    return first_rows  # type: ignore[no-any-return]


def read_catalogue(
    path: Path, should_continue: Callable[[], bool] = _never_cancelled
) -> Generator[ListBatch, None, None]:
    """Yield the rows of a catalogue that somebody else has exported, and their problems.

    Raises:
        BadInput: It is no catalogue, or cannot be read within the bounds.
        Cancelled: `should_continue` returned False.
    """
    request = ("catalogue", str(path.absolute()), None)
    for batch in _Messages(should_continue, is_whole=False).values(request):
        yield _in_file(batch, path)


def merge_into_workbook(
    path: Path, sheets: bytes, should_continue: Callable[[], bool] = _never_cancelled
) -> bytes:
    """Return a user's workbook with the sheets of another workbook. No file is changed.

    Raises:
        BadInput: It cannot be read within the bounds, or something would be lost.
        Cancelled: `should_continue` returned False.
    """
    request = ("workbook", str(path.absolute()), b64encode(sheets).decode("ascii"))
    pieces = _Messages(should_continue, is_whole=False).values(request)
    try:
        return b"".join(b64decode(piece, validate=True) for piece in pieces)
    except (ValueError, TypeError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(ProblemKind.READER_BROKE_OFF) from None


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list that was read to be opened.

    `first_rows` is None for a register, and for a file that cannot be read. `product_list` is None
    if the user has to say what the columns are.
    """

    first_rows: FirstRows | None
    product_list: ProductList | None

    @property
    def has_rows(self) -> bool:
        """Whether any row was read."""
        return self.product_list is not None and bool(self.product_list.all_rows)


def open_list(
    path: Path,
    options: ReadingOptions,
    saved_layouts: Mapping[str, str],
    *,
    always_ask: bool = False,
    should_continue: Callable[[], bool] = _never_cancelled,
) -> OpenedList:
    """Read a list in the layout that was saved for its header row, or else in the likeliest one.

    Args:
        path: The list.
        options: The options of the user, without a layout.
        saved_layouts: The texts of the saved layouts, by the keys of their header rows.
        always_ask: Whether the user has to confirm the columns, however clear they are.
        should_continue: Return False to cancel.

    Raises:
        Cancelled: `should_continue` returned False.
    """
    first_rows = read_first_rows(path, should_continue)
    if first_rows is None:
        return OpenedList(None, read_products(path, options, should_continue))
    if always_ask:
        return OpenedList(first_rows, None)
    product_list = _read_as_saved(path, options, first_rows, saved_layouts, should_continue)
    if has_unclear_encoding(product_list) and not first_rows.has_unclear_encoding:
        # Only rows further below show it.
        first_rows = read_first_rows(path, should_continue, asks_encoding=True) or first_rows
        product_list = _read_as_saved(path, options, first_rows, saved_layouts, should_continue)
    if leaves_question(product_list):
        return OpenedList(first_rows.with_texts_below(product_list.problems), None)
    return OpenedList(first_rows, product_list)


def _read_as_saved(
    path: Path,
    options: ReadingOptions,
    first_rows: FirstRows,
    saved_layouts: Mapping[str, str],
    should_continue: Callable[[], bool],
) -> ProductList:
    """Read a list in the layout that was saved for it, if there is one."""
    layout = first_rows.find_saved_layout(saved_layouts) if saved_layouts else None
    return read_products(path, replace(options, layout=layout), should_continue)


def _refusal(error: BadInput, path: Path) -> ListBatch:
    problem = Problem.from_bad_input(error, row=None, column="", value="")
    return ListBatch(problems=(problem.with_file(str(path)),), share_read=1.0)


def _in_file(batch: ListBatch, path: Path) -> ListBatch:
    if not batch.problems:
        return batch
    problems = tuple(problem.with_file(str(path)) for problem in batch.problems)
    return replace(batch, problems=problems)


# -- one request -------------------------------------------------------------------------------


class _Messages:
    """The answers to one request, and the bounds on it.

    If `is_whole`, the bounds are those on a list that is held as a whole. Else the list may take
    any time, but a batch may not.
    """

    def __init__(self, should_continue: Callable[[], bool], *, is_whole: bool) -> None:
        self._should_continue = should_continue
        self._is_whole = is_whole
        self._seconds = 0.0
        self._counted_at = time.monotonic()
        self._byte_count = self._problem_count = self._cell_count = 0

    def values(self, request: tuple[str, str, Any]) -> Iterator[Any]:
        """Yield the values that answer a request.

        Raises:
            BadInput: The file cannot be read within the bounds.
            Cancelled: The user cancelled.
        """
        process = _take_process(request[1])
        is_fit = False
        try:
            process.send(request)
            while True:
                kind, value = self._next_message(process)
                if kind == "end":
                    is_fit = True
                    return
                if kind == "value":
                    self._count(value)
                    yield value
                elif kind == "refused":
                    raise BadInput(value.kind, **value.parameters)
                elif kind == "bug":
                    raise RuntimeError(value)
        finally:
            _give_back(process) if is_fit else process.end()

    def _next_message(self, process: _ReaderProcess) -> tuple[str, Any]:
        data = self._wait_for_data(process)
        if data is None:
            raise BadInput(ProblemKind.READER_BROKE_OFF)
        if self._is_whole:
            self._byte_count += len(data)
            if self._byte_count > _MAX_WHOLE_LIST_BYTES:
                raise _too_much_memory()
        else:
            self._seconds = 0.0
        try:
            kind, value = wire.decode_message(data)
        except (ValueError, TypeError, LookupError, RecursionError):
            raise BadInput(ProblemKind.READER_BROKE_OFF) from None
        return kind, value

    def _wait_for_data(self, process: _ReaderProcess) -> bytes | None:
        while True:
            if not self._should_continue():
                raise Cancelled
            self._count_seconds()
            with suppress(queue.Empty):
                return process.messages.get(timeout=_SECONDS_BETWEEN_LOOKS)
            if process.exceeds_memory:
                raise _too_much_memory()

    def _count_seconds(self) -> None:
        now = time.monotonic()
        self._seconds += min(now - self._counted_at, _MAX_SECONDS_COUNTED)
        self._counted_at = now
        if self._seconds > MAX_SECONDS:
            raise BadInput(ProblemKind.READING_TAKES_TOO_LONG, seconds=MAX_SECONDS)

    def _count(self, value: object) -> None:
        if not isinstance(value, ListBatch):
            return
        self._problem_count += len(value.problems)
        if self._problem_count > MAX_PROBLEMS:
            raise BadInput(ProblemKind.TOO_MANY_PROBLEMS, largest=MAX_PROBLEMS)
        for rows in (value.products, value.incomplete):
            self._cell_count += len(rows) * len(rows.columns)
        # Repeated values arrive packed, so their bytes say little.
        if self._is_whole and self._cell_count > _MAX_WHOLE_LIST_CELLS:
            raise _too_much_memory()


def _too_much_memory() -> BadInput:
    return BadInput(ProblemKind.READING_TAKES_TOO_MUCH_MEMORY, largest=MAX_MEMORY_MB)


# -- processes ---------------------------------------------------------------------------------


class _ReaderProcess:
    """A process that reads one file after the other."""

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very program
                _worker_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | _ONE_THREAD,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise BadInput(ProblemKind.UNREADABLE_FILE, reason=error.strerror) from None
        self._bounds = bound_child(self._process)
        self._kept_name = ""
        self.messages: queue.Queue[bytes | None] = queue.Queue(_MAX_WAITING_MESSAGES)
        self._receiver = Thread(target=self._receive, args=(self._process.stdout,), daemon=True)
        self._receiver.start()

    def send(self, request: tuple[str, str, Any]) -> None:
        """Ask for a file."""
        kind, name, _ = request
        self._kept_name = name if kind == "first rows" else ""
        if self._process.stdin is not None:
            with suppress(OSError):  # it is gone, which shows when its answer is awaited
                wire.write_message(self._process.stdin, request)

    def _receive(self, file: IO[bytes]) -> None:
        data: bytes | None = b""
        while data is not None:
            try:
                data = wire.read_message(file)
            except (OSError, ValueError, wire.MessageTooLargeError):
                data = None
            self.messages.put(data)

    @property
    def exceeds_memory(self) -> bool:
        """Whether it has more in memory than it may have."""
        return exceeds_memory(self._process)

    def is_fit_for(self, name: str) -> bool:
        """Return whether it can read this file after those that it has read.

        Whoever has sent the first rows of a file still has its tables.
        """
        if self._process.poll() is not None:
            return False
        return name == self._kept_name or resident_memory(self._process) < _MAX_IDLE_MEMORY

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        while self._receiver.is_alive():  # it may wait for room
            with suppress(queue.Empty):
                self.messages.get(timeout=0.01)
        for file in (self._process.stdin, self._process.stdout):
            if file is not None:
                with suppress(OSError):
                    file.close()
        self._process.wait()


_idle_processes: list[_ReaderProcess] = []
_lock = Lock()
_idle_timer: Timer | None = None


def _take_process(name: str) -> _ReaderProcess:
    """Return a process that is ready to read a file of this name."""
    with _lock:
        while _idle_processes:
            process = _idle_processes.pop()
            if process.is_fit_for(name):
                return process
            process.end()
    return _ReaderProcess()


def _give_back(process: _ReaderProcess) -> None:
    """Keep a process for the next file, which then need not wait for a new one."""
    global _idle_timer  # noqa: PLW0603
    with _lock:
        _idle_processes.append(process)
        if _idle_timer is not None:
            _idle_timer.cancel()
        _idle_timer = Timer(_IDLE_SECONDS, end_idle_processes)
        _idle_timer.daemon = True
        _idle_timer.start()


def prepare() -> None:
    """Start a process ahead of the file that it will read."""
    with suppress(BadInput):
        _give_back(_take_process(""))


def end_idle_processes() -> None:
    """End the processes that wait for a file."""
    with _lock:
        while _idle_processes:
            _idle_processes.pop().end()


atexit.register(end_idle_processes)


def _worker_command() -> list[str]:
    if getattr(sys, "frozen", False):  # the window's own program has no console to answer on
        ending = ".exe" if sys.platform == "win32" else ""
        return [str(Path(sys.executable).with_name(f"elemental-cli{ending}")), WORKER_OPTION]
    # The folder of a list must not be searched for modules, so the folders are stated.
    folders = [str(Path(__file__).parents[2]), *filter(os.path.isabs, sys.path)]
    code = (
        f"import sys; sys.path[:] = {folders!r}; from pricing.commands.worker import main; main()"
    )
    python = Path(sys.executable)
    if sys.platform == "win32":  # that of an environment only starts another one, without bounds
        python = Path(getattr(sys, "_base_executable", "") or sys.executable)
    if python.stem == "pythonw" and (console := python.with_stem("python")).exists():
        python = console
    flags = ["-I", "-S", f"-Xutf8={sys.flags.utf8_mode}", *(["-B"] * sys.dont_write_bytecode)]
    return [str(python), *flags, "-c", code]
