"""Every message of `pricing` about input or the environment: what is wrong, and what to do.

A message is two whole sentences in English, with named parameters, so that it can be translated.
"""

from __future__ import annotations

from pricing.problems.plain_facts import Enum, StrEnum


class Term(str):
    """A text of the program inside a message, such as a column's title: it is translated too."""

    __slots__ = ()


class Reason(StrEnum):
    """A reason that a message gives in parentheses, where no other program or library states one.

    It is translated, as a Term is.
    """

    ARCHIVE_OF_SOMETHING_ELSE = "it is an archive of something else"
    DAMAGED_OR_PROTECTED = "it is damaged or protected, or not a spreadsheet"
    DAMAGED_OR_OLD = "it is damaged, protected, or of an older kind"
    NOT_EXCEL_97_TO_2003 = "it is not a workbook of Excel 97 to 2003"
    DEFINES_ENTITIES = "it defines entities"
    NOT_NAMED_VALUES = "it does not consist of named values"
    NESTED_TOO_DEEP = "it is nested too deep"
    TOO_LARGE = "it is too large"
    OTHER_PROGRAM = "it was made by another program"
    OTHER_VERSION = "it was written by another version of this program"
    OTHER_TABLES = "its tables are different"
    IN_USE = "a program has it open, so export it there"
    DISK_REFUSES = "the disk refuses it"
    DISK_ERROR = "the disk reports an error"
    NOT_OPENED = "it cannot be opened"
    ONLY_READABLE = "it may only be read"
    HELD_ELSEWHERE = "another program is using it"
    NO_ROOM = "the disk is full"
    NO_MEMORY = "there is no memory left"
    OTHER_CONTENT = "it holds something else"
    TORN = "its parts do not fit together"
    IN_ITS_PLACE = "something else is in its place"
    MISSING = "it is missing"
    EMPTY = "it is empty"
    KEEPS_NO_ROWS = "they keep no new rows"
    CHANGES_MISSING = "its last changes are missing"
    ALTERED = "its content is not what was saved"
    NO_WINDOW = "the window of this program is not installed"


class ProblemKind(Enum):
    """A kind of problem: the sentence that says what is wrong, and the remedy, an instruction."""

    def __init__(self, description: str, remedy: str) -> None:
        self.description = description
        self.remedy = remedy

    # -- a value -------------------------------------------------------------------------------

    NOT_A_NUMBER = ("“{value}” is not a number.", "Enter an amount such as {example}.")
    NOT_A_WHOLE_NUMBER = ("“{value}” is not a whole number.", "Enter a whole number.")
    MARKED_DIGIT = (
        "“{value}” holds “{mark}”, which may be a footnote, a power or part of the amount.",
        "Write the amount in ordinary digits, without footnotes.",
    )
    RAISED_CENTS = (
        "“{value}” was read as {amount}.",
        "Correct the price if the raised digits are a footnote.",
    )
    AMBIGUOUS_NUMBER = (
        "“{value}” could be {whole} or {decimal}.",
        "Choose the decimal mark, or write {whole} without a thousands mark.",
    )
    DECIMAL_MARK_MISMATCH = (
        "“{value}” does not fit the decimal mark “{mark}”.",
        "Correct the value, or choose the other decimal mark.",
    )
    DECIMAL_MARKS_DIFFER = (
        "“{value}” contradicts the decimal mark of other numbers in its column.",
        "Correct the value, or choose the decimal mark.",
    )
    TOO_MANY_DECIMALS = (
        "“{value}” has too many decimals.",
        "Round it to {decimals} decimals.",
    )
    FRACTION_OF_MICROGRAM = (
        "“{value}” holds a fraction of a microgram.",
        "Round it to whole micrograms.",
    )
    ROUNDED_NUMBERS = (
        "Numbers of this column were rounded ({count} in all), such as “{value}” to {rounded}.",
        "Round them where the list was made if another rounding is meant.",
    )
    ROUNDED_TO_LIMIT = (
        "“{value}” was rounded to {rounded}, so it no longer exceeds the limit of {limit}.",
        "Round it up where the list was made if it is to exceed the limit.",
    )
    READ_IN_MICROGRAMS = (
        "Amounts without a unit were read in µg, as labels of this mineral state them ({count} in "
        "all), such as “{value}”.",
        "Write the unit in the header, such as Elemental (mg), if another unit is meant.",
    )
    MASS_WITHOUT_UNIT = (
        "“{value}” has no unit, and amounts of {element} are usually in µg.",
        "Write the unit in the header or in the cell, such as 0.055 mg.",
    )
    READ_AS_SHOWN = (
        "Prices were read as the spreadsheet shows them ({count} in all), such as “{value}” as "
        "{shown}.",
        "Round the prices in the spreadsheet if another rounding is meant.",
    )
    SHOWN_ROUNDED = (
        "The spreadsheet shows prices rounded ({count} in all), such as “{value}” as {shown}. They "
        "were read as stored.",
        "Round the prices in the spreadsheet if the rounded ones are meant.",
    )
    TOO_LARGE = ("“{value}” is too large.", "Enter at most {largest}.")
    NEGATIVE = ("“{value}” is negative.", "Enter a positive amount.")
    ZERO = ("The amount is zero.", "Enter an amount above zero.")
    UNKNOWN_UNIT = (
        "“{unit}” is not a unit of this amount.",
        "Write the amount in a usual unit, such as {units}.",
    )
    UNIT_OF_OTHER_KIND = (
        "“{value}” is in {stated}, but the unit of this row is “{unit}”.",
        "Enter the number in that unit, or choose another unit for the row.",
    )
    SERVINGS_OF_UNKNOWN_SIZE = (
        "“{value}” counts servings, but not the units in a serving.",
        "Enter the units in a serving first, or enter the number of units here.",
    )
    AMOUNT_IN_PERCENT = (
        "“{value}” is a share of a daily value, not an amount.",
        "Enter the amount in mg from the label.",
    )
    AMOUNT_IN_INTERNATIONAL_UNITS = (
        "“{value}” is in international units, which measure vitamins and no minerals.",
        "Enter the amount in mg from the label.",
    )
    GRAM_OR_GRAIN = (
        "“{unit}” in “{value}” can mean grams or grains of 64.8 mg.",
        "Write g or mg.",
    )
    AMOUNT_HAS_BASE = (
        "“{value}” states the amount in {base}, not in a serving.",
        "Enter the amount in a serving, and the size of the serving.",
    )
    AMOUNT_OF_OTHER_MINERAL = (
        "“{value}” is an amount of {named}, and the row is about {element}.",
        "Correct the amount or the mineral.",
    )
    AMOUNT_OF_MINERAL = (
        "“{value}” is an amount of {element} itself, not of its compound.",
        "Enter the amount of the compound, or enter this one as the elemental amount.",
    )
    UNCLEAR_AMOUNT = (
        "“{value}” is not clear, because “{words}” follows the amount.",
        "Enter only the amount and its unit, such as 250 mg.",
    )
    FOOTNOTE_MARK = (
        "“{value}” was read as {amount}, and “{mark}” may refer to a footnote.",
        "Correct the amount if the footnote changes it.",
    )
    UNEXPECTED_UNIT = ("This amount has no unit, but “{unit}” follows it.", "Enter only a number.")
    UNKNOWN_CURRENCY = (
        "“{value}” is not a known currency.",
        "Use a three-letter code such as USD or EUR.",
    )
    PRICE_NOT_EXACT = (
        "“{value}” is no exact price.",
        "Enter the price of one pack, such as 12.50.",
    )
    PRICE_STATES_TAX = (
        "“{value}” says whether tax is included, which a single price cannot.",
        "Enter the price alone, and name the tax in the header or in a column of its own.",
    )
    PRICE_HAS_BASE = (
        "“{value}” is not the price of a pack.",
        "Enter the price of the whole pack.",
    )
    SEVERAL_PRICES = (
        "“{value}” holds more than one number, so its price is not clear.",
        "Enter the price of one pack alone, such as 12.50.",
    )
    PRICE_WITH_WORDS = (
        "“{words}” beside the price in “{value}” is not understood.",
        "Enter the price alone, such as 12.50.",
    )
    SHARED_CURRENCY_SIGN = (
        "“{value}” can mean several currencies: {codes}.",
        "Write the currency of the price as a three-letter code, or state that of the list.",
    )
    CURRENCY_OPEN = (
        "“{value}” names no currency, and other prices are in different ones: {codes}.",
        "State the currency of the list, or name one beside each price.",
    )
    CURRENCY_CONFLICT = (
        "The price is in {sign}, but the currency of the row is {currency}.",
        "Correct the price or the currency.",
    )
    PRICE_IN_OTHER_CURRENCY = (
        "Prices below “{header}” state another currency themselves ({count} in all), such as "
        "“{value}”. It was read as {currency}.",
        "Correct the prices or the header if that is wrong.",
    )
    OTHER_CURRENCY = ("“{value}” is not in {currency}.", "Enter the amount in {currency}.")
    NOT_WHOLE_UNITS = ("“{value}” is not a whole number of {units}.", "Enter a whole number.")
    UNKNOWN_CHOICE = (
        "“{value}” is not one of the possible values.",
        "Use one of these: {choices}.",
    )
    NOT_A_DATE = ("“{value}” is not a date.", "Write it as year-month-day, such as 2026-06-26.")
    AMBIGUOUS_DATE = (
        "“{value}” could be {first} or {second}.",
        "Write it as year-month-day, such as {first}.",
    )
    DATE_WITHOUT_DAY = (
        "“{value}” states no day, so it was read as {first}.",
        "Write the whole date, such as {first}.",
    )
    FUTURE_DATE = (
        "{value} is in the future: today is {today}.",
        "Correct the date, or the clock of this computer.",
    )
    EARLY_DATE = (
        "{value} is before {earliest}, so it is not the day of a price.",
        "Correct the date, or empty the cell. Programs write such a day where there is none.",
    )
    DAY_OF_FILE_TAKEN = (
        "Prices whose dates cannot be read ({count}) count as those of {day}, the day of the file.",
        "Take these prices back, correct the dates, and import the list again.",
    )
    NOT_AN_AVAILABILITY_RECORD = (
        "“{value}” does not state how many shops had the product.",
        "Write “3 of 5” if 3 of the 5 shops that were asked had it.",
    )
    FOUND_EXCEEDS_ASKED = (
        "A product cannot be found in {found} of {asked} shops.",
        "Correct the number of shops that had it, or the number of shops that were asked.",
    )
    CELL_ERROR = (
        "The cell holds the spreadsheet error {value}.",
        "Correct the cell, or empty it.",
    )
    TURNED_INTO_DATE = (
        "The spreadsheet turned this into a date: “{value}”.",
        "Format the cell as text, and enter the value again.",
    )
    UNCALCULATED_FORMULA = (
        "The cell is a formula, and the file does not hold its result.",
        "Open the file in your spreadsheet program, save it, and read it again.",
    )
    TEXT_TOO_LONG = (
        "The text has {length} characters.",
        "Shorten it to {longest} characters.",
    )
    MISSING_NAME = ("The name is missing.", "Enter a name.")
    OUT_OF_RANGE_SHARE = (
        "{value} % is not a share of a price.",
        "Enter more than 0 and at most 100.",
    )
    ZERO_INCOME = ("The {what} is zero.", "Enter an amount above zero, or leave it out.")
    INVALID_RANGE = (
        "The range must begin above zero and end at the same or a higher value.",
        "Enter the lower end first.",
    )
    OUT_OF_RANGE_DAYS = (
        "{value} is not a possible number of days.",
        "Enter a number of days from 1 to {largest}.",
    )
    DISCOUNT_TOO_HIGH = ("A discount of {value} % leaves no price.", "Enter less than 100 %.")

    # -- a code --------------------------------------------------------------------------------

    CODE_LOST_DIGITS = (
        "The code was stored as the number {value}, so some of its digits may be lost.",
        "Format the column as text, and enter the code again.",
    )
    WRONG_CHECK_DIGIT = (
        "“{value}” is not a barcode: its last digit would be {expected}.",
        "Compare it with the pack: one digit is wrong, or two are swapped.",
    )
    WRONG_PZN = (
        "“{value}” is not a PZN: its last digit does not fit the others.",
        "Compare it with the pack: one digit is wrong, or two are swapped.",
    )
    LOST_LEADING_ZEROS = (
        "“{value}” seems to have lost its leading zeros.",
        "Enter {whole}, and format the column as text.",
    )
    RESTORED_LEADING_ZEROS = (
        "“{value}” has lost its leading zeros and was read as {whole}.",
        "Format the column as text where the list was made.",
    )
    SEVERAL_CODES = (
        "“{value}” holds several codes: {codes}.",
        "Give each pack a row of its own, with its code.",
    )
    JOINED_ROWS = (
        "Rows that each state one mineral were read as one product ({count} in all), such as those "
        "of “{value}”.",
        "Give each row a name of its own if it is a product of its own.",
    )
    ROWS_FAR_APART = (
        "Rows of one name that state different minerals stand far apart ({count} in all), such as "
        "that of “{value}”. Each was read as a product of its own.",
        "Sort the list by product if such rows are one product.",
    )
    ROWS_OF_PRODUCT_DIFFER = (
        "“{value}” differs from row {row}, which states another mineral under the same name. The "
        "rows can be one product or two.",
        "Let the rows agree if they are one product, or give each of two a name of its own.",
    )
    SEVERAL_VALUES = (
        "“{value}” holds what two rows state.",
        "Keep the value that is right. Give each of two products a name of its own.",
    )
    CODE_ON_OTHER_LABEL = (
        "“{value}” is the code of another label too, in row {row}. It was left out here.",
        "Compare both packs, and correct the wrong code.",
    )
    CODE_OF_OTHER_PRODUCT = (
        "“{value}” is the code of “{other}” in the comparison, whose label is different. The row "
        "was added as another product.",
        "Compare both packs, and correct the wrong code.",
    )
    CODES_OF_OTHER_PRODUCTS = (
        "Codes that belong to other labels in the catalogue: {count}, such as {value}, which is "
        "that of “{other}” there and of “{product}” in the list. They were kept apart.",
        "Compare both packs, and correct the wrong code.",
    )
    TWO_PRICES_IN_LIST = (
        "The list states two prices of one label ({count} in all), such as {earlier} and {price} "
        "of “{product}”. The later one counts.",
        "Correct the list if another price holds, or give each pack its own code.",
    )
    OTHER_LABEL_BEFORE = (
        "This list states other labels than an earlier one of {source} ({count} in all), such as "
        "{stated} of “{product}”, before {earlier}. Both are ranked.",
        "If the earlier label is wrong, take its price back.",
    )
    OTHER_AMOUNTS_NOT_TAKEN = (
        "This list states other amounts than the catalogue ({count} in all), such as {stated} of "
        "“{product}”, which has {held} there. The catalogue keeps its own.",
        "Compare the pack with both. If the label has changed, give its product another name.",
    )
    OTHER_PACK_BEFORE = (
        "This list states other packs under a code than an earlier one of {source} ({count} in "
        "all), such as {stated} units of “{product}”, before {earlier}. Both are ranked.",
        "If the earlier label is wrong, take its price back.",
    )
    NOT_A_BARCODE = (
        "“{value}” is not a barcode.",
        "Enter the 8, 12, 13 or 14 digits below the bars.",
    )
    NOT_AN_NDC = (
        "“{value}” is not an NDC.",
        "Enter 11 digits, or 10 digits with their hyphens, such as 0904-7418-44.",
    )
    NDC_WITHOUT_PACKAGE = (
        "“{value}” names a product, not a pack: the last part of the NDC is missing.",
        "Add the one or two digits behind the second hyphen on the pack.",
    )
    AMBIGUOUS_NDC = (
        "“{value}” could be one of {codes}.",
        "Write the NDC with its hyphens, or with 11 digits.",
    )

    # -- a pack size ---------------------------------------------------------------------------

    DURATION_AS_PACK_SIZE = (
        "“{value}” states how long a pack lasts, not how much it holds.",
        "Enter the number of units in the pack.",
    )
    MULTIPACK_ASSUMED = (
        "“{value}” was read as {packs} packs of {count}, {units} in all.",
        "Correct it if {count} is the total.",
    )
    UNCLEAR_PACK_SIZE = (
        "“{value}” does not clearly state a pack size.",
        "Enter the number of units, such as 120 or 2 x 60.",
    )
    UNCLEAR_SERVING_SIZE = (
        "“{value}” does not clearly state the size of a serving.",
        "Enter it as 2, 2 capsules, 5 g or 1 scoop.",
    )
    SERVING_IN_OTHER_MEASURE = (
        "A serving is “{serving}” and the pack holds “{pack}”, which cannot be compared.",
        "Enter how much the pack holds in the measure of the serving.",
    )
    SERVING_OF_ONE_UNIT = (
        "“{value}” was read as the amount in 1 {unit}, because no serving is stated.",
        "State the size of a serving if it is another one.",
    )
    SERVING_WITHOUT_UNIT = (
        "“{value}” was read as the amount in 1 {unit}, because the serving “1” has no unit.",
        "State the size of a serving with its unit if it is another one.",
    )
    SERVINGS_DIFFER_FROM_PACK = (
        "A serving is “{serving}”, so {servings} servings are not the pack “{pack}”.",
        "Enter how much the pack holds.",
    )
    PACK_DIFFERS_FROM_NAME = (
        "The pack size is “{value}”, but the name states {count}: “{product}”.",
        "Enter the number of units in the pack.",
    )

    # -- the amount of a row -------------------------------------------------------------------

    DISCOUNT_NOT_READ = (
        "“{value}” is not read as a discount, so the price counts in full.",
        "Enter the discount in percent, such as 20, or the price that is paid.",
    )
    TAX_NOT_READ = (
        "“{value}” is not read as a tax, so the price counts without one.",
        "Enter the tax in percent, or the price that is paid.",
    )
    OFFER_IN_NAME = (
        "“{product}” names an offer, and its price {value} counts in full.",
        "Enter the price that is paid, if it is another one.",
    )

    ELEMENTAL_DIFFERS_FROM_NAME = (
        "The elemental amount is {value} mg, but the name states {amount} mg: “{product}”.",
        "Enter the elemental amount, or state that the column is the compound.",
    )

    ELEMENTAL_DIFFERS_IN_FORM = (
        "The elemental amount is {value} mg, but the form states {amount} mg: “{form}”.",
        "Enter the elemental amount, or state that the column is the compound.",
    )

    COMPOUND_OF_OTHER_FORM = (
        "“{value}” is an amount of {salt}, but the form of the row is “{form}”.",
        "Correct the amount or the form.",
    )

    COMPOUND_DIFFERS_IN_FORM = (
        "The compound amount is {value} mg, but the form states {amount} mg: “{form}”.",
        "Enter the amount of the compound in a serving.",
    )

    FORM_STATES_OTHER_SHARE = (
        "“{form}” states {share} %, but the {salt} counts with {fraction} % of {mineral}.",
        "Enter the elemental amount, or correct the form.",
    )

    ELEMENTAL_DIFFERS_FROM_FORM = (
        "The elemental amount is {value} mg, but “{form}” holds {amount} mg at most.",
        "Enter the elemental amount, or state that the column is the compound.",
    )

    AMOUNT_MAY_BE_OF_SALT = (
        "“{header}” does not say whether “{value}” is {mineral} or the {form}, which holds at "
        "most {amount} mg of it.",
        "Enter the elemental amount, or state which of them the column is.",
    )

    SERVING_DIFFERS_FROM_NAME = (
        "“{value}” is the amount in one unit, but the name states a serving of {serving}: "
        "“{product}”.",
        "State the size of a serving, or for how many units the amounts are.",
    )

    AMOUNT_OF_ONE_DIFFERS_FROM_NAME = (
        "“{value}” is the amount in one unit, but the name states {amount} mg in one: “{product}”.",
        "State the size of a serving, or for how many units the amounts are.",
    )

    # -- a text below the list -----------------------------------------------------------------

    REMARK_ABOUT_ROW = (
        "“{text}” in “{header}” may change what “{value}” means in the column {title}.",
        "Enter the figure of one pack or serving, or state that the column holds only notes.",
    )
    PRICE_ON_CONDITION = (
        "The price {value} counts for anybody who buys one pack, with nothing on top, but “{text}” "
        "in “{header}” may say otherwise.",
        "Enter the price that is paid for one pack, or state that the column holds only notes.",
    )
    FOOTNOTE_ABOUT_ROW = (
        "A text below the list may change the price {value} of “{product}”: “{text}”.",
        "Enter the price of one pack, and check the pack and the amount.",
    )

    # -- the mineral of a row ------------------------------------------------------------------

    NO_MINERAL_NAMED = (
        "“{product}” names no mineral.",
        "Leave it out, or state its mineral in a column “Mineral”.",
    )
    OTHER_MINERAL_NAMED = (
        "“{product}” names {named}, but the column “{header}” is about {element}.",
        "Leave it out, or state its mineral in a column “Mineral”.",
    )
    OTHER_MINERAL_IN_COLUMN = (
        "“{product}” names {named}, but its “{header}” is {element}.",
        "Correct the mineral or the name.",
    )
    MINERAL_OF_COLUMN_ALONE = (
        "“{product}” names no mineral. It counts as {element}, as its “{header}” says.",
        "Leave it out if its amount is not that of {element}.",
    )
    MINERAL_OF_CATEGORY = (
        "Rows name no mineral ({count} in all), such as “{value}”. They count as another mineral, "
        "as “{header}” says.",
        "State their mineral in a column “Mineral” if that is wrong.",
    )
    MINERAL_OF_CATEGORY_UNCLEAR = (
        "“{product}” names no mineral, and “{value}” in “{header}” does not mean {element} alone.",
        "Leave it out, or state its mineral in a column “Mineral”.",
    )
    SEVERAL_MINERALS_NAMED = (
        "“{product}” names several minerals: {named}.",
        "State in a column “Mineral” which of them the amount is of.",
    )
    MINERAL_ASSUMED = (
        "“{product}” names several minerals: {named}. Its amount was read as that of {element}.",
        "Correct it if the amount is that of another mineral, or of all of them.",
    )

    NO_MINERAL_BESIDE_OTHERS = (
        "Rows name no mineral ({count} in all), such as “{value}”, and count as {element}. Other "
        "rows name something else.",
        "Leave them out, or state their mineral in a column “Mineral”.",
    )

    NO_TARGETS = ("There is no target.", "Set a target for at least one mineral.")
    TWO_TARGETS = (
        "{mineral} has two targets.",
        "Keep one target for each mineral.",
    )
    OUT_OF_RANGE_PRODUCTS = (
        "{value} is not a possible number of products.",
        "Enter a number of products from 1 to {largest}.",
    )
    UNCLEAR_INGREDIENT = (
        "“{value}” is not one mineral with its amount.",
        "Write each mineral as in “zinc 5 mg (gluconate)”, with a comma between two.",
    )
    INGREDIENT_WITHOUT_AMOUNT = (
        "“{value}” states no amount.",
        "Add the elemental amount for one serving, such as 5 mg.",
    )
    NO_KNOWN_MINERAL = (
        "“{value}” is no known mineral with an amount, so it was added to “Also contains”.",
        "If it is a mineral, state its name and amount as in “zinc 5 mg”.",
    )
    AMOUNT_NOT_COUNTED = (
        "“{value}” states no clear amount of {mineral} in a serving, so it is not counted.",
        "State the elemental amount for one serving, such as 5 mg.",
    )
    SERVING_NOT_STATED = (
        "“{value}” is the amount for “{header}”, and how much a serving holds is not stated, so it "
        "is not counted.",
        "State the size of a serving, or the amount for one serving.",
    )
    SALT_HOLDS_MINERAL = (
        "“{value}” can be {whole} of {mineral}, or a salt that holds {share} of {mineral}.",
        "Write “{mineral} {whole}” or “{mineral} {share}”.",
    )
    SALT_OR_MINERAL = (
        "“{value}” can be the amount of the salt or of the {mineral} in it.",
        "State how much {mineral} it holds, as in “zinc 5 mg”.",
    )
    LESS_THAN_MICROGRAM = (
        "“{value}” is less than a microgram, so its amount is not counted.",
        "Leave the mineral out if so little of it does not matter.",
    )
    INGREDIENT_WITHOUT_UNIT = (
        "“{value}” states no unit.",
        "Add mg, g or µg to its amount.",
    )
    SAME_MINERAL_TWICE = (
        "{mineral} is stated twice.",
        "State each mineral of the product once, with its whole amount for a serving.",
    )
    TOO_MANY_INGREDIENTS = (
        "The cell states more than {largest} substances.",
        "Keep its minerals, and name vitamins and others in “Also contains”.",
    )

    # -- a row ---------------------------------------------------------------------------------

    MISSING_VALUE = ("“{title}” is missing.", "Enter a value.")
    MISSING_ELEMENTAL = (
        "The elemental amount is missing.",
        "Enter it, or enter the compound amount and a form whose elemental fraction is known.",
    )
    FORM_OF_COMPOUND_MISSING = (
        "The elemental amount is missing, and without a form it cannot be computed from the "
        "compound amount.",
        "Enter a form whose elemental fraction is known, in a column “Form” or in the name.",
    )
    ROW_OF_TOTALS = (
        "“{value}” is a row of totals, so it was left out.",
        "Rename the row if it is a product.",
    )
    HEADING_OF_MINERAL = (
        "“{value}” heads rows of {mineral}, and those below it that name no mineral were read so.",
        "State the mineral in each row if it is another one.",
    )
    REMARK_AMONG_ROWS = (
        "“{value}” is a remark, so what it says was not used.",
        "Write what it says about a column into the header of that column.",
    )
    ROW_LONGER_THAN_HEADER = (
        "The row has {cells} cells, but the header has {headers}.",
        'Put a value that contains the delimiter in quotation marks, such as "4,99".',
    )
    IMPOSSIBLE_VALUE = (
        "“{value}” is not a possible value of “{title}”.",
        "Correct it where the file was made, and export the file again.",
    )

    # -- a list --------------------------------------------------------------------------------

    NO_HEADER = (
        "No header row was found.",
        "Name the columns in a header row, such as Product, Elemental mg, Pack size and Price.",
    )
    NO_ROWS = (
        "There is no product below the header row.",
        "Add the products below it, or choose another list.",
    )
    MISSING_COLUMNS = (
        "No column was found for {titles}. The headers are: {headers}.",
        "Rename a header.",
    )
    OTHER_COLUMN_OF_TITLE = (
        "“{first}” is taken as “{title}”, but “{second}” means it too.",
        "Choose the column that is meant.",
    )
    DUPLICATE_HEADER = ("“{first}” and “{second}” both mean “{title}”.", "Leave one of them out.")
    UNKNOWN_MAPPING = (
        "There is no header “{header}” to read as “{title}”.",
        "Check the spelling of the header.",
    )
    UNKNOWN_HEADER_LEFT_OUT = (
        "There is no header “{header}” to leave out.",
        "Check the spelling of the header.",
    )
    UNKNOWN_HEADER_WORDS = (
        "“{words}” is not understood as part of “{title}”.",
        "State only a unit, what it is for, a currency, or whether tax is included.",
    )
    SPOON_AS_BASE = (
        "“{words}” has no fixed size.",
        "State the millilitres or grams that it holds, such as “per 5 mL” or “per 5 g”.",
    )
    UNCLEAR_HEADER = (
        "“{header}” may be “{title}”, but “{words}” in it is not understood.",
        "State what the column contains.",
    )
    FIGURES_OF_SEVERAL = (
        "“{header}” may be “{title}”, but its “{multiple}” can say of how many.",
        "State what the figures are for.",
    )
    FIGURES_TO_DIVIDE = (
        "“{header}” may be “{title}”, but its “{multiple}” can say of how many.",
        "State for how many units they are, or write the figures of one into the list, below a "
        "title without “{multiple}”.",
    )
    FIGURES_BY_COLUMN_BESIDE = (
        "“{header}” may be “{title}”, but its “{multiple}” can say of how many, and “{beside}” may "
        "hold the number.",
        "State that “{header}” is “{title}” and that “{beside}” is “{other}”, if that is so.",
    )
    NUMBER_OF_TITLE_NOT_USED = (
        "The title “{header}” says “{multiple}”, and its figures were taken as those of one.",
        "State what they are for if that is wrong.",
    )
    UNCLEAR_NOTE = (
        "“{text}” stands beside or in the table. It is not clear what it says about “{header}”.",
        "State what the column contains.",
    )
    UNCLEAR_NOTES = (
        "“{text}” stand beside or in the table. It is not clear what they say about “{header}”.",
        "State what the column contains. The answer holds for all rows, so divide the list where "
        "the texts are of some of them.",
    )
    TITLE_NAMES_MINERAL = (
        "“{text}” stands above the table, and its {minerals} is not counted. The products are kept "
        "without that amount.",
        "Write the amount into a column, such as “Zinc (mg)”.",
    )
    MINERAL_COLUMN_WITHOUT_UNIT = (
        "“{header}” states no unit, so its numbers are not counted.",
        "Name the unit in the header, such as “{mineral} (mg)”.",
    )
    MINERAL_COLUMN_UNCLEAR = (
        "“{header}” names {mineral}, but not how much of it a serving holds, so its numbers are "
        "not counted.",
        "Write the header as “{mineral} (mg)” if it is the mineral's own amount for a serving.",
    )
    MINERAL_COLUMN_REPEATED = (
        "“{header}” states {mineral}, as another column does, so its numbers are not counted.",
        "Keep one column of {mineral}, or say in the other header what else it states.",
    )
    MINERAL_COLUMN_OF_SALT = (
        "“{header}” can be the amount of the salt or of the mineral in it, so its numbers are not "
        "counted.",
        "Add the word “compound” to the header for the salt, or “elemental” for the mineral in it.",
    )
    COLUMN_MAY_BE_MINERAL = (
        "“{header}” may stand for {mineral}, so a product with a value there may hold some.",
        "Write the header as “{mineral} (mg)”, or leave the column out if it is something else.",
    )
    TARGET_IN_UNREAD_COLUMN = (
        "“{header}” does not say clearly how much {mineral} a product holds.",
        "Name the mineral and its unit in that header, such as “{mineral} (mg)”.",
    )
    SEVERAL_UNCLEAR_HEADERS = (
        "Each of {headers} may be “{title}”.",
        "State which of them it is.",
    )
    PRICE_OF_OTHER_AMOUNT = (
        "“{header}” is not the price of a pack.",
        "State what it is the price of, and the price of the pack is computed from it.",
    )
    COST_TAKEN_AS_PRICE = (
        "“{header}” was taken as the price that a patient pays for a pack.",
        "State another column as the price if it is what a shop pays.",
    )
    UNIT_OF_AMOUNT_OR_PACK = (
        "“{units}” states grams, which can be the unit of “{header}” or of the pack.",
        "State the unit of the amounts.",
    )
    UNIT_COLUMN_DIFFERS = (
        "“{units}” states another unit of the amounts than “{header}” does.",
        "State the unit of the amounts.",
    )
    COLUMN_BESIDE_UNCLEAR = (
        "“{words}” may change what “{header}” means, as with “{value}” in it.",
        "State what “{header}” or “{words}” contains, or leave “{header}” out.",
    )
    COMMENT_UNCLEAR = (
        "A comment on “{header}” may change what it means: “{text}”.",
        "State what the column contains.",
    )
    QUANTITY_MAY_BE_STOCK = (
        "“{header}” may count packs in stock or in an order, beside “{seller}”.",
        "State the column if it is the number of units in a pack, or name the one that is.",
    )
    SHARE_OF_UNKNOWN_COMPOUND = (
        "“{header}” is a share of the compound, but the list does not state its amount.",
        "Add a column with the amount of the compound, such as Compound mg.",
    )
    SUBUNIT_WITHOUT_CURRENCY = (
        "“{header}” is in hundredths of a currency that the list does not name.",
        "State the currency.",
    )
    TAX_IN_MONEY = (
        "“{header}” is tax in money, but “{price}” does not say whether it includes tax.",
        "State whether the price includes tax.",
    )
    PERCENTAGE_MAY_BE_MONEY = (
        "“{header}” holds {value}, which may be money and no percentage.",
        "State whether the column is a percentage or money.",
    )
    MAY_BE_HUNDREDTHS = (
        "“{value}” may be in hundredths, as other cells of “{header}” are.",
        "Write the currency beside the number, or state that of the column.",
    )
    MAY_BE_IN_OTHER_UNIT = (
        "“{value}” has no unit, and other cells of “{header}” are in {unit}.",
        "Write the unit beside the number, or state that of the column.",
    )
    MORE_THAN_A_SERVING = (
        "“{value}” in “{header}” is {mass}, more of a mineral than any serving holds.",
        "State the unit of the column, or what its amounts are for.",
    )
    MAY_BE_SHARE = (
        "“{value}” may be {percent} % or {share} %.",
        "State whether the column holds percentages or shares of 1.",
    )
    TAX_INCLUDED_IN_ROWS = (
        "“{header}” says that prices have their tax ({count} in all), so none was added to them.",
        "State the prices with tax if that is wrong.",
    )
    TAX_ANSWER_UNCLEAR = (
        "“{value}” in “{header}” does not say whether the price has its tax.",
        "Enter the price with tax.",
    )
    TAX_ADDED = (
        "“{header}” was added to “{price}” ({count} in all), such as {value} %, because nothing "
        "says that the price includes it.",
        "State whether the price includes tax.",
    )
    TAX_NOT_ADDED = (
        "“{header}” is not added, because “{price}” includes tax.",
        "Nothing needs to be done.",
    )
    DISCOUNT_NOT_TAKEN_OFF = (
        "“{header}” is not taken off, because “{price}” has it taken off.",
        "Nothing needs to be done.",
    )
    DISCOUNT_BESIDE_SALE = (
        "“{value}” in “{header}” may be taken off “{price}” in “{sale}” already.",
        "Enter the price that is paid, or leave “{header}” out if it is taken off.",
    )
    DISCOUNT_BESIDE_SALE_PRICES = (
        "“{header}” may be taken off “{price}” already.",
        "State whether it still has to be taken off.",
    )
    SALE_PRICE_COUNTS = (
        "Where “{header}” holds a price above zero, it counts instead of “{price}”.",
        "Leave that column out if its prices no longer hold.",
    )
    SALE_PRICE_HIGHER = (
        "“{value}” in “{header}” is more than “{usual}” in “{price}”, and counts ({count} in all).",
        "Leave “{header}” out if the lower price holds.",
    )
    PRICE_FROM_QUANTITY = (
        "“{header}” says that prices hold from so many packs on ({count} in all), such as {value}.",
        "Leave those rows out if fewer packs are bought.",
    )
    VARIANTS_NAMED = (
        "Rows without “{header}” are variants of the product with the same “{handle}” ({count} in "
        "all), such as “{value}”.",
        "Enter a name for each of them if they are other products.",
    )
    SALE_NOT_ON = (
        "“{price}” counts as it is where the sale is over or has not begun ({count} in all), as "
        "with “{value}” in “{header}”.",
        "Leave “{header}” out if the sale holds.",
    )
    SALE_MAY_BE_OVER = (
        "“{text}” in “{header}” does not say whether “{sale}” holds today.",
        "Enter the price that is paid today, or leave “{header}” out if it holds.",
    )
    TAX_ABOVE_ANY_RATE = (
        "“{value}” is more than any tax on a product in percent.",
        "Enter the tax in percent.",
    )
    TAX_BESIDE_PERCENTAGES = (
        "“{value}” may be money beside percentages.",
        "Enter the tax in percent.",
    )
    TAX_NOT_STATED = (
        "“{header}” is without tax, and the list states no tax to add.",
        "Add a column with the tax in percent.",
    )
    COLUMNS_NOT_READ = (
        "These columns are not read: {headers}.",
        "State what they contain if one of them matters.",
    )
    COLUMNS_WITHOUT_HEADER = (
        "Columns without a header hold values that are not read: column {numbers}.",
        "Give such a column a header if it matters, and check that the other headers stand above "
        "their values.",
    )
    CURRENCY_OF_OTHER_ROWS = (
        "Prices without a currency in “{header}” count as {currency}, because others state it.",
        "Name the currency in the header, or in a column of its own, if that is wrong.",
    )
    CURRENCY_UNSTATED = (
        "The list names no currency, so the prices in “{header}” count as {currency}.",
        "Name the currency in the header, or state that of the list.",
    )
    HEADERS_REPEATED = (
        "Rows that repeat the headers were left out ({count} in all).",
        "Nothing needs to be done.",
    )
    FURTHER_TABLE = (
        "Other headers begin a further table here, and it was read by them.",
        "Check that the amounts and prices below are right.",
    )
    TABLE_LEFT_OUT = (
        "The further table that begins here was left out, because its headers leave a question.",
        "Save it as a list of its own.",
    )
    BASE_OF_OTHER_MEASURE = (
        "“{header}” is for {base}, but the pack is measured in {unit}.",
        "State the pack in the same unit.",
    )
    SIGN_IN_SUBUNIT_COLUMN = (
        "“{value}” has a currency sign, but “{header}” is in hundredths.",
        "State the price in hundredths without a sign, or the unit of the column.",
    )
    DISCOUNT_LEAVES_NO_PRICE = (
        "The discount of {discount} leaves nothing of the price of {price}.",
        "Correct the discount or the price.",
    )
    UNCLOSED_QUOTE = (
        "A quotation mark of this line is not closed, so the line was left out.",
        "Close the quotation mark, or delete it.",
    )
    LINE_TOO_LONG = (
        "This line is too long for a table, so it was left out.",
        "Shorten the longest text in it.",
    )
    CONTROL_CHARACTERS = (
        "This line holds characters that no text has, so it was left out.",
        "Delete the line and type it again.",
    )
    BROKEN_TABLE = (
        "The table breaks off here ({reason}).",
        "Save the list again as .csv or .xlsx.",
    )
    TOO_MANY_PROBLEMS = (
        "More than {largest} cells of the list cannot be read.",
        "Check what each column of the list is.",
    )
    TOO_MANY_ROWS = ("The list has more than {largest} rows.", "Split it into smaller files.")

    HIDDEN_SHEET = (
        "The sheet “{sheet}” is hidden and was not read.",
        "Choose this sheet if you want its products.",
    )
    SHEET_WITHOUT_LIST = (
        "The sheet “{sheet}” holds no list of products and was not read.",
        "Choose this sheet to say what its columns are.",
    )
    NO_SUCH_SHEET = (
        "The file has no sheet “{sheet}”.",
        "Choose one of its sheets: {sheets}.",
    )
    HIDDEN_ROWS = (
        "Rows that the spreadsheet hides were read too ({count} in all).",
        "Delete hidden rows from the list if they do not belong to it.",
    )
    HIDDEN_COLUMNS = (
        "Columns that the spreadsheet hides were read too ({count} in all).",
        "Delete hidden columns from the list if they do not belong to it.",
    )
    STRUCK_CELLS = (
        "Cells that are struck through were read too ({count} in all), such as {place}.",
        "Empty them, or delete their rows, if they no longer hold.",
    )
    UNSHOWN_CELLS = (
        "Cells whose format shows nothing were read too ({count} in all), such as {place}.",
        "Empty them if they do not belong to the list.",
    )
    COMMENTS_ON_CELLS = (
        "Comments on cells were not read ({count} in all), such as “{value}” on {place}.",
        "Write into the cells what a comment changes.",
    )
    MERGED_CELLS = (
        "Merged cells were read as the value of all rows that they cover ({count} in all).",
        "Separate the cells if the value belongs to one row only.",
    )

    # -- a register ----------------------------------------------------------------------------

    UNKNOWN_RECORDS = (
        "The file holds records of an unknown kind.",
        "Use NADAC, openFDA NDC, FDA NDC, DSLD, Open Food Facts or LNHPD, or a list as .csv or "
        ".xlsx.",
    )
    NO_READABLE_FILE_INSIDE = (
        "There is no file inside that ends in {endings}.",
        "Choose a list, or the folder or archive that holds the files of a register.",
    )
    NO_RECORDS = ("The file holds no records.", "Download it again, or choose another file.")
    NO_RECORD_OF_MINERAL = (
        "No record of {register} states an amount of {element} (records read: {count}).",
        "Choose the mineral that the file is about, or choose another file.",
    )
    OTHER_RECORDS_SKIPPED = (
        "Records without a mineral in a known form: {count}.",
        "Nothing needs to be done: they were left out.",
    )
    INCOMPLETE_ROWS = (
        "Incomplete rows: {count}. {register} does not state every value.",
        "Enter what is missing: the price, the amount or the pack size.",
    )
    SEVERAL_AMOUNTS = (
        "{element} is stated {count} times: {amounts}.",
        "Enter the amount that applies.",
    )
    RECORDS_NOT_CONTIGUOUS = (
        "The records of {value} are not next to each other, so its amount may be incomplete.",
        "Sort the file by {field} and read it again, or enter the amount from the label.",
    )
    ELEMENT_OR_COMPOUND_UNCLEAR = (
        "“{value}” does not state whether {amount} is the element or the compound.",
        "Enter the elemental amount, or the compound amount and the form.",
    )
    NO_AMOUNT = (
        "No amount of {element} could be read from “{value}”.",
        "Enter it from the label.",
    )

    # -- a file --------------------------------------------------------------------------------

    NOT_A_FILE = (
        "This is a pipe or a device, not a file.",
        "Save the list as a file, and open that file.",
    )
    READING_TAKES_TOO_LONG = (
        "The file was not read within {seconds} seconds.",
        "Save only the list, as .csv, or split it into smaller files.",
    )
    READING_TAKES_TOO_MUCH_MEMORY = (
        "Reading the file takes more than {largest} MB of memory.",
        "Save only the list, as .csv, or split it into smaller files.",
    )
    READER_BROKE_OFF = (
        "The reading of the file broke off without a reason, so the file is probably damaged.",
        "Open it in a spreadsheet program, and save only the list, as .csv.",
    )
    NO_SUCH_FILE = ("The file does not exist.", "Check the name and the folder.")
    UNREADABLE_FILE = (
        "The file cannot be read ({reason}).",
        "Check that you may open it, and close the program that has it open.",
    )
    UNWRITABLE_FILE = (
        "{path} cannot be written ({reason}).",
        "Choose another folder or name, or close the program that has it open.",
    )
    DATA_FILE_IN_USE = (
        "{path} cannot be written now, because another program is writing to it.",
        "Try again in a moment, or close the other program.",
    )
    NO_ROOM = ("There is no room left to write {path}.", "Make room on the disk, and try again.")
    NO_MEMORY = (
        "There is no memory left to write {path}.",
        "Close other programs, and try again.",
    )
    LABEL_TOO_LARGE = (
        "The text has more than {largest} MB, so it is no label.",
        "Copy the label, or the part of the page about the product.",
    )
    LABEL_TOO_LONG = (
        "The text has more than {largest} characters or tags, so it is no label.",
        "Copy the label, or the part of the page about the product.",
    )
    LABEL_NOT_TEXT = (
        "The file is neither a text nor a page.",
        "Copy the text of the label, and save it as a .txt file.",
    )
    NO_PICTURE = (
        "The file is no picture that can be read.",
        "Take a photo of the label again, or copy its text.",
    )
    PICTURE_TOO_LARGE = (
        "The picture has more than {largest} megapixels.",
        "Take a photo of the label alone.",
    )
    PICTURE_WITHOUT_TEXT = (
        "No text was found in the picture.",
        "Take the photo from nearer, with more light, or copy the text of the label.",
    )
    NO_TEXT_RECOGNITION = (
        "This computer has no text recognition for pictures.",
        "{remedy}",
    )
    TEXT_RECOGNITION_FAILED = (
        "The text in the picture could not be recognized ({reason}).",
        "Try another photo, or copy the text of the label.",
    )
    FILE_TOO_LARGE = ("The file has more than {largest} MB.", "Split it into smaller files.")
    FILE_CHANGED = (
        "The file was changed while it was read.",
        "Read it again when the other program has finished writing it.",
    )
    EMPTY_FILE = ("The file is empty.", "Choose a list with a header row and products.")
    UNCLEAR_ENCODING = (
        "The letters of the file can be read in several ways: {readings}.",
        "Save the list as “CSV UTF-8” in your spreadsheet program, or state its encoding.",
    )
    NOT_TEXT = ("The file is not a text table.", "Save the list as .csv or .xlsx.")
    UNKNOWN_FILE_TYPE = (
        "Files that end in “{ending}” cannot be read.",
        "Use .csv, .tsv, .xlsx, .xls, .ods, .json or .zip.",
    )
    NOT_A_WORKBOOK = (
        "The file cannot be read as a spreadsheet ({reason}).",
        "Open it in a spreadsheet program, and save it as .xlsx.",
    )
    SCATTERED_CELLS = (
        "The cells are scattered over {rows} rows and {columns} columns.",
        "Delete everything outside the list, and save the file again.",
    )
    TOO_MANY_CELLS = (
        "The sheets have more than {largest} cells.",
        "Save the list as .csv, without the cells that it does not need.",
    )
    UNPACKED_SIZE_TOO_LARGE = (
        "The file unpacks to more than {largest} MB.",
        "Save only the list, as .csv.",
    )
    NOT_AN_ARCHIVE = ("The archive cannot be unpacked ({reason}).", "Download it again.")
    NOT_JSON = ("The file is not complete JSON ({reason}).", "Download it again.")
    NOT_A_PICTURE = (
        "The picture {path} cannot be used ({reason}).",
        "Choose a .png or .jpg file of at most {largest} MB in Preferences.",
    )

    # -- the command line and notebooks --------------------------------------------------------

    INVALID_ARGUMENT = ("{argument}: {description}", "{remedy}")
    NOTHING_TO_COMPARE = ("No product could be compared.", "{hint}")

    # -- output --------------------------------------------------------------------------------

    OUTPUT_EXISTS = (
        "{path} exists, and this command did not write it.",
        "Choose another name, or allow the file to be replaced.",
    )
    OUTPUT_IS_INPUT = (
        "{path} is one of the files that are read.",
        "Choose another name for the output.",
    )
    OUTPUT_NAMED_TWICE = ("{path} would be written twice.", "Name each output once.")
    OUTPUT_IS_DATABASE = (
        "{path} is a data file of this program, or another database.",
        "Choose another name.",
    )
    OUTPUT_NOT_A_FILE = (
        "{path} is a folder, a device or a link without end.",
        "Choose another name.",
    )
    NO_PDF = (
        "A PDF cannot be made here ({reason}).",
        "Install PySide6-Essentials (pip install PySide6-Essentials), or write .html and print it "
        "from a browser.",
    )
    NO_FONTS = (
        "A PDF cannot be made, because no fonts are installed.",
        "Install a font, or write .html and print it from a browser.",
    )
    WORKBOOK_NOT_UPDATED = (
        "The workbook {path} was not changed ({reason}).",
        "Export the comparison into a new workbook instead.",
    )
    WORKBOOK_WITH_OTHER_PARTS = (
        "The workbook {path} was not changed, because these parts of it would be lost: {parts}.",
        "Export the comparison into a new workbook instead.",
    )
    SHEET_NAME_TAKEN = (
        "The workbook {path} was not changed, because its sheet {sheet} has other contents.",
        "Rename that sheet, or export the comparison into a new workbook.",
    )

    # -- data files ----------------------------------------------------------------------------

    DAMAGED_DATA = (
        "The data file {path} is damaged ({reason}).",
        "It was kept as {aside}, and a new file was started, because there is no earlier state.",
    )
    DAMAGED_DATA_WITH_COPY = (
        "The data file {path} is damaged ({reason}).",
        "It was kept as {aside}. Restore the state of {day}, or begin with a new file.",
    )
    DAMAGED_DATA_RESTORED = (
        "The data file {path} was damaged ({reason}).",
        "It was kept as {aside}, and the state of {day} was restored.",
    )
    DAMAGE_FOUND = (
        "The data file {path} is damaged ({reason}).",
        "Export what you need of it. There is no earlier state to restore.",
    )
    DAMAGE_FOUND_WITH_COPY = (
        "The data file {path} is damaged ({reason}).",
        "Restore the state of {day}. The present state is kept among the earlier states.",
    )
    FUTURE_DATES_MARKED = (
        "Prices with a date in the future: {count}. An earlier version let such dates pass.",
        "Correct the dates, which are marked in the table.",
    )
    FUTURE_DATES_REPLACED = (
        "Prices of the catalogue with a date in the future: {count}. An earlier version let such "
        "dates pass.",
        "Nothing needs to be done: the day of their import has replaced the dates.",
    )
    READ_ONLY_DATA = (
        "Changes cannot be saved now, because {path} cannot be written ({reason}).",
        "Check that the disk works and that you may write to its folder.",
    )
    FULL_DISK_DATA = (
        "Changes cannot be saved now, because there is no room left for {path}.",
        "Make room on the disk.",
    )
    DATA_FILE_REPLACED = (
        "The change was not saved, because {path} was removed or replaced while it was open.",
        "Put it back, or start the program again. To keep what is on screen, export it first.",
    )
    DATA_FILE_GONE = (
        "{path} was removed or replaced while it was open, with all that was saved in it.",
        "Put it back. To keep what is on screen, export it.",
    )
    COMPARISON_GONE = (
        "Another window has deleted this comparison.",
        "Choose another one from File > Comparisons.",
    )
    RESTORED_ELSEWHERE = (
        "The change was not saved, because another window has restored an earlier state.",
        "Make the change again in what the window shows now.",
    )
    UNUSABLE_COPY = (
        "The earlier state in {path} cannot be restored ({reason}).",
        "Choose another one.",
    )
    DATA_OF_NEWER_VERSION = (
        "The data file {path} was written by a newer version of the program.",
        "Update the program, or use another data folder.",
    )
    UNUSABLE_DATA_FOLDER = (
        "The data folder {path} cannot be used ({reason}).",
        "Check that it exists and that you may write to it, or use another data folder.",
    )
    NOT_A_CATALOGUE = (
        "The file is not a catalogue of this program ({reason}).",
        "Choose a file that was exported from a catalogue.",
    )
    EMPTY_CATALOGUE = (
        "The catalogue is empty.",
        "Import a list first, such as with “elemental-cli import list.csv”.",
    )

    # -- the shared catalogue ------------------------------------------------------------------

    NO_POSTGRESQL_CLIENT = (
        "This installation cannot share a catalogue ({reason}).",
        "Install the part “shared” too: pip install 'elemental[shared]'.",
    )
    PASSWORD_IN_ADDRESS = (
        "The address has a password in it, and this program keeps none.",
        "Put the password into the password file or the service file of PostgreSQL, and leave it "
        "out of the address.",
    )
    NOT_A_SERVER_ADDRESS = (
        "This is not the address of a PostgreSQL database.",
        "Write it as postgresql://user@host/database, or the name of a service.",
    )
    NOT_SHARED = (
        "The catalogue is not shared.",
        "Share it first, such as with “elemental-cli share postgresql://user@host/database”.",
    )
    SERVER_UNREACHABLE = (
        "The server of the shared catalogue cannot be reached ({reason}).",
        "Go on working: what waits is kept here, and sent when the server answers.",
    )
    NEW_SERVER_UNREACHABLE = (
        "The server cannot be reached ({reason}).",
        "Check its address and the network. Nothing has changed here.",
    )
    NEW_SERVER_HOST_UNKNOWN = (
        "The name “{host}” leads to no computer.",
        "Correct it in the address, or check the network. Nothing has changed here.",
    )
    NEW_SERVER_CLOSED = (
        "No server answers on port {port} of “{host}”.",
        "Correct the address, or let an administrator start the server. Nothing has changed here.",
    )
    SERVER_STARTING = (
        "The server of the shared catalogue is starting or stopping.",
        "Try again in a moment. Nothing is lost here, and you can go on working.",
    )
    SERVER_CROWDED = (
        "The server of the shared catalogue has no connection left.",
        "Try again later. If this stays so, tell its administrator. Nothing is lost here, and you "
        "can go on working.",
    )
    SERVER_DATABASE_UNKNOWN = (
        "The server has no database “{database}”.",
        "Correct the address, or let its administrator create the database.",
    )
    SERVER_USER_UNKNOWN = (
        "The server has no login “{user}”.",
        "Correct the address, or let its administrator create the login.",
    )
    SERVER_SHUTS_OUT = (
        "The server does not let “{user}” into “{database}” from this computer ({reason}).",
        "Correct the address, or ask its administrator to let this counter in.",
    )
    SERVER_WITHOUT_TLS = (
        "The server offers no encryption, which the address demands (sslmode={mode}).",
        "Let its administrator switch encryption on, or correct the address.",
    )
    SERVER_CERTIFICATE = (
        "The encrypted connection to the server cannot be trusted ({reason}).",
        "Correct the root certificate or the address, or tell the administrator of the server.",
    )
    SERVICE_UNKNOWN = (
        "PostgreSQL knows no service of this name ({reason}).",
        "Correct the name, or define the service in the service file of PostgreSQL.",
    )
    SERVER_PASSWORD_MISSING = (
        "The server of the shared catalogue asks for a password.",
        "Put it into the password file or the service file of PostgreSQL. If it is there, let "
        "nobody else read that file, and correct its line to fit the address.",
    )
    SERVER_REFUSES_LOGIN = (
        "The server refuses the login “{user}” or its password ({reason}).",
        "Correct the address, or the password in the password file or the service file of "
        "PostgreSQL.",
    )
    SERVER_FULL = (
        "The server of the shared catalogue has no room left ({reason}).",
        "Tell its administrator. Nothing is lost here, and you can go on working.",
    )
    SERVER_REFUSES = (
        "The server of the shared catalogue does not allow this ({reason}).",
        "Ask its administrator for the role elemental_counter, or elemental_manager to set it up.",
    )
    NAME_TOO_LONG = (
        "The name is longer than {length} letters.",
        "Choose a shorter one.",
    )
    SERVER_ADDRESS_WRONG = (
        "The address of the server has “{key}={value}”, which PostgreSQL does not know.",
        "Correct the address. Nothing has changed here.",
    )
    SERVER_READ_ONLY = (
        "This counter may only read the shared catalogue.",
        "Nothing that is stated here reaches the others. Ask the administrator of the server for "
        "the role elemental_counter.",
    )
    LOGIN_ONLY_READS = (
        "The login of this address may only read the shared catalogue, unlike the one so far.",
        "Choose one that may write. To only read from now on, leave the shared catalogue first. "
        "Nothing has changed here.",
    )
    SERVER_BUSY = (
        "Another program writes to the shared catalogue and does not come to an end.",
        "What waits here is kept, and sent later. If this stays so, tell the administrator of the "
        "server.",
    )
    SERVER_FAILED = (
        "The server of the shared catalogue reports an error ({reason}).",
        "Tell its administrator. Nothing is lost here, and you can go on working.",
    )
    SERVER_TOO_OLD = (
        "The server of the shared catalogue is PostgreSQL {version}.",
        "Use PostgreSQL {oldest} or newer.",
    )
    NO_SHARED_LOG = (
        "The database has no shared catalogue yet.",
        "Set it up first, such as with “elemental-cli share postgresql://user@host/database”.",
    )
    SHARED_LOG_DAMAGED = (
        "The tables of the shared catalogue are not as this program made them ({reason}).",
        "Tell its administrator. Nothing is lost here, and you can go on working.",
    )
    SHARED_LOG_NUMBERS = (
        "The log of the shared catalogue gives out numbers before its last row, as after a backup.",
        "Tell its administrator to let its sequence go on behind that row. What waits is kept.",
    )
    SHARED_LOG_NEWER = (
        "The shared catalogue was set up by a newer version of the program.",
        "Update the program at this counter. Nothing is lost here until then.",
    )
    SHARED_LOG_OLDER = (
        "The tables of the shared catalogue are of an older version of the program.",
        "Let the owner of the log share again with the new program, which takes them to its "
        "version. What waits here is kept until then.",
    )
    SHARED_LOG_REPLACED = (
        "The log of the shared catalogue is another one, or an earlier state of it.",
        "Tell its administrator, and then rebuild the catalogue with the command line. It compares "
        "both first, and gives nothing up without asking.",
    )
    SHARED_LOG_LOST_ROWS = (
        "The log of the shared catalogue has lost rows that other counters hold ({counters}).",
        "Rebuild the catalogue there with the command line. The owner of the log forgets a counter "
        "that is gone for good.",
    )
    SHARED_LOG_LACKS = (
        "The log lacks what is held here. Prices: {prices}. Corrections: {corrections}. Labels: "
        "{labels}. Withdrawals: {withdrawals}. Known to be stated here: {own}.",
        "Send it again, or give it up. Prices that count again if you give it up: {back}. Nothing "
        "has changed yet.",
    )
    NO_CATALOGUE = (
        "There is no catalogue in {path}.",
        "Import a list first, or choose another folder.",
    )
    NO_SUCH_SOURCE = (
        "The catalogue has no prices of “{source}”.",
        "Choose one of its sources: {sources}.",
    )
    NO_SUCH_PRICE = (
        "The catalogue has this price no longer.",
        "Look at the prices of the product as they are now.",
    )
    OBSERVATION_UNREADABLE = (
        "The observation is not a row of a list ({reason}).",
        "Tell the counter that sent it, or the administrator of the server.",
    )
    OBSERVATION_KEY_UNKNOWN = (
        "The observation is not a row of a list: no row has a value “{key}”.",
        "Tell the counter that sent it, or the administrator of the server.",
    )
    OBSERVATION_NEWER = (
        "The observation was stated by a newer version of the program, and is left out here.",
        "Update the program, and then rebuild the catalogue from the log.",
    )
    OBSERVATION_LACKS = (
        "The observation is not a row of a list: it states no “{key}”.",
        "Tell the counter that sent it, or the administrator of the server.",
    )
    OBSERVATION_VALUE_WRONG = (
        "The observation is not a row of a list: its value “{key}” is neither a text that can be "
        "stored nor a whole number.",
        "Tell the counter that sent it, or the administrator of the server.",
    )
