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
STICK_FOLDER, FOREIGN_NAME = r"C:\Stick ü", "Магний 水"
TEMPORARY_FOLDER = r"C:\Prüfung der Tests"
SKIPPED_TESTS = ("test_that_a_download_that_fails_is_said_and_leaves_no_set_up_behind",)  # no venv
PER_USER = r"C:\users\{user}\AppData\Local\Programs\Elemental"
FOR_ALL = r"C:\Program Files\Elemental"
UNINSTALL_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall"
DISPLAY_NAME = re.compile(r"^DisplayName\s+REG_SZ\s+Elemental$", re.MULTILINE)
DISPLAY_VERSION = re.compile(r"^DisplayVersion\s+REG_SZ\s+(\S+)$", re.MULTILINE)
SUPPORTED_TYPES_KEY = r"Software\Classes\Applications\Elemental.exe\SupportedTypes"
OLDER_VERSION, OLD_FILE = "0.0.1", "of an older version.txt"
STATUS_RUNNING, STATUS_REFUSED = 5, 1603 % 256  # a status has eight bits here


class TrialFailure(Exception):
    """A sentence: what does not hold."""


def expect(held: bool, sentence: str) -> None:
    if not held:
        raise TrialFailure(sentence)


class Trial:
    """The steps, in the order of a program's life."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.source = rig.drive / SOURCE
        (self.user,) = (
            each.name for each in (rig.drive / "users").iterdir() if each.name != "Public"
        )
        self.per_user = PER_USER.format(user=self.user)

    def host_path(self, windows: str) -> Path:
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

    def run_tests(self, arguments: list[str]) -> None:
        skipped = " and ".join(f"not {name}" for name in SKIPPED_TESTS)
        places = ("-p", "no:cacheprovider", f"--basetemp={TEMPORARY_FOLDER}")
        options = ("-q", *places, "-o", "faulthandler_timeout=120", "-k", skipped)
        offscreen = r"packaging\windows\rig\offscreen.py"
        status = self.rig.run_python(offscreen, *options, *arguments, cwd=self.source)
        expect(status == 0, "the tests found faults (above)")

    def build_packages(self) -> None:
        status = self.rig.run_python(r"packaging\build.py", "--smoke", cwd=self.source)
        expect(status == 0, "the bundle could not be made, or does not work")
        out = self.rig.drive / "made"
        bundle = self.source / "dist" / "Elemental"
        self.setup = (
            f"C:\\made\\{installers.make_setup(bundle, _empty_folder(out), 'amd64-unicode').name}"
        )
        self.msi = f"C:\\made\\{installers.make_msi(bundle, out).name}"
        old = bundle / "_internal" / OLD_FILE
        old.write_text("what a newer version no longer has", "utf-8")
        self.older_msi = f"C:\\made\\{installers.make_msi(bundle, out, OLDER_VERSION).name}"
        old.unlink()
        self.portable = installers.make_portable_zip(bundle, out)

    def run_smoke_test(self, folder: str, variant: str) -> None:
        out = rf"C:\trial {variant} ü"
        shutil.rmtree(self.host_path(out), ignore_errors=True)
        status = self.rig.run(rf"{folder}\Elemental.exe", "--smoke", out)
        said = (self.host_path(out) / "smoke.txt").read_text("utf-8")
        expect(status == 0 and said.endswith("ok\n"), f"--smoke, {variant}: {said}")
        print(f"-- --smoke, {variant}: ok", flush=True)

    def try_setup(self, folder: str, variant: str, *options: str) -> None:
        """Install, upgrade, refuse while it runs, uninstall; what the user saved stays."""
        program, saved = self.host_path(folder), self._save_user_data()
        self._expect_status(0, self.setup, "/S", *options)
        self.run_smoke_test(folder, variant)
        old = program / "_internal" / OLD_FILE
        old.touch()
        running = self.rig.start(rf"{folder}\Elemental.exe", "--data-dir", r"C:\running")
        self._wait_for(self.host_path(r"C:\running") / "elemental.sqlite3")
        self._expect_status(STATUS_RUNNING, self.setup, "/S", *options)
        expect(old.exists(), f"{variant}: setup changes a program that runs")
        self._expect_status(0, "taskkill", "/IM", "Elemental.exe")
        running.wait(60)
        self._expect_status(0, self.setup, "/S", *options)
        self._expect_listed(installers.RELEASE)
        expect(not old.exists(), f"{variant}: the upgrade leaves old files")
        self.run_smoke_test(folder, f"{variant}, upgraded")
        self._uninstall(folder)
        expect(saved.exists(), f"{variant}: uninstalling took the user's data")
        self._expect_status(0, self.setup, "/S", *options)
        self._uninstall(folder, "/RemoveData")
        expect(not saved.exists(), f"{variant}: /RemoveData left the user's data")
        shutil.rmtree(self.host_path(r"C:\running"), ignore_errors=True)
        print(f"-- installed, upgraded, uninstalled, {variant}: ok", flush=True)

    def try_msi(self) -> None:
        """The MSI: over an older version, not under a newer one, and away again."""
        try:
            self._try_upgrade()
        finally:  # else the next trial would find it
            for package in (self.msi, self.older_msi):
                self.rig.run("msiexec", "/x", package, "/qn", quiet=True)
        self._expect_listed()
        left = [each for each in self.host_path(FOR_ALL).rglob("*") if each.is_file()]
        expect(not left, "the MSI leaves files behind")
        print("-- MSI installed, upgraded, uninstalled: ok", flush=True)

    def _try_upgrade(self) -> None:
        old = self.host_path(FOR_ALL) / "_internal" / OLD_FILE
        self._expect_status(0, "msiexec", "/i", self.older_msi, "/qn")
        self._expect_listed(OLDER_VERSION)
        expect(old.exists(), "the older MSI did not install its files")
        self._expect_status(0, "msiexec", "/i", self.msi, "/qn")
        self._expect_listed(installers.RELEASE)
        expect(not old.exists(), "the MSI leaves files of the older version")
        self.run_smoke_test(FOR_ALL, "from the MSI, upgraded")
        self._expect_status(STATUS_REFUSED, "msiexec", "/i", self.older_msi, "/qn")
        self._expect_listed(installers.RELEASE)

    def try_portable(self) -> None:
        """The portable zip keeps its data beside it; names of any script come in and go out."""
        folder = self.host_path(rf"{STICK_FOLDER}\Elemental")
        shutil.rmtree(folder.parent, ignore_errors=True)
        shutil.unpack_archive(self.portable, folder.parent)
        example = (ROOT / "pricing" / "data" / "example.csv").read_text("utf-8")
        listed = rf"{STICK_FOLDER}\Preisliste für {FOREIGN_NAME}.csv"
        self.host_path(listed).write_text(example.replace("Magnesium", FOREIGN_NAME), "utf-8")
        command = rf"{STICK_FOLDER}\Elemental\elemental-cli.exe"
        output = self.rig.output_lines(command, "compare", listed)
        expect(FOREIGN_NAME in "".join(output), f"elemental-cli prints for {listed}: {output}")
        data = folder / "data" / "elemental.sqlite3"
        running = self.rig.start(rf"{STICK_FOLDER}\Elemental\Elemental.exe", listed)
        self._wait_for(data)
        self._expect_status(0, "taskkill", "/IM", "Elemental.exe")
        running.wait(60)
        with contextlib.closing(sqlite3.connect(data)) as kept:
            names = kept.execute("SELECT product FROM product").fetchall()
        expect(FOREIGN_NAME in str(names), f"the window was opened on {listed} and has {names}")
        print("-- portable: ok", flush=True)

    def _save_user_data(self) -> Path:
        folder = self.host_path(rf"C:\users\{self.user}\AppData\Local\Elemental")
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
        program = self.host_path(folder)
        for _ in range(120):
            if not program.exists():
                break
            time.sleep(0.5)
        expect(not program.exists(), f"uninstalling leaves {folder}")
        self._expect_listed()

    def _expect_listed(self, *versions: str) -> None:
        """Windows lists Elemental once, in the version that was installed last, or not at all.

        "Open with" comes and goes with it.
        """
        known: list[str] = []
        offered = False
        for root in ("HKCU", "HKLM"):
            told = self.rig.output_lines("reg", "query", rf"{root}\{UNINSTALL_KEY}", "/s")
            for entry in "\n".join(told).split("HKEY_"):
                known += DISPLAY_VERSION.findall(entry) if DISPLAY_NAME.search(entry) else []
            offered = (
                offered
                or self.rig.run("reg", "query", rf"{root}\{SUPPORTED_TYPES_KEY}", quiet=True) == 0
            )
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
        raise TrialFailure(f"{path.name} did not appear")


def _empty_folder(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def main(arguments: list[str]) -> int:
    rig = Rig(FOLDER)
    rig.set_up()
    trial = Trial(rig)
    print(f"== Elemental {version('elemental')} on {rig.folder.name}", flush=True)
    try:
        trial.copy_source()
        trial.run_tests(arguments)
        trial.build_packages()
        trial.try_portable()
        trial.try_setup(trial.per_user, "for one user")
        trial.try_setup(FOR_ALL, "for all users", "/AllUsers")
        trial.try_msi()
    except TrialFailure as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
