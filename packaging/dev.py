"""Sets Elemental up on a fresh machine and runs it: run, test, bench, bundle, test-windows, lock.

Needs Python 3.11 and the standard library alone. Makes .venv beside pyproject.toml, installs what
the lock files name, and on Debian and Ubuntu the system packages that Qt and the tests need.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python shall say so, not fail further down
    sys.exit(
        "Elemental needs Python 3.11 or newer; this is Python "
        + ".".join(str(part) for part in sys.version_info[:3])
        + ". Install a newer one, and start this again with it."
    )

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = TOOLS / ("python.exe" if os.name == "nt" else "python")
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}

# Debian and Ubuntu packages. Any name of a line serves; the first one to be had is installed.
QT_PACKAGES = (
    ("libegl1",),
    ("libgl1",),
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("libdbus-1-3",),
    ("libfontconfig1",),
    ("libxkbcommon-x11-0",),
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-image0",),
    ("libxcb-keysyms1",),
    ("libxcb-randr0",),
    ("libxcb-render-util0",),
    ("libxcb-shape0",),
    ("libxcb-xkb1",),
    ("fonts-dejavu-core", "fonts-noto-core", "fonts-liberation", "fonts-ubuntu"),
)
SCREEN_PACKAGES = (("xvfb",),)
TEST_PACKAGES = (("libreoffice-calc-nogui", "libreoffice-calc"), ("poppler-utils",),
                 ("appstream",), ("desktop-file-utils",), ("shared-mime-info",))  # fmt: skip
# Debian's own Python keeps its shared library, which is frozen too, in a package of its own.
_LIBPYTHON = f"libpython3.{sys.version_info[1]}"
_DEBIAN_LIBPYTHON = ((f"{_LIBPYTHON}t64", _LIBPYTHON),) if sys.base_prefix == "/usr" else ()
BUNDLE_PACKAGES = (("binutils",), ("strace",), *_DEBIAN_LIBPYTHON)
WINDOWS_PACKAGES = (
    *(("wine",), ("wine64",), ("gcc-mingw-w64-x86-64",), ("nsis",), ("wixl",)),
    ("fonts-dejavu-core",),
)

CHECKS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("lint-imports",))

# What would turn pip, uv or Python away from .venv, or leave packages uncompiled.
DROPPED_VARIABLES = (
    *("PYTHONDONTWRITEBYTECODE", "PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "UV_PYTHON"),
    *("PIP_PREFIX", "PIP_TARGET", "PIP_USER"),
)

# A sign in a failed command's output, and what it means; the first that is found counts.
KNOWN_FAILURES = (
    ("No space left on device", "The disk is full: make room (about 1 GB), then start again."),
    (
        "DO NOT MATCH THE HASHES",
        "What was downloaded is not what the lock file names, so nothing of it was used. Try "
        "again; if it stays so, the package index or the lock file was changed.",
    ),
    (
        "No matching distribution",
        "A library could not be downloaded. Check the internet connection and pip's settings, then "
        "start again. (Systems it exists for: 64-bit Windows, macOS 14, Linux with glibc 2.34.)",
    ),
)
OFFLINE_HINT = "Check the internet connection, then start again."

USAGE = """usage: python3 packaging/dev.py COMMAND

  run [-- ARGS]    set up, then open the window (ARGS go to the program)
  test [-- ARGS]   set up, then check the style and run every test (ARGS go to pytest)
  bench [-- ARGS]  set up, then print the benchmarks
  bundle           set up, then make the folder for those without Python, and try it
  test-windows     on Debian: run every test, the bundle and the installers on a Windows Python
                   under wine (needs uv and Python 3.11)
  lock [-- ARGS]   make the lock files anew (needs uv; ARGS go to it, such as --upgrade)
"""


class SetupError(Exception):
    """A sentence for the user: what failed and what to do."""


# -- commands ----------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """The environment of child processes."""
    return {name: text for name, text in os.environ.items() if name not in DROPPED_VARIABLES}


def run_quietly(failure: str, *command: str | Path) -> None:
    """Run a command whose output is shown only in part, and only where it fails."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        sentence = next((says for sign, says in KNOWN_FAILURES if sign in done.stdout), failure)
        lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
        errors = [line for line in lines if line.startswith(("ERROR", "E:", "error"))] or lines
        raise SetupError("\n  ".join([sentence, *errors[-3:]]))


def run_in_foreground(*command: str | Path) -> int:
    """Run a program in the foreground; its exit status. Ctrl+C is the program's to answer."""
    with subprocess.Popen(command, cwd=ROOT, env=environment()) as program:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return program.wait()


# -- the virtual environment -------------------------------------------------------------------


def stamp_path(kind: str) -> Path:
    """The file that says which lock .venv was made from."""
    return VENV / f"elemental-{kind}.stamp"


def fingerprint(kind: str) -> str:
    """What the environment depends on: the lock, the project's metadata, the interpreter."""
    digest = hashlib.sha256(f"{kind} {sys.version} {ROOT}".encode())
    for name in (LOCKS[kind], "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def is_ready(kind: str) -> bool:
    """Whether .venv holds what this kind needs; the development set serves for running too."""
    return PYTHON.exists() and any(
        stamp_path(each).exists() and stamp_path(each).read_text("utf-8") == fingerprint(each)
        for each in {kind, "dev"}
    )


def set_up(kind: str) -> None:
    """Make .venv ready; nothing is contacted where it already is. The stamp is written last."""
    if is_ready(kind):
        return
    print("Setting up .venv; this takes a minute or two, once ...", flush=True)
    if not is_venv_usable():
        make_venv()
    for each in LOCKS:
        stamp_path(each).unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--compile")
    locked = ("--require-hashes", "--only-binary", ":all:", "--requirement", ROOT / LOCKS[kind])
    run_quietly(f"The libraries could not be installed. {OFFLINE_HINT}", *pip, *locked)
    run_quietly(
        "The project itself could not be installed. Start again from a clean checkout.",
        *(*pip, "--no-index", "--no-deps", "--no-build-isolation", "--editable", ROOT),
    )
    # What is installed to be edited pip leaves uncompiled: every start would compile it anew where
    # Python may not write.
    modules = (ROOT / name for name in ("app", "pricing"))
    run_quietly("The project could not be compiled.", PYTHON, "-m", "compileall", "-q", *modules)
    stamp_path(kind).write_text(fingerprint(kind), "utf-8")


def is_venv_usable() -> bool:
    """Whether a finished environment of this very Python is there, to be brought up to date."""
    if not PYTHON.exists() or not any(stamp_path(kind).exists() for kind in LOCKS):
        return False
    probe = (PYTHON, "-c", "import pip, sys; print(sys.version)")
    done = subprocess.run(probe, capture_output=True, encoding="utf-8", check=False)
    return done.returncode == 0 and done.stdout.strip() == sys.version.strip()


def make_venv() -> None:
    """A new virtual environment in the place of whatever is there."""
    if Path(sys.prefix) == VENV:
        raise SetupError("Start this with the Python outside .venv: it has to be made anew.")
    if not has_ensurepip():
        raise SetupError(
            "This Python cannot make virtual environments: install its ensurepip module."
        )
    if VENV.exists():
        shutil.rmtree(VENV)
    run_quietly("The virtual environment could not be made.", sys.executable, "-m", "venv", VENV)


def has_ensurepip() -> bool:
    """Debian's and Ubuntu's bare python3 leaves it out."""
    return importlib.util.find_spec("ensurepip") is not None


# -- system packages ---------------------------------------------------------------------------


def install_system_packages(*packages: tuple[str, ...]) -> None:
    """On Debian and Ubuntu, install what is missing as root; say the one command to others."""
    if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
        return
    if not has_ensurepip():
        packages = (*packages, (f"python3.{sys.version_info[1]}-venv", "python3-venv"))
    missing = missing_packages(packages)
    if missing and os.geteuid() != 0:
        by_root = "sudo sh -c" if shutil.which("sudo") else "su -c"
        install = "apt-get install --no-install-recommends -y " + " ".join(available_names(missing))
        raise SetupError(
            "Some system packages are missing. Install them with this command, then start again:\n"
            f"  {by_root} 'apt-get update && {install}'"
        )
    if missing:
        install_as_root(missing)


def missing_packages(packages: tuple[tuple[str, ...], ...]) -> list[tuple[str, ...]]:
    """The packages of which no name is installed."""
    names = [name for names in packages for name in names]
    query = ("dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *names)
    done = subprocess.run(query, capture_output=True, encoding="utf-8", check=False)
    installed = {
        line.split()[0] for line in done.stdout.splitlines() if line.endswith(" installed")
    }
    return [names for names in packages if installed.isdisjoint(names)]


def available_names(packages: list[tuple[str, ...]]) -> list[str]:
    """Of each package the first name that this release has."""
    names = [name for names in packages for name in names]
    done = subprocess.run(
        ("apt-cache", "policy", *names), capture_output=True, encoding="utf-8", check=False,
        env={**environment(), "LC_ALL": "C"},
    )  # fmt: skip
    offered = set()
    for line in done.stdout.splitlines():
        if not line.startswith(" "):
            name = line.rstrip(":")
        elif line.startswith("  Candidate: ") and not line.endswith("(none)"):
            offered.add(name)
    return [next((name for name in names if name in offered), names[-1]) for names in packages]


def install_as_root(packages: list[tuple[str, ...]]) -> None:
    """Install Debian packages; the list of what is offered is brought up to date first."""
    print("Installing system packages with apt ...", flush=True)
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    apt = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "-y", "--no-install-recommends")
    with contextlib.suppress(SetupError):  # one source that does not answer need not matter
        run_quietly("", *apt, "update")
    names = available_names(packages)
    run_quietly(
        f"apt-get could not install {' '.join(names)}. {OFFLINE_HINT}", *apt, "install", *names
    )


# -- the screen --------------------------------------------------------------------------------


@contextlib.contextmanager
def virtual_screen() -> Iterator[None]:
    """A virtual X server for the time being, where Linux shows none."""
    if sys.platform != "linux" or os.environ.get("DISPLAY"):
        yield
        return
    server = ("Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp")
    if shutil.which(server[0]) is None:
        raise SetupError("There is no display here, and no Xvfb to stand in: install Xvfb.")
    with subprocess.Popen(
        server, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as running:
        try:
            number = running.stdout.readline().decode().strip() if running.stdout else ""
            if not number:
                raise SetupError("The virtual display (Xvfb) did not start.")
            os.environ["DISPLAY"] = ":" + number
            os.environ.setdefault("QT_QPA_PLATFORM", "xcb")
            yield
        finally:
            running.terminate()


# -- what can be asked for ---------------------------------------------------------------------


def run(arguments: list[str]) -> int:
    """Open the window."""
    install_system_packages(*QT_PACKAGES)
    set_up("run")
    shown_on = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    if sys.platform == "linux" and shown_on.isdisjoint(os.environ):
        raise SetupError("All is set up, but there is no display here: start this from a desktop.")
    return run_in_foreground(PYTHON, "-m", "app", *arguments)


def test(arguments: list[str]) -> int:
    """Check the style, the types and the layers, then run every test on a real window."""
    install_system_packages(*QT_PACKAGES, *SCREEN_PACKAGES, *TEST_PACKAGES)
    set_up("dev")
    for tool, *options in CHECKS:
        print("==", tool, *options, flush=True)
        status = run_in_foreground(TOOLS / tool, *options)
        if status:
            raise SetupError(f"{tool} found faults (above). The tests were not run.")
    print("== pytest", *arguments, flush=True)
    with virtual_screen():
        return run_in_foreground(PYTHON, "-m", "pytest", *arguments)


def bench(arguments: list[str]) -> int:
    """Print the benchmarks as ratios to their limits."""
    install_system_packages(*QT_PACKAGES, *SCREEN_PACKAGES)
    set_up("dev")
    with virtual_screen():
        return run_in_foreground(PYTHON, ROOT / "tests/performance/bench.py", *arguments)


def bundle(arguments: list[str]) -> int:
    """Make dist/Elemental, start its own trial and measure its start."""
    install_system_packages(*QT_PACKAGES, *SCREEN_PACKAGES, *BUNDLE_PACKAGES)
    set_up("dev")
    print("== bundle", flush=True)
    return run_in_foreground(PYTHON, ROOT / "packaging/build.py", *(arguments or ["--smoke"]))


def test_windows(arguments: list[str]) -> int:
    """Try Windows' Python, bundle and installers under wine."""
    if shutil.which("uv") is None or shutil.which("apt-get") is None or sys.version_info[1] != 11:
        raise SetupError("This needs Debian, Python 3.11, and uv (pip install uv).")
    packages = (*QT_PACKAGES, *SCREEN_PACKAGES, *BUNDLE_PACKAGES, *WINDOWS_PACKAGES)
    install_system_packages(*packages)
    set_up("dev")
    with virtual_screen():
        return run_in_foreground(PYTHON, ROOT / "packaging/windows/trial.py", *arguments)


def lock(arguments: list[str]) -> int:
    """Resolve the lock files for every system, with hashes and without hosts."""
    if shutil.which("uv") is None:
        raise SetupError("This needs uv: install it (pip install uv), then start again.")
    settings = ("--quiet", "--universal", "--generate-hashes", "--python-version", "3.11")
    header = ("--custom-compile-command", "python packaging/dev.py lock")
    for kind, group in (("run", "build"), ("dev", "dev")):
        files = ("pyproject.toml", "--group", group, "--output-file", LOCKS[kind])
        compiled = ("uv", "pip", "compile", *settings, *header, *files, *arguments)
        run_quietly(f"{LOCKS[kind]} could not be made. {OFFLINE_HINT}", *compiled)
    return 0


COMMANDS = {
    "run": run,
    "test": test,
    "bench": bench,
    "bundle": bundle,
    "test-windows": test_windows,
    "lock": lock,
}


def main(arguments: list[str]) -> int:
    """Run one command; the exit status."""
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE)
        return 2
    rest = arguments[2:] if arguments[1:2] == ["--"] else arguments[1:]
    try:
        return COMMANDS[arguments[0]](rest)
    except (SetupError, OSError) as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
