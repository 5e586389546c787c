"""Why a server lets nobody in: asked of the server itself, because libpq keeps its code to itself.

libpq says why a connection failed in a sentence, in the language of the computer or the server. So
the beginning of a connection is made once more, as the protocol of PostgreSQL has it. It holds no
password, and ends before the server asks for one.
"""

from __future__ import annotations

import socket
import ssl
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROTOCOL = 3 << 16
_TLS_REQUEST = 80_877_103
# The modes in which a server without encryption is no server to use.
_MODES_WITH_TLS = ("require", "verify-ca", "verify-full")
# No server that asks for a login says more than this in one message.
_MOST_BYTES = 30_000


class FaultKind(Enum):
    """The step of a connection that fails."""

    UNKNOWN = auto()
    HOST_UNKNOWN = auto()
    CLOSED = auto()
    WITHOUT_TLS = auto()
    SHUT_OUT = auto()  # before anybody has logged in
    LOGIN = auto()  # the server asks for a password
    REFUSED = auto()  # after it has let the user in without one


class Aim(NamedTuple):
    """The database that a connection was meant for, and whose; `mode` is its `sslmode`.

    `address` is what the name of the host leads to, if it is known.
    """

    host: str
    address: str
    port: str
    user: str
    database: str
    mode: str


class Fault(NamedTuple):
    """The step that fails, and the SQLSTATE with which the server refuses, or ""."""

    kind: FaultKind
    state: str = ""
    has_tls: bool = False


def find_fault(aim: Aim, seconds: float) -> Fault:
    """Return why a connection to a server fails, as far as it tells before a password."""
    try:
        with _opened(aim, seconds) as line:
            return _ask(line, aim)
    except socket.gaierror:
        return Fault(FaultKind.HOST_UNKNOWN)
    except (ConnectionRefusedError, FileNotFoundError):
        return Fault(FaultKind.CLOSED)
    except (OSError, ValueError):
        return Fault(FaultKind.UNKNOWN)


def _opened(aim: Aim, seconds: float) -> socket.socket:
    if not aim.address.startswith("/"):
        return socket.create_connection((aim.address, int(aim.port)), seconds)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(seconds)
    try:
        line.connect(f"{aim.address}/.s.PGSQL.{aim.port}")
    except OSError:
        line.close()
        raise
    return line


def _ask(line: socket.socket, aim: Aim) -> Fault:
    """Ask for encryption as libpq does, and then for the database."""
    if aim.mode == "disable" or line.family == getattr(socket, "AF_UNIX", None):
        return _log_in(line, aim)
    line.sendall(_message(_TLS_REQUEST.to_bytes(4)))
    answer = line.recv(1)
    if answer == b"S":
        with _encrypted(line) as encrypted:
            return _log_in(encrypted, aim)._replace(has_tls=True)
    if answer == b"N" and aim.mode in _MODES_WITH_TLS:
        return Fault(FaultKind.WITHOUT_TLS)
    return _log_in(line, aim) if answer == b"N" else Fault(FaultKind.UNKNOWN)


def _log_in(line: socket.socket, aim: Aim) -> Fault:
    """Ask for a database, up to where the server asks for a password."""
    pairs = "\0".join(("user", aim.user, "database", aim.database, "", ""))
    line.sendall(_message(_PROTOCOL.to_bytes(4) + pairs.encode()))
    is_in = False
    for kind, content in _messages(line):
        if kind == b"E":
            refused = FaultKind.REFUSED if is_in else FaultKind.SHUT_OUT
            return Fault(refused, _state(content))
        if kind == b"R":
            is_in = int.from_bytes(content[:4]) == 0
            if not is_in:
                return Fault(FaultKind.LOGIN)
        elif kind == b"Z":  # it lets the counter in now
            break
    return Fault(FaultKind.UNKNOWN)


def _encrypted(line: socket.socket) -> ssl.SSLSocket:
    """Return a line on which nobody else reads. Whose server it is does not matter here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context.wrap_socket(line)


def _message(content: bytes) -> bytes:
    return (len(content) + 4).to_bytes(4) + content


def _messages(line: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    with line.makefile("rb") as answers:
        while len(head := answers.read(5)) == 5:
            length = int.from_bytes(head[1:]) - 4
            if not 0 <= length <= _MOST_BYTES:
                return
            yield head[:1], answers.read(length)


def _state(content: bytes) -> str:
    """Return the SQLSTATE of an error, whose fields each begin with a letter."""
    fields = {field[:1]: field[1:] for field in content.split(b"\0")}
    return fields.get(b"C", b"").decode("ascii", "replace")
