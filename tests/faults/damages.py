"""Damages of a data file: what a disk, a copy that broke off, or another program can do to it.

A seed always gives the same damages.
"""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pricing.store.integrity import seal_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    DamageFunction = Callable[[Path, random.Random], None]

HEADER_LENGTH = 100
PAGE_SIZE = 4_096


@dataclass(frozen=True, slots=True)
class Damage:
    """One damage: what is done to the data file, in which state of the folder, with which seed.

    `needs_log` states that the folder is that of a killed program, whose last changes are in the
    write-ahead log alone.
    """

    name: str
    apply_to: DamageFunction
    seed: int
    needs_log: bool

    def __str__(self) -> str:
        return f"{self.name} {self.seed}"

    def apply(self, path: Path) -> None:
        """Damage the data file."""
        self.apply_to(path, random.Random(self.seed))  # noqa: S311 - a test repeats it


def damages(count: int, seed: int = 0) -> Iterator[Damage]:
    """Yield this many damages, of all kinds in turn."""
    kinds = list(DAMAGE_FUNCTIONS.items())
    for number in range(count):
        name, function = kinds[number % len(kinds)]
        in_turn = number // len(kinds)
        is_of_log = name in LOG_DAMAGES
        yield Damage(name, function, seed + number, is_of_log or in_turn % 3 == 2)


# -- the whole file ----------------------------------------------------------------------------


def _pages(path: Path) -> int:
    return max(path.stat().st_size // PAGE_SIZE, 1)


def _truncate_at_page(path: Path, chance: random.Random) -> None:
    _truncate(path, PAGE_SIZE * chance.randrange(_pages(path)))


def _truncate_anywhere(path: Path, chance: random.Random) -> None:
    _truncate(path, chance.randrange(path.stat().st_size))


def _truncate(path: Path, length: int) -> None:
    with path.open("rb+") as file:
        file.truncate(length)


def _empty(path: Path, chance: random.Random) -> None:
    path.write_bytes(b"")


def _random_bytes(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


def _without_tables(path: Path, chance: random.Random) -> None:
    """Leave what a program leaves that was killed before it had made the tables of a new file."""
    _remove_with_log(path)
    seal_path(path).unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _text(path: Path, chance: random.Random) -> None:
    path.write_text("product,price\nOxide,4.49\n" * chance.randrange(1, 999), "utf-8")


def _folder(path: Path, chance: random.Random) -> None:
    path.unlink()
    path.mkdir()
    if chance.random() < 0.5:
        (path / "notes.txt").write_text("in the way", "utf-8")


def _foreign_database(path: Path, chance: random.Random) -> None:
    _remove_with_log(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE bookmark (url TEXT)")
        connection.execute("INSERT INTO bookmark VALUES ('https://example.org')")


def _foreign_product_table(path: Path, chance: random.Random) -> None:
    _remove_with_log(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE product (sku TEXT)")
        connection.execute(f"PRAGMA user_version = {chance.randrange(5)}")


def _remove_with_log(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


# -- pages and bytes ---------------------------------------------------------------------------


def _zero_page(path: Path, chance: random.Random) -> None:
    _overwrite(path, PAGE_SIZE * chance.randrange(_pages(path)), bytes(PAGE_SIZE))


def _noise_page(path: Path, chance: random.Random) -> None:
    at = PAGE_SIZE * chance.randrange(_pages(path))
    _overwrite(path, at, chance.randbytes(PAGE_SIZE))


def _zero_sector(path: Path, chance: random.Random) -> None:
    _overwrite(path, 512 * chance.randrange(max(path.stat().st_size // 512, 1)), bytes(512))


def _swap_pages(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    first, second = (PAGE_SIZE * chance.randrange(_pages(path)) for _ in range(2))
    _overwrite(path, first, data[second : second + PAGE_SIZE])
    _overwrite(path, second, data[first : first + PAGE_SIZE])


def _copy_page(path: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    source, target = (PAGE_SIZE * chance.randrange(_pages(path)) for _ in range(2))
    _overwrite(path, target, data[source : source + PAGE_SIZE])


def _flip_in_header(path: Path, chance: random.Random) -> None:
    _flip(path, chance.randrange(HEADER_LENGTH), chance)


def _flip_in_tree(path: Path, chance: random.Random) -> None:
    """Flip a bit in the first bytes of a page: its kind, its number of cells, their places."""
    page = chance.randrange(_pages(path))
    _flip(
        path, page * PAGE_SIZE + (HEADER_LENGTH if page == 0 else 0) + chance.randrange(40), chance
    )


def _flip_anywhere(path: Path, chance: random.Random) -> None:
    _flip(path, chance.randrange(path.stat().st_size), chance)


def _flip_in_content(path: Path, chance: random.Random) -> None:
    """Flip a bit in the second half of a page, where its rows are."""
    at = PAGE_SIZE * chance.randrange(_pages(path)) + PAGE_SIZE // 2
    _flip(path, min(at + chance.randrange(PAGE_SIZE // 2), path.stat().st_size - 1), chance)


def _change_letter(path: Path, chance: random.Random) -> None:
    """Change a letter or a digit of a stored text to another one."""
    data = path.read_bytes()
    places = [at for at, byte in enumerate(data) if chr(byte).isalnum() and at > PAGE_SIZE]
    at = chance.choice(places or [len(data) - 1])
    _overwrite(path, at, bytes([data[at] ^ 1]))


def _flip(path: Path, at: int, chance: random.Random) -> None:
    with path.open("rb") as file:
        file.seek(at)
        (byte,) = file.read(1)
    _overwrite(path, at, bytes([byte ^ (1 << chance.randrange(8))]))


def _overwrite(path: Path, at: int, data: bytes) -> None:
    with path.open("rb+") as file:
        file.seek(at)
        file.write(data)


def _newer_version(path: Path, chance: random.Random) -> None:
    _overwrite(path, 60, chance.randrange(100, 2**31).to_bytes(4))


# -- the write-ahead log -----------------------------------------------------------------------


def _log(path: Path) -> Path:
    return Path(f"{path}-wal")


def _flip_in_log(path: Path, chance: random.Random) -> None:
    _flip(_log(path), chance.randrange(_log(path).stat().st_size), chance)


def _flip_in_log_header(path: Path, chance: random.Random) -> None:
    _flip(_log(path), chance.randrange(32), chance)


def _truncate_log(path: Path, chance: random.Random) -> None:
    _truncate(_log(path), chance.randrange(_log(path).stat().st_size))


def _remove_log(path: Path, chance: random.Random) -> None:
    _log(path).unlink()


def _noise_in_log(path: Path, chance: random.Random) -> None:
    _log(path).write_bytes(chance.randbytes(_log(path).stat().st_size))


def _noise_in_shared_memory(path: Path, chance: random.Random) -> None:
    memory = Path(f"{path}-shm")
    memory.write_bytes(chance.randbytes(32_768))


def _folder_as_log(path: Path, chance: random.Random) -> None:
    _log(path).unlink()
    _log(path).mkdir()


LOG_DAMAGES: dict[str, DamageFunction] = {
    "flip in the log": _flip_in_log,
    "flip in the log's header": _flip_in_log_header,
    "log cut off": _truncate_log,
    "log removed": _remove_log,
    "noise as log": _noise_in_log,
    "noise as shared memory": _noise_in_shared_memory,
    "folder as log": _folder_as_log,
}
FILE_DAMAGES: dict[str, DamageFunction] = {
    "cut at a page": _truncate_at_page,
    "cut anywhere": _truncate_anywhere,
    "empty file": _empty,
    "file without tables": _without_tables,
    "random bytes": _random_bytes,
    "text file": _text,
    "folder in its place": _folder,
    "another program's file": _foreign_database,
    "another table of products": _foreign_product_table,
    "zeroed page": _zero_page,
    "noise page": _noise_page,
    "zeroed sector": _zero_sector,
    "swapped pages": _swap_pages,
    "page written twice": _copy_page,
    "flip in the header": _flip_in_header,
    "flip in the tree": _flip_in_tree,
    "flip anywhere": _flip_anywhere,
    "flip in the rows": _flip_in_content,
    "changed letter": _change_letter,
    "newer version": _newer_version,
}
DAMAGE_FUNCTIONS = FILE_DAMAGES | LOG_DAMAGES
