"""A real PostgreSQL server for tests, in a folder of its own on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# The one who starts the tests as root starts the server as this user, because it refuses root.
SERVER_USER = "postgres"
SUPERUSER, PASSWORD = "owner", "secret word"
_SETTINGS = (
    "listen_addresses = '127.0.0.1'",
    "fsync = off",
    "log_min_messages = fatal",
    "max_connections = 120",
)


def find_programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, or None where it is not installed."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    is_possible = os.name == "posix" and (os.geteuid() != 0 or shutil.which("setpriv") is not None)
    found = [folder for folder in folders if (folder / "initdb").exists()]
    return found[0] if found and is_possible else None


class PostgresServer:
    """A running server that can be stopped, killed and started again with its data."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._data = folder / "data"
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        password_file = folder / "password"
        password_file.write_text(PASSWORD)
        _give_away(folder)
        _give_away(password_file)
        self._run(
            "initdb", "--pgdata", self._data, "--username", SUPERUSER, "--encoding", "UTF8",
            "--locale", "C", "--auth", "scram-sha-256", "--pwfile", password_file, "--no-sync",
        )  # fmt: skip
        with (self._data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            lines = (*_SETTINGS, f"port = {self.port}", f"unix_socket_directories = '{folder}'")
            settings.writelines(f"{line}\n" for line in lines)
        self.start()

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self._run(
            "pg_ctl", "start", "--wait", "--pgdata", self._data, "--log", self._folder / "log"
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop the server; `immediate` is as if it were killed."""
        self._run("pg_ctl", "stop", "--wait", "--pgdata", self._data, "--mode", mode)

    def show_certificate(self, certificate: Path, key: Path) -> None:
        """Start again with a certificate and its key, by which clients know the server."""
        for name, source in (("server.crt", certificate), ("server.key", key)):
            own = self._data / name
            shutil.copyfile(source, own)
            own.chmod(0o600)
            _give_away(own)
        with (self._data / "postgresql.auto.conf").open("a", encoding="utf-8") as settings:
            settings.write("ssl = on\n")
        self.stop()
        self.start()

    def address(self, database: str, user: str = SUPERUSER) -> str:
        """Return the address of a database, without a password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: object) -> None:
        command = [str(self._programs / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = [
                "setpriv", "--reuid", SERVER_USER, "--regid", SERVER_USER, "--clear-groups",
                *command,
            ]  # fmt: skip
        with (self._folder / "output").open("ab") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, cwd=self._folder)


def _give_away(path: Path) -> None:
    if os.geteuid() == 0:
        shutil.chown(path, SERVER_USER, SERVER_USER)


@contextmanager
def running_server(programs: Path) -> Iterator[PostgresServer]:
    """Start a server with an empty cluster, and stop it at the end."""
    # The folders of pytest are closed to the user of the server.
    with tempfile.TemporaryDirectory(prefix="elemental-postgresql-") as name:
        server = PostgresServer(programs, Path(name))
        try:
            yield server
        finally:
            server.stop("immediate")
