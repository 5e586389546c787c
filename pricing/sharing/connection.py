"""The connection to a PostgreSQL server: its address, and its errors as sentences."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection, Error
    from psycopg.pq.abc import PGconn

OLDEST_POSTGRESQL = 12
# How long a call waits for a server that does not answer, in the thread that may wait.
CONNECT_TIMEOUT_SECONDS = 5
_SETTINGS = {
    "application_name": "elemental",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
# A counter that dies while it writes must not keep the others from writing.
_LIMITS = "SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'"
# What PostgreSQL's library knows, which it checks only when it connects.
_CHOICES = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "gssencmode": ("disable", "prefer", "require"),
    "channel_binding": ("disable", "prefer", "require"),
    "target_session_attrs": (
        *("any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
    ),
}
_PORT = re.compile(r"[0-9]{0,5}")
_SECRETS = ("password", "sslpassword")
# A refused login has no SQLSTATE. libpq writes what the server says behind its severity, in
# whatever language, and two spaces.
_SEVERITY_MARK = ":  "
# psycopg writes these before and behind what libpq says.
_LEADS = ("connection failed: ", "connection is bad: ")
_LINE_BREAK_IN_SENTENCE = re.compile(r"\n\t(?=[a-z])")
_LIST_OF_ATTEMPTS = "Multiple connection attempts failed"
# Of PostgreSQL's SQLSTATE: the kind of problem by the code or by the class that it begins with.
_KINDS_BY_STATE = {
    "42501": ProblemKind.SERVER_REFUSES,
    "57014": ProblemKind.SERVER_FAILED,  # it answers, and gave a query up
    "40001": ProblemKind.SERVER_BUSY,
    "40P01": ProblemKind.SERVER_BUSY,
    "55P03": ProblemKind.SERVER_BUSY,
    "25006": ProblemKind.SERVER_READ_ONLY,
    "53100": ProblemKind.SERVER_FULL,
    "53200": ProblemKind.SERVER_FULL,
    "28": ProblemKind.SERVER_REFUSES,
    "42": ProblemKind.SHARED_LOG_DAMAGED,
    "22": ProblemKind.SHARED_LOG_DAMAGED,
    "23": ProblemKind.SHARED_LOG_DAMAGED,
    "08": ProblemKind.SERVER_UNREACHABLE,
    "57": ProblemKind.SERVER_UNREACHABLE,
}


def checked_address(text: str) -> str:
    """Return the address of a server, or the name of a service, without spaces around it.

    Raises:
        UserError: It has a password in it, or is no address, or PostgreSQL's library is missing.
    """
    address = text.strip()
    with translated_errors():
        from psycopg.conninfo import conninfo_to_dict
    from psycopg import ProgrammingError

    try:
        parts = conninfo_to_dict(_connection_text(address))
    except ProgrammingError:  # its message may repeat a password
        raise UserError(ProblemKind.NOT_A_SERVER_ADDRESS) from None
    if any(parts.get(key) for key in _SECRETS):
        raise UserError(ProblemKind.PASSWORD_IN_ADDRESS)
    if not parts:
        raise UserError(ProblemKind.NOT_A_SERVER_ADDRESS)
    for key, choices in _CHOICES.items():
        if parts.get(key, choices[0]) not in choices:
            raise UserError(ProblemKind.SERVER_ADDRESS_WRONG, key=key, value=parts[key])
    ports = str(parts.get("port", ""))
    if not all(map(_PORT.fullmatch, ports.split(","))):
        raise UserError(ProblemKind.SERVER_ADDRESS_WRONG, key="port", value=ports)
    return address


def _connection_text(address: str) -> str:
    """Return what libpq reads: a single word is the name of a service."""
    is_service = address and not any(mark in address for mark in "=/: ")
    return f"service={address}" if is_service else address


@contextmanager
def connection_to(address: str) -> Iterator[Connection]:
    """Connect to a server.

    Raises:
        UserError: The server does not answer, or refuses, or is too old.
    """
    with translated_errors():
        import psycopg

        # What it logs of a connection that breaks is said in a sentence.
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)
        text = _connection_text(checked_address(address))
        settings = {**_SETTINGS, "connect_timeout": CONNECT_TIMEOUT_SECONDS}
        with psycopg.connect(text, autocommit=True, **settings) as connection:  # type: ignore[arg-type]
            version = connection.info.server_version // 10_000
            if version < OLDEST_POSTGRESQL:
                raise UserError(
                    ProblemKind.SERVER_TOO_OLD, version=version, oldest=OLDEST_POSTGRESQL
                )
            connection.execute(_LIMITS)
            yield connection


# -- errors --------------------------------------------------------------------------------------


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn what psycopg raises into a UserError with a sentence."""
    try:
        import psycopg
    except ImportError as error:  # its further lines list each way that psycopg tried
        reason = str(error).partition("\n")[0].removesuffix(".")
        raise UserError(ProblemKind.NO_POSTGRESQL_CLIENT, reason=reason) from None
    try:
        yield
    except psycopg.Error as error:
        raise _user_error(error) from None
    except OSError as error:
        raise UserError(ProblemKind.SERVER_UNREACHABLE, reason=error.strerror or error) from None


def _user_error(error: Error) -> UserError:
    import psycopg

    reason = reason_of(error)
    connection, state = error.pgconn, error.sqlstate
    if connection is not None and state is None and connection.needs_password:
        return UserError(ProblemKind.SERVER_PASSWORD_MISSING)
    if connection is not None and state is None and not _has_user(connection):
        return UserError(ProblemKind.SERVICE_UNKNOWN, reason=reason)
    if state is None and _SEVERITY_MARK in str(error):
        return UserError(ProblemKind.SERVER_REFUSES_LOGIN, reason=reason)
    for key in (state or "", (state or "")[:2]):
        if key in _KINDS_BY_STATE:
            return UserError(_KINDS_BY_STATE[key], reason=reason)
    is_lost = state is None and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    kind = ProblemKind.SERVER_UNREACHABLE if is_lost else ProblemKind.SERVER_FAILED
    return UserError(kind, reason=reason)


def reason_of(error: Error) -> str:
    """Return what an error says, with semicolons between its lines, as in one sentence.

    libpq repeats what it says for each way that it tried, and psycopg then lists all of it again.
    """
    said = error.diag.message_primary or str(error).split(_LIST_OF_ATTEMPTS)[0]
    for lead in _LEADS:
        said = said.removeprefix(lead)
    said = _LINE_BREAK_IN_SENTENCE.sub(" ", said)
    lines = dict.fromkeys(filter(None, (" ".join(line.split()) for line in said.splitlines())))
    first, *further = lines or (type(error).__name__,)
    return "; ".join((first, *map(_continued, further))).removesuffix(".")


def _continued(sentence: str) -> str:
    """Return a sentence as it goes on after a semicolon."""
    is_word = sentence[1:2].islower()
    return f"{sentence[:1].lower()}{sentence[1:]}" if is_word else sentence


def _has_user(connection: PGconn) -> bool:
    """Return whether libpq read all parameters. Without the service they name, it has no user."""
    import psycopg

    try:
        return bool(connection.user)
    except psycopg.Error:  # it is closed, and so it had been opened
        return True
