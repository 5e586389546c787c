"""The connection to a PostgreSQL server: its address, and its errors as sentences."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from pricing.problems.errors import ProblemKind, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection, Error
    from psycopg.pq.abc import PGconn

    from pricing.sharing.connection_fault import Aim, Fault

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
# Of the SQLSTATE with which a server refuses a connection: the kind of problem.
_KINDS_BY_REFUSAL = {
    "3D000": ProblemKind.SERVER_DATABASE_UNKNOWN,
    "42501": ProblemKind.SERVER_REFUSES,
    "53300": ProblemKind.SERVER_CROWDED,
    "57P03": ProblemKind.SERVER_STARTING,
}
# The databases that every server has, unless somebody has deleted them.
_OTHER_DATABASES = ("postgres", "template1")
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
        # What it logs of a connection that breaks is said in a sentence.
        logging.getLogger("psycopg").setLevel(logging.CRITICAL)
        with _connect(_connection_text(checked_address(address))) as connection:
            version = connection.info.server_version // 10_000
            if version < OLDEST_POSTGRESQL:
                raise UserError(
                    ProblemKind.SERVER_TOO_OLD, version=version, oldest=OLDEST_POSTGRESQL
                )
            connection.execute(_LIMITS)
            yield connection


def _connect(text: str) -> Connection:
    from psycopg import OperationalError

    try:
        return _plain_connection(text)
    except OperationalError as error:
        raise _connecting_error(error, text) from None
    except UnicodeError as error:  # no name of a computer is like that
        raise _unconnected_error(OperationalError(str(error)), text) from None


def _plain_connection(text: str, database: str = "") -> Connection:
    """Connect with what the address says, and to another database if there is one."""
    import psycopg

    settings = {**_SETTINGS, "connect_timeout": CONNECT_TIMEOUT_SECONDS}
    if database:
        settings["dbname"] = database
    return psycopg.connect(text, autocommit=True, **settings)  # type: ignore[arg-type]


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

    reason, state = reason_of(error), error.sqlstate
    for key in (state or "", (state or "")[:2]):
        if key in _KINDS_BY_STATE:
            return UserError(_KINDS_BY_STATE[key], reason=reason)
    is_lost = state is None and isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    kind = ProblemKind.SERVER_UNREACHABLE if is_lost else ProblemKind.SERVER_FAILED
    return UserError(kind, reason=reason)


def _connecting_error(error: Error, text: str) -> UserError:
    """Return why a connection could not be made, which libpq says without a code."""
    from pricing.sharing.connection_fault import find_fault

    connection, reason = error.pgconn, reason_of(error)
    if connection is None:
        return _unconnected_error(error, text)
    if connection.needs_password:
        return UserError(ProblemKind.SERVER_PASSWORD_MISSING)
    if not _has_user(connection):
        return UserError(ProblemKind.SERVICE_UNKNOWN, reason=reason)
    aim = _aim_of(connection)
    fault = find_fault(aim, CONNECT_TIMEOUT_SECONDS)
    kind = _kind_of_fault(fault, has_answered=_SEVERITY_MARK in str(error))
    if kind is ProblemKind.SERVER_REFUSES_LOGIN:
        kind = _kind_behind_password(text, aim.database)
    return UserError(kind, **aim._asdict(), reason=reason, fault=fault.kind.name)


def _aim_of(connection: PGconn) -> Aim:
    """Return what libpq took from the address, the service file and the environment."""
    from pricing.sharing.connection_fault import Aim

    modes = (option.val for option in connection.info if option.keyword == b"sslmode")
    host, user = connection.host, connection.user
    mode = next(modes, None) or b"prefer"
    place = host, connection.hostaddr or host, connection.port or b"5432"
    values = (*place, user, connection.db or user, mode)
    return Aim(*(value.decode("utf-8", "replace") for value in values))


def _unconnected_error(error: Error, text: str) -> UserError:
    """Return why libpq was not even asked: psycopg finds no computer, or has waited long enough."""
    from psycopg.conninfo import conninfo_to_dict
    from psycopg.errors import ConnectionTimeout

    from pricing.sharing.connection_fault import FaultKind

    has_waited = isinstance(error, ConnectionTimeout)
    return UserError(
        ProblemKind.SERVER_UNREACHABLE,
        reason=reason_of(error),
        host=str(conninfo_to_dict(text).get("host", "")),
        fault=(FaultKind.UNKNOWN if has_waited else FaultKind.HOST_UNKNOWN).name,
    )


def _kind_of_fault(fault: Fault, *, has_answered: bool) -> ProblemKind:
    """Return what keeps a counter from a server, by the server's own code."""
    from pricing.sharing.connection_fault import FaultKind

    if fault.kind is FaultKind.WITHOUT_TLS:
        return ProblemKind.SERVER_WITHOUT_TLS
    if fault.state in _KINDS_BY_REFUSAL:
        return _KINDS_BY_REFUSAL[fault.state]
    if fault.state.startswith("28"):
        is_in = fault.kind is FaultKind.REFUSED
        return ProblemKind.SERVER_USER_UNKNOWN if is_in else ProblemKind.SERVER_SHUTS_OUT
    if has_answered:
        return ProblemKind.SERVER_REFUSES_LOGIN
    # It lets in who does not ask for its certificate.
    return ProblemKind.SERVER_CERTIFICATE if fault.has_tls else ProblemKind.SERVER_UNREACHABLE


def _kind_behind_password(text: str, database: str) -> ProblemKind:
    """Return what is wrong with a login or its database: a login that serves elsewhere is right."""
    from psycopg import Error

    for other in _OTHER_DATABASES:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        with suppress(Error), _plain_connection(text, other) as connection:
            is_there = connection.execute(query, (database,)).fetchone() is not None
            return ProblemKind.SERVER_SHUTS_OUT if is_there else ProblemKind.SERVER_DATABASE_UNKNOWN
    return ProblemKind.SERVER_REFUSES_LOGIN


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
