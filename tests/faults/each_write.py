"""Plays a session with a fault at each of its writes, and counts what becomes of the files.

`python -m tests.faults.each_write` prints the table and fails if any file is neither the old nor
the new one, or a refusal is not said.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.step_runs import (
    GOOD_OUTCOMES,
    Met,
    Outcome,
    StepRuns,
    run_apart,
    without_random_part,
)
from tests.faults.write_faults import FAULTS, Fault, compiler, environment_with_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.faults.session_steps import Step

# The fast part meets one fault in one of so many steps.
FAST_INTERVAL = 3
# In the fast part, they meet MemoryError at each write: one in the window, one on the command line.
FAST_MEMORY_STEPS = {"new row", "command: export the catalogue"}
LOADED_VARIABLE = "ELEMENTAL_WRITE_FAULTS"


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
            return "One fault in one of three steps, and MemoryError at each write of two steps."
        if self.every == 1:
            return "Every write."
        return f"One of {self.every} writes, sample {self.first}. The others were left out."


def chosen_places(writes: Sequence[str], sample: Sample, *, turn: int) -> list[int]:
    """Return the writes to meet a fault at. A sample differs from turn to turn."""
    places = range(1, len(writes) + 1)
    if not sample.is_fast:
        return list(places[(sample.first - 1 + turn) % sample.every :: sample.every])
    kinds = {without_random_part(write): place for place, write in zip(places, writes, strict=True)}
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
        turn = STEPS.index(step)
        if not sample.is_fast:
            for fault in faults:
                yield from runs.meet(fault, chosen_places(runs.writes, sample, turn=turn))
        elif step.name in FAST_MEMORY_STEPS:
            yield from runs.meet(Fault.NO_MEMORY, range(1, len(runs.writes) + 1))
        else:
            turn //= FAST_INTERVAL
            fault = faults[turn % len(faults)]
            yield from runs.meet(fault, chosen_places(runs.writes, sample, turn=turn))


def fast_steps(steps: Sequence[Step]) -> list[Step]:
    """Return the steps of the fast part."""
    return [
        step
        for number, step in enumerate(steps)
        if number % FAST_INTERVAL == 0 or step.name in FAST_MEMORY_STEPS
    ]


def load_program() -> None:
    """Load what the steps need, so that the processes need not each load it again."""
    import gc
    import importlib
    import pkgutil

    import app
    import pricing
    from tests.faults import contents, session_steps  # noqa: F401 - they are needed later

    for package in (app, pricing):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    for name in ("numpy", "openpyxl", "xlsxwriter"):
        importlib.import_module(name)
    gc.freeze()


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
    load_program()
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
        return re.sub(r"^\.|\.tmp(-journal)?$", "", name)
    return "/".join(parts[1:]) or "the data folder" if parts[:1] == ("data",) else met.file


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of all outcomes, and return 1 if one of them is not good."""
    parser = argparse.ArgumentParser(prog="dev.py faults --", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="a part of about 20 seconds")
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

    steps = fast_steps(STEPS) if parsed.fast else STEPS
    steps = [step for step in steps if parsed.part in step.name]
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
