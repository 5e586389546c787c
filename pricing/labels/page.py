"""An HTML page as text, and what it states for machines. Nothing is rendered or fetched.

The scanner passes each character once. Scripts are never run, and only JSON-LD is read from them.
"""

from __future__ import annotations

import html
import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pricing.labels.label_reading import Span
from pricing.labels.structured_data import (
    PRICE_KEYS,
    StructuredData,
    is_plain_price,
    of_variants,
    offer_sizes,
    product_properties,
)
from pricing.problems.errors import BadInput, ProblemKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pricing.labels.label_reading import LabelField, SizeOffer

MAX_TAGS = 150_000
_MAX_TAG = 20_000
_MAX_JSON = 300_000
_MAX_VALUE = 2_000
_MAX_ITEMS = 50
_IS_PAGE = re.compile(
    r"<(?:!doctype|html|head|body|div|table|tr|td|script|span|p|h[1-6]|dl|ul|li|section|br|meta)\b",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9]*")
_ATTRIBUTE = re.compile(
    r"([a-zA-Z][\w:-]{0,40})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});?")
# The properties of Open Graph, which pages state for those who link to them.
_PREVIEW_KEYS = {
    f"{owner}:{name}": key
    for owner in ("og", "product")
    for name, key in (
        ("price:amount", "price"), ("sale_price:amount", "price"),
        ("price:currency", "priceCurrency"), ("sale_price:currency", "priceCurrency"),
    )
}  # fmt: skip
_HIDDEN = frozenset(("script", "style", "template", "noscript", "svg", "iframe", "textarea"))
_STRUCK = frozenset(("s", "del", "strike"))
# What a shop calls the price before. A regular one is to pay where no other price is shown.
_OLD_CLASSES = frozenset((
    "old", "was", "strike", "strikethrough", "struck", "crossed", "rrp", "uvp", "msrp", "barre",
    "tachado", "barrato", "streichpreis", "oldprice", "wasprice", "strikeprice", "listprice",
))  # fmt: skip
_OLD_PRICE_CLASSES = frozenset(("list", "compare", "original", "before", "previous", "anterior"))
_PRICE_CLASSES = frozenset(("price", "prix", "preis", "precio", "prezzo"))
_REGULAR_CLASSES = frozenset(("regular", "regularprice"))
_CLASS_WORD = re.compile(r"[a-z]+")
_HIDES = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_HIDDEN_ATTRIBUTE = re.compile(r"\shidden(?![\w-])", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_PRICE = re.compile(r"[$€£]\s?\d|\d\s?(?:€|EUR|USD|GBP)|&(?:euro|pound);")
_STRIKES = re.compile(r"<(?:s|del|strike)\b", re.IGNORECASE)
_LONGEST_PRICE = 200
_BLOCK = frozenset((
    "p", "div", "br", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl",
    "dd", "section", "article", "caption", "thead", "tbody", "header", "footer", "hr", "main",
    "option", "button", "form", "title", "body", "head", "html", "tfoot", "label", "nav", "aside",
))  # fmt: skip
_MAY_HIDE = _BLOCK | {"span"}
_CELL = frozenset(("td", "th", "dt"))
_RAISED = "sup"


def is_page(source: str) -> bool:
    """Return whether a text is HTML.

    >>> is_page("<p>Iron</p>"), is_page("less than 5 < 6")
    (True, False)
    """
    return _IS_PAGE.search(source, 0, 200_000) is not None


@dataclass(slots=True)
class Page:
    """The text of a page, where it stands in the source, and what the page says to machines."""

    text: str
    source: str = ""
    starts: list[int] = field(default_factory=list)
    sources: list[tuple[int, int]] = field(default_factory=list)
    structured: dict[str, LabelField] = field(default_factory=dict)
    sizes: tuple[SizeOffer, ...] = ()
    items: list[Page] = field(default_factory=list)  # the products of a list for machines

    def source_span(self, span: Span, offset: int) -> Span:
        """Return the place in the source of a place in the text behind an offset."""
        start, end = span.start + offset, span.end + offset
        if not self.starts:
            return Span(start, end)
        return Span(self._at(start), max(self._at(end - 1) + 1, self._at(start)))

    def _at(self, position: int) -> int:
        index = bisect_right(self.starts, position) - 1
        start, length = self.sources[index]
        return start + min(position - self.starts[index], max(length - 1, 0))


def read_page(source: str) -> Page:
    """Return the text of an HTML page and its structured data.

    Raises:
        BadInput: It has more tags than a page of a shop.
    """
    return _Scanner(source).read()


class _Scanner:
    """Passes over the tags of a page once, from its start to its end."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.page = Page("", source)
        self.parts: list[str] = []
        self.length = 0
        self.tags = 0
        self.data = StructuredData()
        self.is_in_brand = False  # the next name is that of the brand
        self.unclosed: set[str] = set()  # the names of hidden elements without an end
        self.priceless_end = 0  # of a hidden element without a price
        self.struck_ends: set[int] = set()  # where tags end that close a price before

    def read(self) -> Page:
        source, at = self.source, 0
        while at < len(source):
            tag = source.find("<", at)
            if tag < 0:
                break
            self._text(at, tag)
            at = self._markup(tag)
        else:
            tag = -1
        if tag < 0 and at < len(source):
            self._text(at, len(source))
        return self.finished()

    def finished(self) -> Page:
        """Return the page with its text and the data for machines."""
        self.page.text = "".join(self.parts)
        self.page.structured = self.data.fields()
        return self.page

    def _markup(self, at: int) -> int:
        """Read what begins with < and return where it ends."""
        source = self.source
        if source.startswith("<!--", at):
            end = source.find("-->", at)
            return len(source) if end < 0 else end + 3
        name = _TAG_NAME.match(source, at + 1)
        if name is None:
            if source.startswith(("<!", "<?"), at):
                end = source.find(">", at)
                return len(source) if end < 0 else end + 1
            self._text(at, at + 1)
            return at + 1
        self.tags += 1
        if self.tags > MAX_TAGS:
            raise BadInput(ProblemKind.LABEL_TOO_LONG, largest=MAX_TAGS)
        end = source.find(">", name.end())
        if end < 0:
            return len(source)
        return self._tag(name[0].lower(), source[name.end() : min(end, at + _MAX_TAG)], end + 1)

    def _tag(self, name: str, attributes: str, end: int) -> int:
        if name in _HIDDEN:
            return self._hidden(name, attributes, end)
        if "hidden" in attributes or "display" in attributes:
            after = self._behind_hidden_price(name, attributes, end)
            if after > end:
                return after
        self._put_sign(name, end)
        if ("class" in attributes or "line-through" in attributes) and name not in _STRUCK:
            self._mark_old_price(name, attributes, end)
        if "itemprop" in attributes:
            self._microdata(name, attributes, end)
        elif name == "meta" and "price" in attributes:
            self._price_for_previews(attributes, end)
        return end

    def _put_sign(self, name: str, end: int) -> None:
        """Add what a tag means between words: a strike mark, the end of a line or of a cell."""
        plain = name.lstrip("/")
        if plain in _STRUCK or end in self.struck_ends:
            self.put("~~", end)
        if name == "tr" and self._is_at_line_start():
            pass  # the rows of a table are one paragraph
        elif plain in _BLOCK:
            self.put("\n", end)
        elif plain in _CELL:
            self.put("\t", end)
        elif name == _RAISED and self._is_behind_digit():
            self.put(" ", end)  # raised cents or a note are no more digits of the number
        elif name == plain and self._is_between_sizes(end):
            self.put(" ", end)

    def _mark_old_price(self, name: str, attributes: str, end: int) -> None:
        """Strike out the price in an element whose class says that it is the one before."""
        values = (match for match in _ATTRIBUTE.finditer(attributes) if match[1].lower() == "class")
        words = {
            word
            for match in values
            for word in _CLASS_WORD.findall((match[2] or match[3] or match[4] or "").lower())
        }
        is_price = not words.isdisjoint(_PRICE_CLASSES)
        is_old = "line-through" in attributes or not words.isdisjoint(_OLD_CLASSES)
        is_old = is_old or (is_price and not words.isdisjoint(_OLD_PRICE_CLASSES))
        is_regular = not is_old and not words.isdisjoint(_REGULAR_CLASSES)
        if not (is_old or is_regular):
            return
        close = self.source.find(f"</{name}", end, end + _LONGEST_PRICE)
        after = self.source.find(">", close) + 1 if close > 0 else 0
        inside = self.source[end:close] if after else ""
        if not any(map(str.isdigit, inside)) or _STRIKES.search(inside):
            return
        if is_regular:
            self.put(" Regular price ", end)
            return
        self.put("~~", end)
        self.struck_ends.add(after)

    def _behind_hidden_price(self, name: str, attributes: str, end: int) -> int:
        """Return where an element ends that hides a price, or where its tag ends.

        Other products and offers are hidden with theirs. A panel in a closed tab has none.
        """
        if end < self.priceless_end or name not in _MAY_HIDE or name in self.unclosed:
            return end
        if not (_HIDES.search(attributes) or _HIDDEN_ATTRIBUTE.search(_QUOTED.sub("", attributes))):
            return end
        depth = 1
        tags = re.compile(rf"<(/?){name}\b[^<>]{{0,{_MAX_TAG}}}>", re.IGNORECASE)
        for match in tags.finditer(self.source, end):
            depth += -1 if match[1] else 1
            if not depth:
                has_price = _PRICE.search(self.source, end, match.start()) is not None
                self.priceless_end = match.end()
                return match.end() if has_price else end
        self.unclosed.add(name)
        return end

    def _is_behind_digit(self) -> bool:
        return bool(self.parts) and self.parts[-1][-1].isdigit()

    def _is_between_sizes(self, end: int) -> bool:
        """Return whether a tag opens an element with a number right behind another one's word.

        <span>60 ct</span><span>120 ct</span>
        """
        is_number = self.source[end : end + 1].isdigit()
        if not is_number or not self.parts or not self.parts[-1][-1].isalpha():
            return False
        return self.source[self.source.rfind("<", 0, end) - 1] == ">"

    def _is_at_line_start(self) -> bool:
        """Return whether nothing but space stands behind the last line break."""
        last = "".join(self.parts[-3:]).rstrip(" ")
        return last.endswith("\n")

    def _hidden(self, name: str, attributes: str, end: int) -> int:
        """Pass over what is never shown; read JSON-LD in it."""
        close = self._find_close(name, end)
        if name == "script" and "ld+json" in attributes.lower():
            _read_json(self, end, close)
        after = self.source.find(">", close)
        return len(self.source) if after < 0 else after + 1

    def _find_close(self, name: str, at: int) -> int:
        match = re.compile(rf"</{name}", re.IGNORECASE).search(self.source, at)
        return match.start() if match else len(self.source)

    def _text(self, start: int, end: int) -> None:
        at = start
        for match in _ENTITY.finditer(self.source, start, end):
            self.put(self._flat(at, match.start()), at, match.start() - at)
            text = html.unescape(match[0])
            if text == match[0] or len(text) > 2:
                text = match[0]
            self.put(text, match.start(), match.end() - match.start())
            at = match.end()
        self.put(self._flat(at, end), at, end - at)

    def _flat(self, start: int, end: int) -> str:
        """Return text in which line breaks are spaces, as a browser shows it."""
        return self.source[start:end].replace("\n", " ").replace("\t", " ").replace("\r", " ")

    def put(self, text: str, source: int, length: int = 0) -> None:
        """Add text that stands at a place in the source."""
        if not text:
            return
        self.page.starts.append(self.length)
        self.page.sources.append((source, length))
        self.parts.append(text)
        self.length += len(text)

    def _price_for_previews(self, attributes: str, end: int) -> None:
        """Keep the price in the head of a page: <meta property="og:price:amount" content="9.90">.

        A reduced price beside it is one more, and the two are asked.
        """
        values = {match[1].lower(): match for match in _ATTRIBUTE.finditer(attributes)}
        named, stated = values.get("property", values.get("name")), values.get("content")
        key = _PREVIEW_KEYS.get((named[2] or named[3] or "").lower()) if named else None
        if key is not None and stated is not None:
            self._put_content(key, stated[2] or stated[3] or "", end)

    def _microdata(self, tag: str, attributes: str, end: int) -> None:
        values = {match[1].lower(): match for match in _ATTRIBUTE.finditer(attributes)}
        key = (values["itemprop"][2] or values["itemprop"][3] or "") if "itemprop" in values else ""
        if key.lower() == "brand" and "itemscope" in attributes.lower():
            self.is_in_brand = True
            return
        if key.lower() == "name" and self.is_in_brand:
            key, self.is_in_brand = "brand", False
        if "content" in values:
            self._put_content(key, values["content"][2] or values["content"][3] or "", end)
            return
        content = self._words_behind(end) if _is_in_words(key.lower(), tag) else ""
        if key.lower() in PRICE_KEYS and not is_plain_price(content):
            return  # the sign beside it is read with the words of the page
        start = self.source.find(content, end)
        if content and start >= 0:
            self.data.put(key, content[:_MAX_VALUE], Span(start, start + len(content)))

    def _put_content(self, key: str, content: str, end: int) -> None:
        """Keep a property that the tag before a place states in its attribute."""
        start = self.source.rfind(content, 0, end)
        if content and start >= 0:
            self.data.put(key, content[:_MAX_VALUE], Span(start, start + len(content)))

    def _words_behind(self, at: int) -> str:
        """Return the words between a tag and the next one."""
        end = self.source.find("<", at, at + _MAX_VALUE)
        return self.source[at:end].strip() if end > 0 else ""


def _is_in_words(key: str, tag: str) -> bool:
    """Return whether the words in an element are its property. Menus have names too."""
    return key == "brand" or key in PRICE_KEYS or (key == "name" and tag == "h1")


# -- structured data ---------------------------------------------------------------------------


def _read_json(scanner: _Scanner, start: int, end: int) -> None:
    """Read the product of a JSON-LD script. Its name and description join the text."""
    if end - start > _MAX_JSON:
        return
    try:
        data = json.loads(scanner.source[start:end])
    except (ValueError, RecursionError):
        return
    products = list(_products(data))
    scanner.page.sizes = scanner.page.sizes or offer_sizes(products)
    if len(products) == 1:
        _put_product(scanner, products[0], start, end)
    elif len(products) <= _MAX_ITEMS and not scanner.page.items:
        scanner.page.items = [_item(scanner.source, product, start, end) for product in products]


def _item(source: str, product: dict[str, Any], start: int, end: int) -> Page:
    """Return one product of several as a page of its own, with the words about it alone."""
    scanner = _Scanner(source)
    _put_product(scanner, product, _place_of(source, product, start, end), end)
    return scanner.finished()


def _place_of(source: str, product: dict[str, Any], start: int, end: int) -> int:
    """Return where the data of a product begins, as far as its name tells."""
    at = source.find(json.dumps(product.get("name"), ensure_ascii=False), start, end)
    return at if at >= 0 else start


def _products(data: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 4:
        return
    if isinstance(data, list):
        for member in data[:100]:
            yield from _products(member, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        kinds = kinds if isinstance(kinds, list) else [kinds]
        if "ProductGroup" in kinds or ("Product" in kinds and data.get("hasVariant")):
            product = of_variants(data)
            yield from (product,) if product else ()
        elif "Product" in kinds:
            yield data
        else:
            yield from _products(data.get("@graph", data.get("mainEntity")), depth + 1)


def _put_product(scanner: _Scanner, product: dict[str, Any], start: int, end: int) -> None:
    """Keep the properties of a product, and add its name and description to the text."""
    for key, written, text in product_properties(product):
        at = scanner.source.find(written, start, end)
        span = Span(at, at + len(written)) if at >= 0 else Span(start, end)
        scanner.data.put(key, text[:_MAX_VALUE], span)
    for key in ("name", "description"):
        words = product.get(key)
        if isinstance(words, str):
            _put_text(scanner, html.unescape(words[:20_000]), start, end)


def _put_text(scanner: _Scanner, text: str, start: int, end: int) -> None:
    plain = re.sub(r"<[^<>]{0,500}>", "\n", text)
    at = scanner.source.find(text, start, end)
    scanner.put("\n", start)
    scanner.put(plain, at if at >= 0 else start, len(plain) if at >= 0 else 0)
    scanner.put("\n", end)
