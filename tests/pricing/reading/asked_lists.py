"""Lists that leave a question, one or more for each kind that a user settles by saying more."""

from __future__ import annotations

from pricing.problems.errors import ProblemKind

HEADER = "Product,Elemental mg,Pack,Price EUR"
ROW = "Magnesium,100,60,20"
BESIDE = ProblemKind.COLUMN_BESIDE_UNCLEAR
LISTS = [
    (ProblemKind.UNCLEAR_HEADER, "Product,Elemental mg,Pack,Price (kr)\nMagnesium,100,60,20\n"),
    (ProblemKind.UNCLEAR_HEADER, f"{HEADER},Delivery (kr)\n{ROW},5\n"),
    (
        ProblemKind.FIGURES_OF_SEVERAL,
        "Product,Elemental mg,Pack,Price EUR (3 packs)\nMagnesium,100,60,20\n",
    ),
    (
        ProblemKind.FIGURES_TO_DIVIDE,
        "Product,Elemental mg,Pack,Price EUR for 3 months\nMagnesium,100,60,20\n",
    ),
    (ProblemKind.UNCLEAR_NOTE, f"Prices are per 3 capsules a day\n{HEADER}\n{ROW}\n"),
    (ProblemKind.UNCLEAR_NOTE, f"Zinc and more products\n{HEADER}\n{ROW}\n"),
    (
        ProblemKind.FIGURES_BY_COLUMN_BESIDE,
        "Product,Elemental mg per day,Tablets per day,Pack,Price EUR\nMagnesium,300,3,60,20\n",
    ),
    (
        ProblemKind.UNCLEAR_NOTES,
        f"{HEADER}\n{ROW}\nPrices below per 100,,,\n{ROW}\nPrices below in cents,,,\n{ROW}\n",
    ),
    (
        ProblemKind.SEVERAL_UNCLEAR_HEADERS,
        "Product,Elemental mg,Pack,Price (kr),Price case\nMagnesium,100,60,20,9\n",
    ),
    (
        ProblemKind.PRICE_OF_OTHER_AMOUNT,
        "Product,Elemental mg,Pack,Price per 100 g\nMagnesium,100,60,20\n",
    ),
    (
        ProblemKind.QUANTITY_MAY_BE_STOCK,
        "Shop,Product,Elemental mg,Quantity,Price EUR\nX,Magnesium,100,12,20\n",
    ),
    (
        ProblemKind.SHARE_OF_UNKNOWN_COMPOUND,
        "Product,Elemental %,Pack,Price EUR\nMagnesium,16,60,20\n",
    ),
    (
        ProblemKind.SUBUNIT_WITHOUT_CURRENCY,
        "Product,Elemental mg,Pack,Price (cents)\nMagnesium,100,60,2000\n",
    ),
    (ProblemKind.TAX_IN_MONEY, f"{HEADER},VAT EUR\n{ROW},3.19\n"),
    (ProblemKind.PERCENTAGE_MAY_BE_MONEY, f"{HEADER},VAT\n{ROW},3.19\n"),
    (
        ProblemKind.UNIT_OF_AMOUNT_OR_PACK,
        "Product,Elemental,Unit,Pack,Price EUR\nMagnesium,0.25,g,60,20\n",
    ),
    (
        ProblemKind.UNIT_COLUMN_DIFFERS,
        "Product,Elemental mg,Unit,Pack,Price EUR\nMagnesium,100000,mcg,60,20\n",
    ),
    (BESIDE, "Product,Elemental mg,Pack,Number of packs,Price EUR\nMagnesium,100,60,3,20\n"),
    (BESIDE, "Product,Elemental mg,Per,Pack,Price EUR\nMagnesium,100,2 tablets,60,20\n"),
    (BESIDE, f"{HEADER},Price unit\n{ROW},cents\n"),
    (BESIDE, f"{HEADER},Case qty\n{ROW},6\n"),
    (BESIDE, f"{HEADER},Sold in\n{ROW},pairs\n"),
    (BESIDE, f"{HEADER},Tax included\n{ROW},no\n"),
    (BESIDE, f"{HEADER},Shipping,Shipping currency\n{ROW},5,GBP\n"),
    (BESIDE, f"{HEADER},Rebate,Rebate type\n{ROW},5,£\n"),
    (ProblemKind.AMBIGUOUS_NUMBER, f'{HEADER}\nMagnesium,100,60,"1,234"\n'),
    (ProblemKind.AMBIGUOUS_DATE, f"{HEADER},Date\n{ROW},05/06/2026\n"),
    (ProblemKind.SHARED_CURRENCY_SIGN, "Product,Elemental mg,Pack,Price\nMagnesium,100,60,20 kr\n"),
    (ProblemKind.MAY_BE_SHARE, f"{HEADER},Discount\n{ROW},0.25\n"),
    (
        ProblemKind.MAY_BE_HUNDREDTHS,
        "Product,Elemental mg,Pack,Price\nMagnesium,100,60,450p\nOxide,90,60,450\n",
    ),
    (ProblemKind.MAY_BE_HUNDREDTHS, f"{HEADER},Delivery\n{ROW},300 ct\n{ROW},300\n"),
    (
        ProblemKind.MAY_BE_IN_OTHER_UNIT,
        "Product,Elemental,Pack,Price EUR\nMagnesium,0.25 g,60,20\nOxide,90,60,9\n",
    ),
    (
        ProblemKind.MAY_BE_IN_OTHER_UNIT,
        "Product,Elemental mg,Pack,Unit,Price EUR\nMagnesium,100,250,g,20\nMalate,90,100,,9\n",
    ),
    (
        ProblemKind.MORE_THAN_A_SERVING,
        "Product,Elemental (g),Pack,Price EUR\nMagnesium,250,60,20\n",
    ),
    (
        ProblemKind.SIGN_IN_SUBUNIT_COLUMN,
        "Product,Elemental mg,Pack,Price (pence)\nMagnesium,100,60,£4.50\n",
    ),
    (ProblemKind.PACK_DIFFERS_FROM_NAME, f"{HEADER}\nMagnesium 120 caps,100,1,20\n"),
    (
        ProblemKind.ELEMENTAL_DIFFERS_FROM_NAME,
        f"{HEADER}\nMagnesium citrate 1000 mg (150 mg elemental),1000,60,20\n",
    ),
    (
        ProblemKind.ELEMENTAL_DIFFERS_IN_FORM,
        "Product,Form,Elemental mg,Pack,Price EUR\nA,oxide (241 mg elemental),400,60,20\n",
    ),
    (
        ProblemKind.ELEMENTAL_DIFFERS_FROM_FORM,
        "Product,Form,Elemental mg,Pack,Price EUR\nA,magnesium oxide 500 mg,400,60,20\n",
    ),
    (
        ProblemKind.AMOUNT_MAY_BE_OF_SALT,
        "Product,Magnesium mg,Zinc mg,Pack,Price EUR\nMagnesium citrate,1000,10,60,20\n",
    ),
    (ProblemKind.SERVING_DIFFERS_FROM_NAME, f"{HEADER}\nMagnesium 100 mg per 2 caps,100,60,20\n"),
    (
        ProblemKind.AMOUNT_OF_ONE_DIFFERS_FROM_NAME,
        f"{HEADER}\nMagnesium 50 mg per capsule,100,60,20\n",
    ),
    (ProblemKind.REMARK_ABOUT_ROW, f"{HEADER},Note\n{ROW},price is per 30\n"),
    (ProblemKind.REMARK_ABOUT_ROW, f"{HEADER},Directions\n{ROW},Take 2 capsules daily\n"),
    (ProblemKind.REMARK_ABOUT_ROW, f"{HEADER},Variant\n{ROW},90 capsules\n"),
    (
        ProblemKind.FOOTNOTE_ABOUT_ROW,
        f"{HEADER}\nMagnesium †,100,60,20\nOxide,90,60,9\n† contains 2 packs,,,\n",
    ),
    (
        ProblemKind.CURRENCY_OPEN,
        "Product,Elemental mg,Pack,Price\nMagnesium,100,60,£10\nOxide,90,60,€11\nMalate,90,60,9\n",
    ),
    (
        ProblemKind.CODE_ON_OTHER_LABEL,
        f"{HEADER},UPC\n{ROW},753950000872\nMagnesium,200,60,20,753950000872\n",
    ),
    (
        ProblemKind.SERVING_IN_OTHER_MEASURE,
        "Product,Elemental mg,Serving size,Pack,Price EUR\nMagnesium,100,5 g,30 sachets,20\n",
    ),
    (
        ProblemKind.BASE_OF_OTHER_MEASURE,
        "Product,Elemental mg per 100 g,Pack,Price EUR\nMagnesium,100,60 capsules,20\n",
    ),
    (
        ProblemKind.SALE_MAY_BE_OVER,
        f"{HEADER},Sale price EUR,Sale ends\n{ROW},15,until Friday\n",
    ),
    (
        ProblemKind.DECIMAL_MARKS_DIFFER,
        "Product,Elemental mg,Pack,Price\nMagnesium,100,60,€9.50\nOxide,90,60,€8.25\n"
        'Malate,90,60,"€7,5"\n',
    ),
]  # fmt: skip
