"""The runs of one step of the session, each with a fault at one of its writes.

Every fault is met by a process of its own kind: a killed one is gone, and another one that meets
an error goes on as long as nothing has changed.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import traceback
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from tests.faults.write_faults import Fault, Writes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.faults.contents import Contents
    from tests.faults.session_steps import Scene, Step

TIMEOUT_SECONDS = 180
LEFTOVERS_KEY, COPIES_KEY = "leftovers", "copies"
_RANDOM_PART = re.compile(r"\.[0-9a-f]{8}(?=\.tmp)|\.[A-Za-z]{6}$|(?<=-)\d{15}-\d{4}-\d\d-\d\d")
_UNNAMED_DRAFT = re.compile(r"#\d+ \(deleted\)")  # of Qt, for the settings


class Outcome(Enum):
    """What a user has after a fault."""

    OLD = "old, and said"
    NEW = "new"
    SILENT = "old, not said"
    MIXED = "neither"
    DISAGREES = "screen and disk differ"
    BUG = "bug"
    HANGS = "hangs"


GOOD_OUTCOMES = {Outcome.OLD, Outcome.NEW}


@dataclass(frozen=True, slots=True)
class Met:
    """A fault that was met: at which write of which step, and what came of it."""

    step: str
    fault: Fault
    place: int
    write: str
    outcome: Outcome
    has_said: bool
    details: str

    @property
    def file(self) -> str:
        """The file that was being written, as the table names it."""
        return file_of(self.write)


def file_of(write: str) -> str:
    """Return the name of a write's file without what differs from run to run.

    >>> file_of("rename exports/.a.csv.0123abcd.tmp")
    'exports/.a.csv.tmp'
    """
    path = _UNNAMED_DRAFT.sub("window.ini", write.partition(" ")[2])
    return without_random_part(path)


def without_random_part(path: str) -> str:
    """Return a path without what differs from run to run."""
    return _RANDOM_PART.sub("", path)


# -- processes ---------------------------------------------------------------------------------


def run_apart(work: Callable[[Callable[[object], None]], None]) -> tuple[list[Any], int | None]:
    """Run a function in a copy of this process.

    Returns:
        What it has sent, and its exit status: negative if a signal ended it, None if it hangs.
    """
    receiving, sending = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(receiving)
        status = 1
        try:
            with os.fdopen(sending, "w", encoding="utf-8") as pipe:

                def send(item: object) -> None:
                    pipe.write(json.dumps(item) + "\n")
                    pipe.flush()

                work(send)
            status = 0
        except BaseException:  # noqa: BLE001 - this process has nobody else to tell
            traceback.print_exc()
        finally:
            os._exit(status)
    os.close(sending)
    text, hangs = _read_all(receiving)
    if hangs:
        os.kill(process, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return [json.loads(line) for line in text.splitlines()], None if hangs else status


def _read_all(pipe: int) -> tuple[str, bool]:
    """Read to the end. Return the text, and whether the end has not come in time."""
    parts: list[bytes] = []
    with os.fdopen(pipe, "rb", buffering=0) as file:
        while True:
            if not select.select([file], [], [], TIMEOUT_SECONDS)[0]:
                return b"".join(parts).decode(), True
            part = file.read(1 << 16)
            if not part:
                return b"".join(parts).decode(), False
            parts.append(part)


# -- one step ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class State:
    """What the files hold, and what is on screen."""

    contents: Contents
    screen: object

    @classmethod
    def of(cls, scene: Scene) -> State:
        """Return the present state."""
        from tests.faults.contents import read_contents

        return cls(json_like(read_contents(scene.folder)), json_like(scene.screen()))


def json_like(value: Any) -> Any:
    """Return a value as it is after a journey through JSON."""
    return json.loads(json.dumps(value, default=repr))


class StepRuns:
    """The runs of one step on copies of a prepared folder."""

    def __init__(self, step: Step, prepared: Path, folder: Path) -> None:
        self.step = step
        self._prepared = prepared
        self._folder = folder
        self._before, self._after, self.writes = self._record()

    def _fresh_folder(self) -> Path:
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._prepared, self._folder)
        return self._folder

    def _opened(self) -> Scene:
        """Return the scene at the moment before the step."""
        from app.window.startup import new_application
        from tests.faults.session_steps import Scene

        scene = Scene(self._folder)
        scene.application = new_application()
        if self.step.opens_window:
            scene.open_window()
        self.step.arrange(scene)
        scene.settle()
        scene.take_messages()
        return scene

    def _record(self) -> tuple[State, State, list[str]]:
        """Play the step without a fault, and return the states before and after, and its writes."""
        self._fresh_folder()

        def work(send: Callable[[object], None]) -> None:
            scene = self._opened()
            before = State.of(scene)
            writes = Writes(scene.folder)
            writes.arm(Fault.RECORD, 0)
            scene.do(self.step.act)
            writes.disarm()
            scene.take_messages()
            after = State.of(scene)
            send([before.contents, before.screen, after.contents, after.screen, writes.recorded()])

        results, status = run_apart(work)
        if status or not results:
            raise RuntimeError(f"{self.step.name}: it cannot be played, even without a fault")
        before, screen_before, after, screen_after, writes = results[0]
        return State(before, screen_before), State(after, screen_after), writes

    # -- errors --------------------------------------------------------------------------------

    def meet(self, fault: Fault, places: Sequence[int]) -> Iterator[Met]:
        """Meet a fault at each of these writes."""
        if fault is Fault.KILL:
            for place in places:
                yield from self._kill(place)
            return
        left = list(places)
        while left:
            met, count = self._meet_in_one_process(fault, left)
            yield from met
            left = left[count:]

    def _meet_in_one_process(self, fault: Fault, places: list[int]) -> tuple[list[Met], int]:
        """Meet a fault at one write after the other, until something has changed.

        Returns:
            The faults that were met, and how many of the places are done.
        """
        self._fresh_folder()

        def work(send: Callable[[object], None]) -> None:
            scene = self._opened()
            writes = Writes(scene.folder)
            for place in places:
                writes.arm(fault, place)
                scene.do(self.step.act)
                is_met = writes.disarm()
                recorded = writes.recorded()
                said = scene.take_messages()
                outcome, details = self._judge(State.of(scene), said, scene.bugs)
                write = recorded[place - 1] if place <= len(recorded) else ""
                send([place, is_met, write, outcome.name, bool(said), details])
                is_used_up = not self.step.opens_window or self.step.needs_fresh_start
                if outcome is not Outcome.OLD or is_used_up:
                    return

        results, status = run_apart(work)
        met = [
            Met(self.step.name, fault, place, write, Outcome[outcome], has_said, details)
            for place, is_met, write, outcome, has_said, details in results
            if is_met
        ]
        count = len(results)
        if status != 0:
            outcome = Outcome.HANGS if status is None else Outcome.BUG
            place = places[count]
            write = self.writes[place - 1]
            met.append(Met(self.step.name, fault, place, write, outcome, False, f"status {status}"))
            count += 1
        return met, count

    def _judge(
        self, now: State, said: list[str], bugs: list[type[BaseException]]
    ) -> tuple[Outcome, str]:
        """Return what came of a fault, and why."""
        if bugs:
            return Outcome.BUG, f"{', '.join(bug.__name__ for bug in bugs)}; {said}"
        outcome, details = self._judge_contents(now.contents)
        if outcome is Outcome.MIXED:
            return outcome, details
        difference = self._screen_difference(now, outcome)
        is_told = bool(said) or self.step.is_told_later
        if difference and (now.screen or not is_told):  # a window may not be open any more
            return Outcome.DISAGREES, f"{outcome.value}: {difference}; said {said}"
        if now.contents[LEFTOVERS_KEY]:
            return Outcome.MIXED, f"left over: {now.contents[LEFTOVERS_KEY]}"
        is_silent = outcome is Outcome.OLD and not is_told
        return (Outcome.SILENT if is_silent else outcome), f"{details} {said}"

    def _screen_difference(self, now: State, outcome: Outcome) -> str:
        """Return how the screen differs from what is on disk, or ""."""
        before, after = self._before, self._after
        expected = before if outcome is Outcome.OLD else after
        target = self.step.target
        is_same = before.contents.get(target) == after.contents.get(target)
        if now.screen == expected.screen or (is_same and now.screen == after.screen):
            return ""
        return f"on screen {now.screen}; expected {expected.screen}"

    def _judge_contents(self, now: Contents) -> tuple[Outcome, str]:
        """Return whether all files are old or new, and the target which of them."""
        before, after = self._before.contents, self._after.contents
        for name in {*before, *after, *now} - {LEFTOVERS_KEY}:
            content = now.get(name)
            if name == COPIES_KEY:
                is_known = _are_known_copies(content, before.get(name), after.get(name))
            else:
                is_known = content in (before.get(name), after.get(name))
                is_known |= content is None and self.step.sets_aside
            if not is_known:
                old, new = (_difference(content, each.get(name)) for each in (before, after))
                return Outcome.MIXED, f"{name} is not the old one ({old}), nor the new one ({new})"
        target = self.step.target
        is_new = now.get(target) == after.get(target)
        if target == COPIES_KEY:
            is_new = all(item in now[target].items() for item in after[target].items())
        return (Outcome.NEW if is_new else Outcome.OLD), ""

    # -- kills ---------------------------------------------------------------------------------

    def _kill(self, place: int) -> Iterator[Met]:
        """Kill the program at a write, and see what the next start finds."""
        self._fresh_folder()

        def work(_: Callable[[object], None]) -> None:
            scene = self._opened()
            Writes(scene.folder).arm(Fault.KILL, place)
            scene.do(self.step.act)

        _, status = run_apart(work)
        if status != -signal.SIGKILL:
            if status != 0:
                write = self.writes[place - 1]
                outcome = Outcome.HANGS if status is None else Outcome.BUG
                yield Met(
                    self.step.name, Fault.KILL, place, write, outcome, False, f"status {status}"
                )
            return
        results, status = run_apart(self._look_after_kill)
        found, details = results[0] if results else (Outcome.BUG.name, f"status {status}")
        yield Met(
            self.step.name, Fault.KILL, place, self.writes[min(place, len(self.writes)) - 1],
            Outcome[found], False, details,
        )  # fmt: skip

    def _look_after_kill(self, send: Callable[[object], None]) -> None:
        """Open what a killed program has left, and do the step again if it can be repeated."""
        from app.window.startup import new_application
        from tests.faults.session_steps import Scene

        scene = Scene(self._folder)
        scene.application = new_application()
        outcome, details = self._judge_contents(State.of(scene).contents)
        if outcome is not Outcome.MIXED:
            scene.open_window()
            scene.settle()
            said = [text for text in scene.take_messages() if "damaged" in text]
            is_to_be_said = self.step.sets_aside and outcome is Outcome.OLD
            if bool(said) != is_to_be_said or scene.bugs or scene.window is None:
                outcome = Outcome.BUG
                details = f"at the next start: {said} {scene.bugs}"
            elif self.step.is_repeatable:
                outcome, details = self._repeat(scene, outcome)
        send([outcome.name, details])

    def _repeat(self, scene: Scene, outcome: Outcome) -> tuple[Outcome, str]:
        """Do the step again after a kill: it succeeds, and sweeps what was left over."""
        scene.do(self.step.act)
        scene.take_messages()
        contents = State.of(scene).contents
        if contents[LEFTOVERS_KEY]:
            return Outcome.MIXED, f"still left over: {contents[LEFTOVERS_KEY]}"
        if contents[self.step.target] == self._before.contents[self.step.target]:
            return Outcome.BUG, "it cannot be done again"
        return outcome, ""


def _are_known_copies(now: Any, before: Any, after: Any) -> bool:
    """Return whether every copy is whole, and no copy is gone that the step keeps."""
    known = {**before, **after}
    is_whole = all(known.get(name, content) == content for name, content in now.items())
    return is_whole and all(name in now for name in before if name in after)


def _difference(content: Any, expected: Any) -> str:
    """Return in short how a content differs from the expected one."""
    if not (isinstance(content, dict) and isinstance(expected, dict)):
        return f"{str(content)[:200]} / {str(expected)[:200]}"
    return "; ".join(
        f"{key}: {str(content.get(key))[:120]} / {str(expected.get(key))[:120]}"
        for key in {*content, *expected}
        if content.get(key) != expected.get(key)
    )
