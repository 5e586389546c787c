"""Tries Elemental on a Windows Python under wine: tests, bundle, installers. See README.md.

usage: .venv/bin/python packaging/windows/trial.py [PYTEST ARGUMENTS]
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent / "rig"))

import installers
from rig import Rig

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "windows"
SOURCE = "Elemental Prüfung"  # an umlaut and a space in every path
STICK, FOREIGN = r"C:\Stick ü", "Магний 水"
TEMPORARY = r"C:\Prüfung der Tests"
NOT_HERE = ("test_that_a_download_that_fails_is_said_and_leaves_no_set_up_behind",)  # no venv
PER_USER = r"C:\users\{user}\AppData\Local\Programs\Elemental"
FOR_ALL = r"C:\Program Files\Elemental"
PROGRAMS = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
NAMED = re.compile(r"^DisplayName\s+REG_SZ\s+Elemental$", re.MULTILINE)
DISPLAYED = re.compile(r"^DisplayVersion\s+REG_SZ\s+(\S+)$", re.MULTILINE)
LISTS = r"Software\Classes\Applications\Elemental.exe\SupportedTypes"
OLDER, OLD_FILE = "0.0.1", "of an older version.txt"
IS_RUNNING, IS_REFUSED = 5, 1603 % 256  # a status has eight bits here


class Unfit(Exception):
    """A sentence: what does not hold."""


def expect(held: bool, sentence: str) -> None:
    if not held:
        raise Unfit(sentence)


class Trial:
    """The steps, in the order of a program's life."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.source = rig.drive / SOURCE
        (self.user,) = (
            each.name for each in (rig.drive / "users").iterdir() if each.name != "Public"
        )
        self.per_user = PER_USER.format(user=self.user)

    def place(self, windows: str) -> Path:
        """A path of drive C as this system has it."""
        return self.rig.drive.joinpath(*windows.split("\\")[1:])

    def copy_source(self) -> None:
        """The files under version control, and those that are new."""
        shutil.rmtree(self.source, ignore_errors=True)
        listed = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, names.decode().split("\0")):
            if (ROOT / name).is_file():
                target = self.source / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, target)

    def test(self, arguments: list[str]) -> None:
        skipped = " and ".join(f"not {name}" for name in NOT_HERE)
        places = ("-p", "no:cacheprovider", f"--basetemp={TEMPORARY}")
        options = ("-q", *places, "-o", "faulthandler_timeout=120", "-k", skipped)
        offscreen = r"packaging\windows\rig\offscreen.py"
        status = self.rig.python(offscreen, *options, *arguments, cwd=self.source)
        expect(status == 0, "the tests found faults (above)")

    def build(self) -> None:
        status = self.rig.python(r"packaging\build.py", "--smoke", cwd=self.source)
        expect(status == 0, "the bundle could not be made, or does not work")
        out = self.rig.drive / "made"
        bundle = self.source / "dist" / "Elemental"
        self.setup = f"C:\\made\\{installers.nsis(bundle, _made(out), 'amd64-unicode').name}"
        self.msi = f"C:\\made\\{installers.msi(bundle, out).name}"
        old = bundle / "_internal" / OLD_FILE
        old.write_text("what a newer version no longer has", "utf-8")
        self.older_msi = f"C:\\made\\{installers.msi(bundle, out, OLDER).name}"
        old.unlink()
        self.portable = installers.portable(bundle, out)

    def smoke(self, folder: str, told: str) -> None:
        out = rf"C:\trial {told} ü"
        shutil.rmtree(self.place(out), ignore_errors=True)
        status = self.rig.run(rf"{folder}\Elemental.exe", "--smoke", out)
        said = (self.place(out) / "smoke.txt").read_text("utf-8")
        expect(status == 0 and said.endswith("ok\n"), f"--smoke, {told}: {said}")
        print(f"-- --smoke, {told}: ok", flush=True)

    def installed(self, folder: str, told: str, *options: str) -> None:
        """Install, upgrade, refuse while it runs, uninstall; what the user saved stays."""
        program, saved = self.place(folder), self._save_something()
        self._expect_status(0, self.setup, "/S", *options)
        self.smoke(folder, told)
        old = program / "_internal" / OLD_FILE
        old.touch()
        running = self.rig.start(rf"{folder}\Elemental.exe", "--data-dir", r"C:\running")
        self._wait_for(self.place(r"C:\running") / "elemental.sqlite3")
        self._expect_status(IS_RUNNING, self.setup, "/S", *options)
        expect(old.exists(), f"{told}: setup changes a program that runs")
        self._expect_status(0, "taskkill", "/IM", "Elemental.exe")
        running.wait(60)
        self._expect_status(0, self.setup, "/S", *options)
        self._expect_known(installers.RELEASE)
        expect(not old.exists(), f"{told}: the upgrade leaves old files")
        self.smoke(folder, f"{told}, upgraded")
        self._uninstall(folder)
        expect(saved.exists(), f"{told}: uninstalling took the user's data")
        self._expect_status(0, self.setup, "/S", *options)
        self._uninstall(folder, "/RemoveData")
        expect(not saved.exists(), f"{told}: /RemoveData left the user's data")
        shutil.rmtree(self.place(r"C:\running"), ignore_errors=True)
        print(f"-- installed, upgraded, uninstalled, {told}: ok", flush=True)

    def managed(self) -> None:
        """The MSI: over an older version, not under a newer one, and away again."""
        try:
            self._upgrade()
        finally:  # else the next trial would find it
            for package in (self.msi, self.older_msi):
                self.rig.run("msiexec", "/x", package, "/qn", quiet=True)
        self._expect_known()
        left = [each for each in self.place(FOR_ALL).rglob("*") if each.is_file()]
        expect(not left, "the MSI leaves files behind")
        print("-- MSI installed, upgraded, uninstalled: ok", flush=True)

    def _upgrade(self) -> None:
        old = self.place(FOR_ALL) / "_internal" / OLD_FILE
        self._expect_status(0, "msiexec", "/i", self.older_msi, "/qn")
        self._expect_known(OLDER)
        expect(old.exists(), "the older MSI did not install its files")
        self._expect_status(0, "msiexec", "/i", self.msi, "/qn")
        self._expect_known(installers.RELEASE)
        expect(not old.exists(), "the MSI leaves files of the older version")
        self.smoke(FOR_ALL, "from the MSI, upgraded")
        self._expect_status(IS_REFUSED, "msiexec", "/i", self.older_msi, "/qn")
        self._expect_known(installers.RELEASE)

    def carried(self) -> None:
        """The portable zip keeps its data beside it; names of any script come in and go out."""
        folder = self.place(rf"{STICK}\Elemental")
        shutil.rmtree(folder.parent, ignore_errors=True)
        shutil.unpack_archive(self.portable, folder.parent)
        example = (ROOT / "pricing" / "data" / "example.csv").read_text("utf-8")
        listed = rf"{STICK}\Preisliste für {FOREIGN}.csv"
        self.place(listed).write_text(example.replace("Magnesium", FOREIGN), "utf-8")
        said = self.rig.told(rf"{STICK}\Elemental\elemental-cli.exe", "compare", listed)
        expect(FOREIGN in "".join(said), f"elemental-cli says of {listed}: {said}")
        data = folder / "data" / "elemental.sqlite3"
        running = self.rig.start(rf"{STICK}\Elemental\Elemental.exe", listed)
        self._wait_for(data)
        self._expect_status(0, "taskkill", "/IM", "Elemental.exe")
        running.wait(60)
        with contextlib.closing(sqlite3.connect(data)) as kept:
            names = kept.execute("SELECT product FROM product").fetchall()
        expect(FOREIGN in str(names), f"the window was opened on {listed} and has {names}")
        print("-- portable: ok", flush=True)

    def _save_something(self) -> Path:
        folder = self.place(rf"C:\users\{self.user}\AppData\Local\Elemental")
        folder.mkdir(parents=True, exist_ok=True)
        for name in (
            "elemental.sqlite3",
            "catalogue.sqlite3",
            "catalogue.sqlite3-wal",
            "window.ini",
        ):
            (folder / name).touch()
        return folder

    def _uninstall(self, folder: str, *options: str) -> None:
        """The uninstaller goes on in a copy of itself after its first process has ended."""
        self._expect_status(0, rf"{folder}\uninstall.exe", "/S", *options)
        program = self.place(folder)
        for _ in range(120):
            if not program.exists():
                break
            time.sleep(0.5)
        expect(not program.exists(), f"uninstalling leaves {folder}")
        self._expect_known()

    def _expect_known(self, *versions: str) -> None:
        """Windows lists Elemental once, in the version that was installed last, or not at all.

        "Open with" comes and goes with it.
        """
        known: list[str] = []
        offered = False
        for root in ("HKCU", "HKLM"):
            told = self.rig.told("reg", "query", rf"{root}\{PROGRAMS}", "/s")
            for entry in "\n".join(told).split("HKEY_"):
                known += DISPLAYED.findall(entry) if NAMED.search(entry) else []
            offered = offered or self.rig.run("reg", "query", rf"{root}\{LISTS}", quiet=True) == 0
        expect(known == list(versions), f"Windows lists Elemental as {known}, not {versions}")
        expect(offered == bool(versions), f"{versions}: Open with is {offered}")

    def _expect_status(self, status: int, *command: str) -> None:
        got = self.rig.run(*command, quiet=True)
        expect(got == status, f"{' '.join(command)}: status {got} instead of {status}")

    @staticmethod
    def _wait_for(path: Path) -> None:
        for _ in range(240):
            if path.exists():
                time.sleep(3)  # until the window is there to be closed
                return
            time.sleep(0.5)
        raise Unfit(f"{path.name} did not appear")


def _made(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def main(arguments: list[str]) -> int:
    rig = Rig(FOLDER)
    rig.make()
    trial = Trial(rig)
    print(f"== Elemental {version('elemental')} on {rig.folder.name}", flush=True)
    try:
        trial.copy_source()
        trial.test(arguments)
        trial.build()
        trial.carried()
        trial.installed(trial.per_user, "for one user")
        trial.installed(FOR_ALL, "for all users", "/AllUsers")
        trial.managed()
    except Unfit as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
