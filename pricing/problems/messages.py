"""Every message of `pricing` about input or the environment: what was found, and what to do.

English templates with named parameters, so that a window can translate them.
"""

from __future__ import annotations

from enum import Enum


class ProblemKind(Enum):
    """A kind of problem: what was found, and what to do about it (English templates)."""

    def __init__(self, what: str, remedy: str) -> None:
        self.description = what
        self.remedy = remedy

    NOT_A_NUMBER = ("“{value}” is not a number", "type an amount such as {example}")
    AMBIGUOUS_NUMBER = (
        "“{value}” could be {whole} or {decimal}",
        "say which mark the decimals have, or write {whole} without a mark",
    )
    DECIMAL_MARK_MISMATCH = (
        "“{value}” does not fit the decimal mark “{mark}”",
        "correct the value or choose the other decimal mark",
    )
    TOO_MANY_DECIMALS = (
        "“{value}” has more decimals than {unit} can hold",
        "round it to {decimals} decimals",
    )
    TOO_LARGE = ("“{value}” is too large", "enter at most {largest}")
    NEGATIVE = ("“{value}” is negative", "enter an amount above zero")
    ZERO = ("the amount is zero", "enter an amount above zero")
    UNKNOWN_UNIT = ("“{unit}” is not a unit of this column", "use one of {units}")
    UNKNOWN_CURRENCY = ("“{value}” is not a currency", "use a three-letter code such as USD or EUR")
    CURRENCY_CONFLICT = (
        "the price is in {sign} but the currency says {currency}",
        "make the two agree",
    )
    NOT_WHOLE_UNITS = ("{unit_kind}s come whole, “{value}” is not", "enter a whole number")
    UNKNOWN_CHOICE = ("“{value}” is not known here", "use one of {choices}")
    NOT_A_DATE = ("“{value}” is not a date", "write it as year-month-day, such as 2026-06-26")
    FUTURE_DATE = (
        "{value} lies ahead: today is {today}",
        "enter the day on which the shops were asked",
    )
    NOT_AN_AVAILABILITY_RECORD = (
        "“{value}” does not say in how many shops it was found",
        "write it as 3 of 5: found in 3, of 5 asked",
    )
    FOUND_EXCEEDS_ASKED = (
        "it cannot be found in {found} of {asked} shops",
        "enter how many shops were asked, and in how many of them it was found",
    )
    AMBIGUOUS_DATE = (
        "“{value}” could be {first} or {second}",
        "write it as year-month-day, such as {first}",
    )
    CELL_ERROR = ("the cell holds the spreadsheet error {value}", "correct or empty the cell")
    CODE_LOST_DIGITS = (
        "the code was stored as a number and its digits may be lost ({value})",
        "format the column as text and enter the code again",
    )
    WRONG_CHECK_DIGIT = (
        "“{value}” is no barcode: its last digit would be {right}",
        "compare it with the pack; a digit is wrong, or two changed places",
    )
    LOST_LEADING_ZEROS = (
        "“{value}” seems to have lost the zeros at its start",
        "enter {whole}, and format the column as text",
    )
    NOT_A_BARCODE = ("“{value}” is no barcode", "enter the 8, 12, 13 or 14 digits below the bars")
    NOT_AN_NDC = (
        "“{value}” is no NDC",
        "enter 11 digits, or 10 with their hyphens, such as 0904-7418-44",
    )
    NDC_WITHOUT_PACKAGE = (
        "“{value}” names a product, not a pack: the last part of the NDC is missing",
        "add the one or two digits behind the second hyphen on the pack",
    )
    AMBIGUOUS_NDC = (
        "“{value}” could be {codes}",
        "write the NDC with its hyphens, or with 11 digits",
    )
    DURATION_AS_PACK_SIZE = (
        "“{value}” says how long a pack lasts, not what it holds",
        "enter the number of units in the pack",
    )
    MULTIPACK_ASSUMED = (
        "“{value}” was read as {packs} packs of {count}, {units} in all",
        "correct it if {count} is what all of them hold",
    )
    UNCLEAR_PACK_SIZE = (
        "“{value}” does not say clearly what a pack holds",
        "enter the number of units, such as 120 or 2 x 60",
    )
    TEXT_TOO_LONG = ("the text has {length} characters", "shorten it to {longest}")
    MISSING_VALUE = ("{column} is missing", "enter it")
    MISSING_ELEMENTAL = (
        "elemental amount is missing",
        "enter elemental_mg, or compound_mg with a form whose share is known",
    )
    OUT_OF_RANGE_SHARE = ("{value} % is no share of a price", "enter more than 0, at most 100")
    ZERO_INCOME = (
        "a {what} of zero makes no comparison",
        "enter an amount above zero, or leave it out",
    )
    INVALID_RANGE = (
        "the range does not run from a smaller to a larger value above zero",
        "enter the lower end first",
    )
    OUT_OF_RANGE_DAYS = ("{value} days make no comparison", "enter 1 to {largest} days")
    DISCOUNT_TOO_HIGH = ("a discount of {value} % leaves no price", "enter less than 100")

    NO_SUCH_FILE = ("the file does not exist", "check the name and the folder")
    UNREADABLE_FILE = (
        "the file cannot be read ({reason})",
        "check that you may open it, and close the program that has it open",
    )
    UNWRITABLE_FILE = (
        "{path} cannot be written ({reason})",
        "choose another folder or name, or close the program that has it open",
    )
    FILE_TOO_LARGE = ("the file has more than {largest} MB", "split it into smaller files")
    FILE_CHANGED = (
        "the file was changed while it was read",
        "read it again once the other program has finished writing it",
    )
    EMPTY_FILE = ("the file is empty", "choose a list with a header row and products")
    NOT_TEXT = ("the file is not a text table", "save the list as .csv or .xlsx")
    NOT_A_WORKBOOK = (
        "the file is no spreadsheet that can be read ({reason})",
        "open it in a spreadsheet program and save it as .xlsx",
    )
    SCATTERED_CELLS = (
        "cells are scattered over {rows} rows and {columns} columns",
        "delete what lies beyond the list, and save it again",
    )
    TOO_MANY_CELLS = (
        "the sheets have more than {largest} cells",
        "save the list as .csv, without the cells that it does not need",
    )
    UNPACKED_SIZE_TOO_LARGE = (
        "the file unpacks to more than {largest} MB",
        "save the list alone, as .csv",
    )
    NOT_AN_ARCHIVE = ("the archive cannot be unpacked ({reason})", "download it again")
    NOT_JSON = ("the file is no whole JSON ({reason})", "download it again")
    UNKNOWN_RECORDS = (
        "the file holds records of no kind that is known here",
        "use NADAC, openFDA NDC, DSLD, Open Food Facts or LNHPD, or a list as .csv or .xlsx",
    )
    NO_READABLE_FILE_INSIDE = (
        "there is no {endings} file in it",
        "choose a list, or the folder or archive that holds a register's files",
    )
    NO_RECORDS = ("the file holds no records", "download it again, or choose another one")
    NO_RECORD_OF_MINERAL = (
        "none of the records of {register} ({count}) gives an amount of {element}",
        "choose the mineral that the file is about, or another file",
    )
    OTHER_RECORDS_SKIPPED = (
        "records that name no mineral in a known form: {count}",
        "they were passed over",
    )
    INCOMPLETE_ROWS = (
        "rows that lack what {register} does not state: {count}",
        "enter what is missing: the price, the amount or the pack",
    )
    SEVERAL_AMOUNTS = (
        "{element} is stated {count} times: {amounts}",
        "enter the amount that counts",
    )
    RECORDS_NOT_CONTIGUOUS = (
        "the records of {value} do not stand together, so its amount may not be whole",
        "sort the file by {field} and read it again, or enter the amount from the label",
    )
    ELEMENT_OR_COMPOUND_UNCLEAR = (
        "“{value}” does not say whether {amount} are the element or a salt of it",
        "enter elemental_mg, or compound_mg with its form",
    )
    NO_AMOUNT = ("no amount of {element} could be read from “{value}”", "enter it from the label")
    UNKNOWN_FILE_TYPE = (
        "files ending in “{ending}” are not read",
        "use .csv, .tsv, .xlsx, .xls, .ods, .json or .zip",
    )
    BROKEN_TABLE = ("the table breaks off here ({reason})", "save the list again as .csv or .xlsx")
    ROW_LONGER_THAN_HEADER = (
        "the row has {cells} cells, the header {headers}",
        'put what holds the mark between cells in quotation marks, such as "4,99"',
    )
    TOO_MANY_ROWS = ("the list has more than {largest} rows", "split it into smaller files")
    NOT_A_PICTURE = (
        "the picture {path} cannot be used ({reason})",
        "choose a .png or .jpg file of at most {largest} MB in Preferences",
    )
    NO_HEADER = (
        "no header row was found",
        "the list needs columns named product, elemental_mg, pack_units and price",
    )
    NO_ROWS = (
        "there is no product below the header row",
        "add the products below it, or choose another list",
    )
    MISSING_COLUMNS = (
        "no column for {columns} was found; the headers are: {headers}",
        'rename a header, or name it with --map "Header=column"',
    )
    DUPLICATE_HEADER = (
        "“{first}” and “{second}” both mean {column}",
        'rename one of them, or choose with --map "Header=column"',
    )
    UNKNOWN_MAPPING = (
        "there is no column “{header}” to read as {column}",
        "check the spelling of the header",
    )

    UNUSABLE_OPTION = ("{option}: {reason}", "see elemental-cli compare --help")
    NO_PDF = (
        "a PDF cannot be made here ({reason})",
        "install PySide6-Essentials (pip install PySide6-Essentials), or write .html and print it "
        "from a browser",
    )
    WORKBOOK_NOT_UPDATED = (
        "the workbook {path} was not updated and is as it was ({reason})",
        "export the comparison into a new workbook instead",
    )
    NOTHING_TO_COMPARE = ("no product could be compared", "{hint}")
    DAMAGED_DATA = (
        "the data file {path} is damaged ({reason})",
        "it was set aside as {aside}; a new one was begun",
    )
    DATA_OF_NEWER_VERSION = (
        "the data file {path} was written by a newer version of the program",
        "update the program, or start it with another --data-dir",
    )
    INVALID_ARGUMENT = ("{argument}: {description}", "{remedy}")
    NOT_A_CATALOGUE = (
        "the file is not a catalogue of this program ({reason})",
        "choose a file that was written by “elemental-cli export” or File > Export catalogue",
    )
    EMPTY_CATALOGUE = ("the catalogue is empty", "fill it: elemental-cli import list.csv")
    UNUSABLE_DATA_FOLDER = (
        "the data folder {path} cannot be used ({reason})",
        "check that it exists and may be written, or choose one with --data-dir",
    )
