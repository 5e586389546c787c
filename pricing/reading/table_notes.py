"""The texts above, below and within a table, such as “Prices exclude VAT”, and their meaning."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from pricing.quantities.currencies import cents_written_as, currencies_sharing
from pricing.reading.footnoted_rows import SIGN, footnote_of_rows
from pricing.reading.header_parts import (
    INCLUDED,
    MAX_HEADER_LENGTH,
    MEASURES,
    NO_PARTS,
    PACK,
    SERVING,
    HeaderParts,
    parse_understood,
    parse_words,
)
from pricing.reading.header_words import HeaderWord, find_meaning, split_words
from pricing.reading.note_words import (
    Note,
    base_statements,
    case_statements,
    doubtful_statements,
)
from pricing.reading.titled_minerals import names_mineral_alone
from pricing.reference.mineral_names import named_minerals

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pricing.reading.grid import Grid, GridRow
    from pricing.reading.headings import HeaderRow, Heading

# The columns that a text speaks of if it names prices, amounts or pack sizes.
_KEYS_OF_SUBJECTS = {
    "price": ("price",),
    "amount": ("elemental_mg", "compound_mg"),
    "pack": ("pack_units",),
    "list": ("price",),
}
_KEYS_WITH_BASES = frozenset(("price", "elemental_mg", "compound_mg"))
_SUBJECT = frozenset(("subject",))
_BASES = (MEASURES - {"pack"}) | {"wholesale_pack"}  # a price is one of a pack
_WORDS_OF_NOTES = frozenset(("note_filler",))
_LEADS = frozenset(("lead", "number_lead"))
_UNITS = frozenset(("mass", "moles"))
_SCALE = frozenset(("scale",))
_ROLES_OF_BASES = _SCALE | {"lead", "unit", "serving", "pack", "each", "included", "excluded"}
_USUAL = frozenset((f"1 {PACK}", f"1 {SERVING}"))
SEARCHED_ROWS = 500
_MAX_NOTE_WORDS = 40
_MAX_WORDS_OF_BASE = 6
_MAX_OTHER_WORDS = 3  # beside a currency or a tax
_MAX_SUBJECT_WORDS = 3
MAX_FOOTNOTE_ROWS = 30
_MAX_CELLS_OF_STATEMENT = 3  # a label and its value: VAT | excl. | 20 %
_MAX_FOOTNOTE_CELLS = 2  # a comma in it divides it
_SIGN = re.compile(SIGN)
_FOOTNOTE_SIGN = re.compile(rf"\s*({SIGN})\s*")
_WITHOUT_MARKS = str.maketrans("", "", ".,")
# No sentence ends at the full stop of “MwSt. in”, “incl.”, “inc.”, “exkl.”, “zzgl.” or “einschl.”.
_END_OF_SENTENCE = re.compile(
    r"[;\n•|]|(?<![ckgCKG]l)(?<!hl)(?<![nxNX]c)[.](?=\s+[^\W\d_a-z]|\s*$)|[!?](?=\s|$)"
)


def read_notes(text: str) -> list[Note]:
    """Return what a text says about prices, amounts and pack sizes.

    >>> [(note.keys, note.parts.currency) for note in read_notes("All prices in pence")]
    [(('price',), 'GBP')]
    >>> read_notes("12 Main Street, p. 4"), read_notes("Price list, p. 1")
    ([], [])
    """
    notes = []
    for sentence in _END_OF_SENTENCE.split(text[:MAX_HEADER_LENGTH]):
        for subject, words in _clauses(split_words(sentence)[:_MAX_NOTE_WORDS]):
            note = _read(sentence.strip(), subject, words)
            notes += [note] if note.parts != NO_PARTS or not note.is_clear else []
    return notes


def with_notes(grid: Grid, header: HeaderRow, stated: Collection[str] = ()) -> HeaderRow:
    """Return the header row with what the texts beside and within the table say about its columns.

    A text that is not clear leaves the columns that it speaks of in question, unless the user
    `stated` them. A header row with one text alone names no columns, and is such a text itself.
    """
    rows = [[text for text in row.texts if text] for row in grid.rows[: header.position + 1]]
    if header.position >= 0 and len(rows[-1]) > 1:
        rows.pop()
    footnotes, remarks = _texts_below(grid, header)
    if not (any(rows) or footnotes or remarks or grid.name):
        return header
    of_no_product = [texts for texts in rows if not any(map(_is_number, texts))]
    titles = (*filter(None, (grid.name,)), *(text for texts in of_no_product for text in texts))
    header = replace(header, titles=titles)
    notes = [note for texts in rows for note in _read_row_above(texts, header)]
    notes += _read_above(grid.name, header)
    for text in remarks:
        found = read_remark(text, header)
        notes += found
        header = replace(header, used_footnotes=(*header.used_footnotes, *[text] * bool(found)))
    for text in footnotes:
        found = _read_footnote(text, header)
        notes += found
        of_rows = None if found else footnote_of_rows(text)
        if of_rows is not None:
            header = replace(header, row_footnotes=(*header.row_footnotes, of_rows))
        is_used = bool(found) or names_mineral_alone(text, with_label=True)
        header = replace(header, used_footnotes=(*header.used_footnotes, *[text] * is_used))
    if not notes:
        return header
    headings = tuple(
        _with_notes(heading, notes, is_stated=heading.text in stated) for heading in header.headings
    )
    return replace(header, headings=headings)


def _texts_below(grid: Grid, header: HeaderRow) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts below the last product, and those among the products."""
    first = header.first_body_position
    rows = grid.rows[first : first + SEARCHED_ROWS]
    last_rows = [row.texts for row in grid.rows[max(first, len(grid.rows) - MAX_FOOTNOTE_ROWS) :]]
    footnotes = grid.footnotes or find_footnotes(last_rows)
    likely = [row.texts for row in rows if not _begins_with_two(row)]
    remarks = dict.fromkeys((*grid.remarks, *find_remarks(likely)))
    return footnotes, tuple(text for text in remarks if text not in footnotes)


def _begins_with_two(row: GridRow) -> bool:
    """Return whether the first two cells of a row are filled, as those of most products are."""
    return len(row.cells) > 1 and bool(row.cells[0].text and row.cells[1].text)


def find_remarks(rows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Return the texts of several words that stand alone in their rows.

    >>> find_remarks([("A", "9"), ("Prices below in cents", ""), ("Capsules", "")])
    ('Prices below in cents',)
    """
    found: list[str] = []
    for row in rows:
        texts = [text for text in map(str.strip, row) if text]
        if len(texts) == 1 and " " in texts[0] and len(found) < MAX_FOOTNOTE_ROWS:
            found += texts
    return tuple(found)


def read_remark(text: str, header: HeaderRow) -> list[Note]:
    """Return a question for each column of which a text among the products says something.

    It may hold for some of them. The name of a product that lacks its values is no remark.
    """
    if named_minerals(text) and not read_notes(text):
        return []
    notes = _read_footnote(text, header) or _bases_in(text) or base_statements(text)
    notes = notes or case_statements(text)
    return [
        _opened(note)
        for note in notes
        if not (_says_nothing_new(note, header) or _is_harmless(note, header))
    ]


def _says_nothing_new(note: Note, header: HeaderRow) -> bool:
    """Return whether each column states already what a note says about it."""
    own = (one.parts for one in header.headings if one.column.key in note.keys)
    usual = replace(note.parts, base="") if note.parts.base in _USUAL else note.parts
    return note.is_clear and all(
        parts.completed_by(usual) == parts and not _contradict(parts, usual) for parts in own
    )


def _read_row_above(texts: Sequence[str], header: HeaderRow) -> list[Note]:
    """Return what the cells of a row above the table say, each alone or a few together."""
    notes = [note for text in texts for note in _read_above(text, header)]
    is_pair = 1 < len(texts) <= _MAX_CELLS_OF_STATEMENT
    return notes or (_read_above(" ".join(texts), header) if is_pair else [])


def _read_above(text: str, header: HeaderRow) -> list[Note]:
    """Return what a text above the table or the name of its sheet says about columns."""
    notes = [*read_notes(text), *_bases_in(text)]
    return notes or _about_columns(text, header) or doubtful_statements(text, header)


def _about_columns(text: str, header: HeaderRow) -> list[Note]:
    """Return what a text says that names no column: “CHF”, “plus 19 % VAT”, “mg per 100 g”."""
    words = split_words(text[:MAX_HEADER_LENGTH])[:_MAX_NOTE_WORDS]
    plain = [word for word in words if not _is_lone_letter(word)]
    possible = [one for one in header.headings if one.column.key in _KEYS_WITH_BASES]
    found = (_footnote_about(one, text, plain, is_marked=False) for one in possible)
    return [note for note in found if note is not None]


def _bases_in(text: str) -> list[Note]:
    """Return a question if a text says only what something is for: per case of 12, pro 100 g."""
    words = split_words(text[:MAX_HEADER_LENGTH])
    if not 1 < len(words) <= _MAX_WORDS_OF_BASE or find_meaning(words[:1], "units", _LEADS) is None:
        return []
    measure = words[1 + words[1].raw[0].isdecimal() :][:1]
    is_base = any(find_meaning(measure, kind, _BASES) is not None for kind in ("units", "note"))
    return [Note(text, tuple(_KEYS_WITH_BASES), NO_PARTS, is_clear=False)] if is_base else []


def _is_number(text: str) -> bool:
    return text.translate(_WITHOUT_MARKS).isdecimal()


def _with_notes(heading: Heading, notes: Sequence[Note], *, is_stated: bool) -> Heading:
    own = [note for note in notes if heading.column.key in note.keys]
    parts = heading.parts
    for note in own:
        parts = parts.completed_by(note.parts)
    doubtful = (note.text for note in own if not note.is_clear or _contradict(parts, note.parts))
    unclear = () if is_stated else tuple(dict.fromkeys(doubtful))
    return replace(heading, parts=parts, unclear_notes=unclear)


def _contradict(parts: HeaderParts, others: HeaderParts) -> bool:
    """Return whether two texts about a column state different parts, such as mg and g."""
    pairs = (
        (parts.unit, others.unit),
        (parts.base, others.base),
        (parts.currency, others.currency),
        (parts.tax, others.tax),
        (parts.tax_rate, others.tax_rate),
        (parts.discount, others.discount),
    )
    is_other_size = others.is_subunit and not parts.is_subunit
    return is_other_size or any(other not in {"", own} for own, other in pairs)


# -- footnotes ---------------------------------------------------------------------------------


def find_footnotes(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the texts of the last rows that hold nothing but texts, in their order.

    >>> find_footnotes([("A", "9", "60"), ("Total", "9", ""), ("* without VAT", "", "")])
    ('* without VAT',)
    """
    found: list[str] = []
    for row in reversed(rows[-MAX_FOOTNOTE_ROWS:]):
        texts = [text.strip() for text in row if text.strip()]
        if len(texts) > _MAX_FOOTNOTE_CELLS or any(map(_is_number, texts)):
            break
        found += [", ".join(texts)] if texts else []
    return tuple(reversed(found))


def _read_footnote(text: str, header: HeaderRow) -> list[Note]:
    """Return what a text below the table says about columns.

    It need not name them: the sign before it can stand in a header too, and a currency or a tax is
    that of the prices. Else each column that it can speak of is left in question, and so is one
    where the sign may stand beside some of the rows.
    """
    sign = _FOOTNOTE_SIGN.match(text)
    content = text[sign.end() :] if sign else text
    words = split_words(content[:MAX_HEADER_LENGTH])[:_MAX_NOTE_WORDS]
    marked = [one for one in header.headings if sign and sign[1] in _SIGN.findall(one.text)]
    possible = marked or [one for one in header.headings if one.column.key in _KEYS_WITH_BASES]
    notes = [] if marked else [replace(note, text=text) for note in read_notes(content)]
    notes = notes or [
        note
        for heading in possible
        if (note := _footnote_about(heading, text, words, is_marked=bool(marked))) is not None
    ]
    notes = notes or doubtful_statements(content, header)
    if sign is None or marked:
        return notes
    return [note if _is_harmless(note, header) else _opened(note) for note in notes]


def _opened(note: Note) -> Note:
    return replace(note, parts=NO_PARTS, is_clear=False)


def _is_harmless(note: Note, header: HeaderRow) -> bool:
    """Return whether a note says only that prices include a tax, which no column adds."""
    says_no_more = note.parts == replace(NO_PARTS, tax=INCLUDED)
    return says_no_more and header.find_heading("tax_percent") is None


def _footnote_about(
    heading: Heading, text: str, words: Sequence[HeaderWord], *, is_marked: bool
) -> Note | None:
    """Return what the words of a footnote say about one column, if they say only that."""
    key = heading.column.key
    understood = parse_understood(without_fillers(words), key)
    if understood is None:
        return None
    parts = replace(understood, element="")
    is_of_pack = key == "price" and parts.base == f"1 {PACK}"
    if is_of_pack or parts == NO_PARTS:
        return None
    says_no_more = heading.parts.completed_by(parts) == heading.parts
    is_clear = is_marked or _is_of_money(parts) or says_no_more
    return Note(text, (key,), parts if is_clear else NO_PARTS, is_clear)


def _clauses(words: Sequence[HeaderWord]) -> Iterator[tuple[str, list[HeaderWord]]]:
    """Yield the words about each subject. Those before the first subject belong to it."""
    subjects: list[str] = []
    at, subject = 0, ""
    while at < len(words):
        found, length = _subject(words[at:])
        subject = found or subject
        subjects += [subject] * length
        at += length
    first = next(filter(None, subjects), "")
    named = [(subject or first, word) for subject, word in zip(subjects, words, strict=True)]
    for subject, pairs in groupby(named, key=lambda pair: pair[0]):
        if subject:
            yield subject, [word for _, word in pairs]


def _subject(words: Sequence[HeaderWord]) -> tuple[str, int]:
    for length in range(min(len(words), _MAX_SUBJECT_WORDS), 0, -1):
        meaning = find_meaning(words[:length], "note", _SUBJECT)
        if meaning is not None:
            return meaning.meaning, length
    return "", 1


def _read(text: str, subject: str, words: Sequence[HeaderWord]) -> Note:
    keys = _KEYS_OF_SUBJECTS[subject]
    plain = [word for word in without_fillers(words) if not _is_lone_letter(word)]
    parsed = parse_words(plain, keys[0])
    parts = replace(parsed.parts, element="")
    others = parsed.unknown_words
    if not others:
        return Note(text, keys, parts, is_clear=True)
    is_of_money = _is_of_money(parts)
    if subject == "list":  # a title, which can name a shop
        return Note(text, keys, parts if is_of_money else NO_PARTS, is_clear=True)
    if is_of_money and parts != NO_PARTS:
        is_told = len(others) <= _MAX_OTHER_WORDS and not any(map(may_matter, others))
        return Note(text, keys, parts, is_clear=is_told)
    is_told = parts == NO_PARTS and not any(map(_is_unclear_money, others))
    return Note(text, keys, NO_PARTS, is_clear=is_told and not _follows_lead(plain, others[0]))


def _is_lone_letter(word: HeaderWord) -> bool:
    """Return whether a word is a letter that is no unit. It is no pence: Price list, p. 1."""
    is_letter = len(word.raw) == 1 and word.raw.isalpha()
    return is_letter and find_meaning([word], "mass", _UNITS) is None


def _is_of_money(parts: HeaderParts) -> bool:
    """Return whether parts hold nothing but a currency, a tax and a discount."""
    of_money = {"currency": "", "is_subunit": False, "tax": "", "tax_rate": "", "discount": ""}
    return replace(parts, **of_money) == NO_PARTS  # type: ignore[arg-type] # by their names


def may_matter(other: str) -> bool:
    """Return whether an unknown word is one of bases, taxes or thousands: Unit prices in pence."""
    words = split_words(other)
    return find_meaning(words, "money", _ROLES_OF_BASES) is not None or _is_unclear_money(other)


def _is_unclear_money(other: str) -> bool:
    """Return whether an unknown word is a sign of money that has several meanings, or a scale."""
    words = split_words(other)
    is_scale = find_meaning(words, "money", _SCALE) is not None
    return is_scale or bool(cents_written_as(other) or currencies_sharing(other))


def _follows_lead(words: Sequence[HeaderWord], other: str) -> bool:
    """Return whether the first unknown word is one such as “per” or “for”, or follows “in”."""
    at = [word.raw for word in words].index(other)
    near = words[max(at - 1, 0) : at + 1]
    return any(find_meaning([word], "money", _LEADS) is not None for word in near)


def without_fillers(words: Sequence[HeaderWord]) -> list[HeaderWord]:
    """Return the words of a text that may say something about a column."""
    kept: list[HeaderWord] = []
    at = 0
    while at < len(words):
        subject, length = _subject(words[at:])
        is_filler = find_meaning([words[at]], "note", _WORDS_OF_NOTES) is not None
        kept += [] if subject or is_filler else [words[at]]
        at += length
    return kept
