"""Lines that may be the title of a product, and where they name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pricing.labels.amounts import UNITS
from pricing.labels.name_parts import is_path
from pricing.labels.pieces import COUNTED_KINDS, measure_of
from pricing.labels.tokens import MARK, WORD
from pricing.labels.vocabulary import class_words, has_phrase, phrase_end
from pricing.reference.label_phrases import number_words

if TYPE_CHECKING:
    from pricing.labels.layout import LabelLine

NO_TITLES = (
    "panel",
    "heading",
    "serving size",
    "advice",
    "source label",
    "brand label",
    "of which",
)
_MOST_OTHERS = 4  # words of a line of amounts that name no mineral
_MULTIPLE = ("multi", "polivit")


def may_be_title(line: LabelLine) -> bool:
    """Return whether a line is no row of the panel, no heading and no advice."""
    if (
        line.is_blank
        or line.is_list
        or line.is_comparison
        or (line.is_panel and not line.heading_bases)
    ):
        return False
    if line.begins_with(*NO_TITLES) or is_path(line):
        return False
    is_of_units = line.begins_with("per") and ":" in line.line.words
    if is_of_units or _says_what_units_hold(line):
        return False
    if line.begins_with("other nutrient") and not _names_pack(line):
        return False
    if any(amount.percent is not None for amount in line.amounts):
        return False
    return (not line.heading_bases or line.heading_bases[0].first > 0) and not states_source(line)


def _says_what_units_hold(line: LabelLine) -> bool:
    """Return whether a line is a sentence on some units: cada vial contiene, 3 gél. apportent."""
    first = line.tokens[0]
    is_begun = first.is_number or first.text in class_words("each") or first.text in number_words()
    if not (is_begun and line.amounts) or "contains" not in line.line.classes:
        return False
    return has_phrase("contains", line.tokens[: line.amounts[0].first])


def states_source(line: LabelLine) -> bool:
    """Return whether a line states an amount as that of a source: magnesium (as citrate) 100 mg."""
    if any(piece.is_counted and piece.number > 1 for piece in line.pieces):
        return False
    is_row = bool(line.amounts) and any(
        mention.element and mention.first == 0 for mention in line.mentions
    )
    return is_row and any(
        token.text == "(" and phrase_end("amount source", line.tokens, at + 1) > at + 1
        for at, token in enumerate(line.tokens[:-1])
    )


def _names_pack(line: LabelLine) -> bool:
    """Return whether a line counts units, or names a mineral without an amount."""
    names_mineral = any(mention.element for mention in line.mentions) and not line.amounts
    return names_mineral or any(piece.is_counted for piece in line.pieces)


def is_of_amounts(line: LabelLine) -> bool:
    """Return whether a line begins with a mineral, and says little but amounts and their basis."""
    taken = {at for one in line.mentions for at in range(one.first, one.after)}
    taken |= {at for one in line.amounts for at in range(one.first, one.after)}
    taken |= {at for one in line.heading_bases for at in range(one.first, one.after)}
    known = class_words("filler word", "equal to", "salt adjective")
    begins = bool(line.mentions) and all(
        token.kind is MARK for token in line.tokens[: line.mentions[0].first]
    )
    others = [
        token
        for at, token in enumerate(line.tokens)
        if at not in taken and token.kind is WORD and token.text not in known
    ]
    most = _MOST_OTHERS if line.heading_bases or len(line.amounts) > 1 else 0
    return bool(begins and line.amounts) and len(others) <= most


def is_salt_alone(line: LabelLine) -> bool:
    """Return whether a line names a salt, and says nothing else but its amount."""
    taken = {at for one in line.mentions for at in range(one.first, one.after)}
    taken |= {at for one in line.amounts for at in range(one.first, one.after)}
    is_salt = any(mention.form or not mention.element for mention in line.mentions)
    return is_salt and all(
        at in taken or token.kind is MARK for at, token in enumerate(line.tokens)
    )


def product_places(line: LabelLine) -> list[int]:
    """Return where a line names a mineral, or a kind of product such as multivitamin.

    What stands behind a basis such as "per tablet" is its amount.
    """
    tokens = line.tokens
    basis = line.heading_bases[0].first if line.heading_bases else len(tokens)
    places = {
        mention.span.start for mention in line.mentions if mention.element and mention.first < basis
    }
    if "product word" in line.line.classes or any(
        word.startswith(_MULTIPLE) for word in line.line.words
    ):
        places.update(
            tokens[index].start
            for index in range(basis)
            if tokens[index].text.startswith(_MULTIPLE)
            or phrase_end("product word", tokens, index) > index
        )
    return sorted(places)


def strength_places(line: LabelLine) -> list[int]:
    """Return where a name must stand before a strength and the unit that holds it."""
    return [
        amount.span.start - 1
        for amount in line.amounts
        for behind in (line.tokens[amount.after : amount.after + 2],)
        if any(measure_of(token.text) in COUNTED_KINDS for token in behind)
        and (behind[0].text == "," or measure_of(behind[0].text))
    ]


def drug_places(line: LabelLine) -> list[int]:
    """Return the place before a strength that follows the words a line begins with: Adcal 600 mg.

    The line may go on with a kind of drug: Magnaspartate 243 mg powder for oral solution.
    """
    tokens = line.tokens
    at = next((at for at, token in enumerate(tokens) if token.is_number), 0)
    behind = tokens[at + 1 : at + 2]
    if (
        not at
        or line.mentions
        or not all(token.kind is WORD or token.text == "-" for token in tokens[:at])
    ):
        return []
    is_strength = any(token.text in UNITS or token.text == "mmol" for token in behind)
    return [tokens[at].start - 1] if is_strength else []
