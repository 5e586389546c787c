"""Data folders that fill up, vanish or are replaced, and the rights of the files in them."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pricing.model.changes import change_saved_comparisons, insert_rows
from pricing.model.entry import Entry
from pricing.problems.errors import ProblemKind, UserError
from pricing.store.backups import Backups
from pricing.store.comparisons import ComparisonStore
from pricing.store.data_files import COMPARISONS_FILE
from tests.paths import ROOT
from tests.sqlite_file import sqlite_connection

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

posix_only = pytest.mark.skipif(os.name != "posix", reason="only POSIX systems have such rights")


def write_product(store: ComparisonStore, name: str) -> None:
    entry = Entry(store.next_product_id(), {"product": name, "element": "Mg", "currency": "USD"})
    store.write(insert_rows(0, [entry], "row"), store.state())


def names(store: ComparisonStore) -> list[object]:
    return [entry.values["product"] for entry in store.entries()]


# -- folders that change -----------------------------------------------------------------------


def _remove(folder: Path) -> None:
    shutil.rmtree(folder)


def _move_away(folder: Path) -> None:
    folder.rename(folder.with_name("moved"))


def _replace_file(folder: Path) -> None:
    """Replace the file by an older copy, as programs do that keep folders alike."""
    path = folder / COMPARISONS_FILE.name
    copy = path.with_name("copy")
    shutil.copy(path, copy)
    copy.replace(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files in their place")
@pytest.mark.parametrize("change", [_remove, _move_away, _replace_file])
def test_that_a_change_is_not_saved_into_a_file_that_is_gone(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    folder = tmp_path / "data"
    store = ComparisonStore(folder)
    write_product(store, "Oxide")
    change(folder)
    with pytest.raises(UserError) as error:
        write_product(store, "Lost")
    assert error.value.kind is ProblemKind.DATA_FILE_REPLACED
    assert names(store) == ["Oxide"]
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files in their place")
def test_that_changes_are_saved_again_when_the_folder_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    store = ComparisonStore(folder)
    _move_away(folder)
    with pytest.raises(UserError):
        write_product(store, "Lost")
    folder.with_name("moved").rename(folder)
    write_product(store, "Kept")
    store.close()
    with closing(ComparisonStore(folder)) as again:
        assert names(again) == ["Kept"]


# -- full disks --------------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("unshare") is None, reason="only Linux mounts for one test")
def test_that_comparisons_on_a_full_disk_can_be_read(tmp_path: Path) -> None:
    with closing(ComparisonStore(tmp_path / "data")) as store:
        write_product(store, "Oxide")
    code = f"""
        import subprocess, sys
        from pathlib import Path
        disk = Path({str(tmp_path / "disk")!r})
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], check=True)
        subprocess.run(["cp", "-r", Path({str(tmp_path / "data")!r}), disk], check=True)
        filler = disk / "filler"
        try:
            with filler.open("wb", 0) as file:
                while True:
                    file.write(bytes(512))
        except OSError:
            pass
        sys.path.insert(0, {str(ROOT)!r})
        from tests.pricing.store.test_places import names, write_product
        from pricing.problems.errors import UserError
        from pricing.store.comparisons import ComparisonStore
        store = ComparisonStore(disk / "data")
        print(store.notice)
        print(names(store))
        try:
            write_product(store, "Lost")
        except UserError as error:
            print(error)
        filler.unlink()
        write_product(store, "Kept")
        store.close()
        store = ComparisonStore(disk / "data")
        print(store.notice, names(store))
        """
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", textwrap.dedent(code)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("this user may not mount")
    notice, shown, refused, after = done.stdout.splitlines()
    assert "no room left" in notice, done.stderr
    assert shown == "['Oxide']"
    assert "no room left" in refused
    assert "make room on the disk" in refused
    assert after == "None ['Kept', 'Oxide']"


# -- rights ------------------------------------------------------------------------------------


@posix_only
def test_that_nobody_else_can_read_a_new_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with closing(ComparisonStore(folder)) as store:
        write_product(store, "Oxide")
        open_files = list(folder.iterdir())
        assert {stat.S_IMODE(file.stat().st_mode) & 0o077 for file in open_files} == {0}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (copy,) = (folder / "backups").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "backups").stat().st_mode) == 0o700


@posix_only
def test_that_others_lose_their_rights_to_an_earlier_file_but_not_to_its_folder(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    ComparisonStore(tmp_path).close()
    path = tmp_path / COMPARISONS_FILE.name
    path.chmod(0o664)
    ComparisonStore(tmp_path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755


# -- copies and days of use --------------------------------------------------------------------


def use_on(monkeypatch: pytest.MonkeyPatch, folder: Path, day: date, name: str) -> None:
    """Change the data on a day."""
    for module in ("database", "comparisons", "copies"):
        monkeypatch.setattr(f"pricing.store.{module}.today", lambda: day)
    with closing(ComparisonStore(folder)) as store:
        write_product(store, name)


def test_that_the_last_state_of_each_day_is_kept_for_30_days_of_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    days = [date(2026, 1, day) for day in range(1, 32)]
    for day in days:
        use_on(monkeypatch, tmp_path, day, f"morning of {day.day}")
        use_on(monkeypatch, tmp_path, day, f"evening of {day.day}")
    backups = Backups(tmp_path, COMPARISONS_FILE).newest_first()
    assert [backup.day for backup in backups] == days[:0:-1]
    with closing(ComparisonStore(tmp_path)) as store:
        store.restore(backups[-1].path)
        assert names(store)[0] == "evening of 2"


def test_that_a_clock_that_jumps_loses_no_newer_copy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    days = [date(2026, 1, 1), date(2099, 1, 1), date(1970, 1, 1), date(2026, 1, 2)]
    for day in days:
        use_on(monkeypatch, tmp_path, day, str(day))
    backups = Backups(tmp_path, COMPARISONS_FILE).newest_first()
    assert [backup.day for backup in backups] == days[::-1]


def removed_count(folder: Path) -> int:
    with sqlite_connection(folder / COMPARISONS_FILE.name) as connection:
        ((count,),) = connection.execute(
            "SELECT count(*) FROM comparison WHERE removed IS NOT NULL"
        )
    return int(count)


def remove_comparison(folder: Path) -> None:
    with closing(ComparisonStore(folder)) as store:
        saved = store.saved_comparisons()
        after = saved.without(saved.open_comparison.id, store.next_comparison_id())
        store.write(change_saved_comparisons(saved, after, "deletion"), store.state())


def test_that_a_removed_comparison_is_forgotten_after_30_days_of_use(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    use_on(monkeypatch, tmp_path, date(2026, 1, 1), "Oxide")
    remove_comparison(tmp_path)
    for year in range(2027, 2056):
        use_on(monkeypatch, tmp_path, date(year, 1, 1), str(year))
    assert removed_count(tmp_path) == 1
    for year in (2056, 2057):
        use_on(monkeypatch, tmp_path, date(year, 1, 1), str(year))
    assert removed_count(tmp_path) == 0


SHORT_OF_MEMORY = """
import resource
import sys
from contextlib import suppress
from pathlib import Path
from pricing.model.changes import edit_cell, insert_rows
from pricing.model.entry import Entry
from pricing.problems.errors import UserError
from pricing.store.comparisons import ComparisonStore

store = ComparisonStore(Path(sys.argv[1]))
rows = [Entry(number, {"product": "A" * 900}) for number in range(1, 3_500)]
shown = store.write(insert_rows(0, rows, "list"), store.state()).now
pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
limit = pages * resource.getpagesize() + 1_000_000
resource.setrlimit(resource.RLIMIT_AS, (limit, -1))
with suppress(UserError):
    store.keep_copy()
resource.setrlimit(resource.RLIMIT_AS, (-1, -1))
store.write(edit_cell(shown.entries, 0, "brand", "B"), shown)
print(store.entries()[0].values["brand"])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit memory so")
def test_that_changes_are_saved_after_the_day_s_copy_found_no_memory(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SHORT_OF_MEMORY, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines() == ["B"], done.stderr
