"""Plays a session with a fault at each of its writes, and counts what becomes of the files.

Every fault is met by a process of its own kind: a killed one is gone, and another one that meets
an error goes on as long as nothing has changed. `python -m tests.faults.each_write` prints the
table and fails if any file is neither the old nor the new one, or a refusal is not said.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import select
import shutil
import signal
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.faults.write_faults import FAULTS, Fault, Writes, compiler, environment_with_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.faults.contents import Contents
    from tests.faults.session_steps import Scene, Step

LOADED_VARIABLE = "ELEMENTAL_WRITE_FAULTS"
TIMEOUT_SECONDS = 180
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


LEFTOVERS_KEY, COPIES_KEY = "leftovers", "copies"


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


# -- the whole session -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sample:
    """The writes of a step at which faults are met: all of them, unless a run says otherwise.

    With `every` set to 5, the runs with `first` from 1 to 5 meet each write once.
    """

    is_fast: bool = False
    every: int = 1
    first: int = 1

    def __str__(self) -> str:
        if self.is_fast:
            return "One write of every second step, with one fault each."
        if self.every == 1:
            return "Every write."
        return f"One of {self.every} writes, sample {self.first}. The others were left out."


def chosen_places(writes: Sequence[str], sample: Sample, *, turn: int) -> list[int]:
    """Return the writes to meet a fault at. A sample differs from turn to turn."""
    places = range(1, len(writes) + 1)
    if not sample.is_fast:
        return list(places[(sample.first - 1 + turn) % sample.every :: sample.every])
    kinds = {
        _RANDOM_PART.sub("", write): place for place, write in zip(places, writes, strict=True)
    }
    distinct = sorted(kinds.values())
    return [distinct[turn % len(distinct)]] if distinct else []


def play(
    steps: Sequence[Step],
    faults: Sequence[Fault],
    prepared: Path,
    folder: Path,
    sample: Sample,
) -> Iterator[Met]:
    """Play the steps with the faults at their writes."""
    from tests.faults.session_steps import STEPS

    for step in steps:
        runs = StepRuns(step, prepared, folder)
        number = STEPS.index(step)
        step_faults = [faults[number % len(faults)]] if sample.is_fast else faults
        for fault in step_faults:
            yield from runs.meet(fault, chosen_places(runs.writes, sample, turn=number))


def prepare_apart(folder: Path) -> None:
    """Prepare the folder of the session in a process of its own."""
    from app.window.startup import new_application
    from tests.faults.session_steps import prepare

    def work(_: Callable[[object], None]) -> None:
        application = new_application()
        prepare(folder)
        del application

    _, status = run_apart(work)
    if status:
        raise RuntimeError("the session cannot be prepared")


def play_in_workers(
    steps: Sequence[Step], faults: Sequence[Fault], folder: Path, jobs: int, sample: Sample
) -> Iterator[Met]:
    """Play the steps in several processes at once, and yield each fault as soon as it was met."""
    prepare_apart(folder / "prepared")
    receiving, sending = os.pipe()
    workers = []
    for job in range(jobs):
        process = os.fork()
        if process == 0:
            status = 1
            try:
                place = folder / f"job-{job}"
                place.mkdir()
                runs = folder / "prepared", place / "run"
                for met in play(steps[job::jobs], faults, *runs, sample):
                    line = [*_plain(met)]
                    os.write(sending, (json.dumps(line) + "\n").encode())
                status = 0
            except BaseException:  # noqa: BLE001 - this process has nobody else to tell
                traceback.print_exc()
            finally:
                os._exit(status)
        workers.append(process)
    os.close(sending)
    with os.fdopen(receiving, encoding="utf-8") as pipe:
        for text in pipe:
            step, fault, place_number, write, outcome, has_said, details = json.loads(text)
            yield Met(step, Fault[fault], place_number, write, Outcome[outcome], has_said, details)
    for process in workers:
        if os.waitpid(process, 0)[1]:
            raise RuntimeError("a part of the session could not be played")


def _plain(met: Met) -> list[object]:
    # A line has to be short enough to be written in one piece.
    details = met.details[:1_500]
    return [
        met.step, met.fault.name, met.place, met.write, met.outcome.name, met.has_said, details
    ]  # fmt: skip


# -- the table ---------------------------------------------------------------------------------


def outcome_table(counts: Mapping[tuple[str, Fault], Counter[Outcome]]) -> str:
    """Return the counts by file and fault as a table in Markdown."""
    total: Counter[Outcome] = sum(counts.values(), Counter())
    lines = [f"| file | fault | writes | {' | '.join(each.value for each in Outcome)} |"]
    lines.append("| --- | --- | ---: |" + " ---: |" * len(Outcome))
    by_fault: dict[Fault, Counter[Outcome]] = {fault: Counter() for fault in FAULTS}
    for (_, fault), outcomes in counts.items():
        by_fault[fault].update(outcomes)
    rows = [
        *sorted(((file, fault.value, each) for (file, fault), each in counts.items()), key=str),
        *(("all", fault.value, each) for fault, each in by_fault.items()),
        ("all", "all", total),
    ]
    for file, fault_name, outcomes in rows:
        cells = " | ".join(str(outcomes[each]) for each in Outcome)
        lines.append(f"| {file} | {fault_name} | {outcomes.total()} | {cells} |")
    return "\n".join(lines)


def table_file(met: Met) -> str:
    """Return the file by which the table counts a fault: the step's target, or the data folder."""
    parts = Path(met.file).parts
    name = parts[-1] if parts else "-"
    if parts[:1] == ("exports",):
        return re.sub(r"^\.|\.(tmp|part|part-journal)$", "", name)
    return "/".join(parts[1:]) or "the data folder" if parts[:1] == ("data",) else met.file


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of all outcomes, and return 1 if one of them is not good."""
    parser = argparse.ArgumentParser(prog="dev.py faults --", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="one write of every second step")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one of N writes")
    parser.add_argument("--first", type=int, default=1, metavar="K", help="the K-th sample of N")
    parser.add_argument("--part", default="", metavar="TEXT", help="steps whose name has the text")
    parser.add_argument("--fault", default="", metavar="NAME", help="one fault, such as ENOSPC")
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4), metavar="COUNT")
    parsed = parser.parse_args(arguments)
    if not compiler():
        print("This needs Linux and a C compiler.", file=sys.stderr)  # noqa: T201
        return 2
    with tempfile.TemporaryDirectory(prefix="elemental-faults-") as name:
        folder = Path(name).resolve()
        if LOADED_VARIABLE not in os.environ:
            return _start_again(folder, arguments)
        return _play_and_print(parsed, folder)


def _start_again(folder: Path, arguments: Sequence[str] | None) -> int:
    """Start this program with the library that counts writes."""
    import subprocess

    environment = {
        **environment_with_faults(folder), LOADED_VARIABLE: "1", "QT_QPA_PLATFORM": "offscreen",
        "QT_LOGGING_RULES": "*=false",
    }  # fmt: skip
    given = sys.argv[1:] if arguments is None else arguments
    # Qt keeps settings of its own file dialog there.
    (folder / "home").mkdir()
    environment |= {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "home")}
    command = (sys.executable, "-m", "tests.faults.each_write", *given)
    return subprocess.run(command, env=environment, check=False).returncode


def _play_and_print(parsed: argparse.Namespace, folder: Path) -> int:
    from tests.faults.session_steps import STEPS

    steps = [step for step in STEPS if parsed.part in step.name][:: 2 if parsed.fast else 1]
    faults = [fault for fault in FAULTS if parsed.fault in {"", fault.value}]
    sample = Sample(parsed.fast, parsed.every, parsed.first)
    counts: dict[tuple[str, Fault], Counter[Outcome]] = {}
    bad_count = said_count = 0
    step_counts = Counter[str]()
    for met in play_in_workers(steps, faults, folder, parsed.jobs, sample):
        counts.setdefault((table_file(met), met.fault), Counter())[met.outcome] += 1
        said_count += met.has_said
        if not step_counts[f"{met.step} {met.fault.value}"]:
            print(f"  {met.step}: {met.fault.value}", file=sys.stderr, flush=True)  # noqa: T201
        step_counts[f"{met.step} {met.fault.value}"] += 1
        if met.outcome not in GOOD_OUTCOMES:
            bad_count += 1
            print(  # noqa: T201
                f"{met.outcome.value}: {met.step}, {met.fault.value} at write {met.place} "
                f"({met.write}): {met.details[:700]}",
                flush=True,
            )
    print(outcome_table(counts))  # noqa: T201
    fault_count = sum(each.total() for each in counts.values())
    print(f"{sample} {fault_count} faults, {said_count} said.")  # noqa: T201
    return 1 if bad_count else 0


if __name__ == "__main__":
    sys.exit(main())
