"""Contact cards as a table: vCard 2.1, 3.0 and 4.0, one row a card, under the headings of contacts.

Files in the wild are careless: lines folded in two ways, quoted-printable with soft line ends, Latin letters without a
charset, photographs that run on unfolded, cards that nobody ends. What is understood is taken; a second phone number or
address, which a contact has no field for, goes into its text, so that nothing is lost.
Source: RFC 6350, RFC 2426, and the vCard 2.1 specification of versit.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import clean, one_line
from crm_desktop.exchange.table import Options, Row, Table
from crm_desktop.model import Contact
from crm_desktop.storage.problems import reading

MOST_BYTES = 50 * 1024 * 1024
_BEGIN = re.compile(rb"^\s*(?:\xef\xbb\xbf)?BEGIN\s*:\s*VCARD\s*$", re.IGNORECASE | re.MULTILINE)
_HEAD = 4096
_PROPERTY = re.compile(
    r"(?:(?P<group>[\w-]+)\.)?(?P<name>[\w-]+)(?P<params>(?:;(?:\"[^\"]*\"|[^\":])*)?):(?P<value>.*)", re.DOTALL
)
_PARAMETER = re.compile(r';([^;="]*)(?:=((?:"[^"]*"|[^;"])*))?')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPLIT = {mark: re.compile(rf"(?<!\\)((?:\\\\)*){mark}") for mark in ";,"}
_PICTURES = {"PHOTO", "LOGO", "SOUND", "KEY"}
_UNUSED = _PICTURES | {
    "VERSION", "PRODID", "REV", "LABEL", "SORT-STRING", "MAILER", "TZ", "GEO", "CLASS", "FN", "N", "KIND", "PROFILE", "SOURCE",
    "FBURL", "CALURI", "CALADRURI", "CAPURI",
}  # fmt: skip
_COLUMNS = (
    "name", "first_name", "last_name", "account_id", "title", "email", "phone", "mobile", "website", "street", "postcode", "city",
    "region", "country", "birthday", "tags", "about", "reference",
)  # fmt: skip
_SAID_OTHERWISE = {"EMAIL": "email", "TEL": "phone", "URL": "website", "ADR": "street"}
_IN_ABOUT = {"NICKNAME": "Nickname", "ROLE": "Role", "ANNIVERSARY": "Anniversary", "GENDER": "Gender"}
_COMPACT_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?")


@dataclass
class _Line:
    """One property: `types` are its kinds in capitals, such as WORK or CELL."""

    name: str
    value: str
    types: frozenset[str]


@dataclass
class _Card:
    number: int
    lines: list[_Line] = field(default_factory=list)


def is_vcard(path: Path) -> bool:
    """Tell whether a file begins like contact cards; False where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return _BEGIN.search(stream.read(_HEAD).replace(b"\r", b"\n")) is not None
    except OSError:
        return False


def read_vcards(path: Path, options: Options) -> Table:
    """Return the cards of a file as rows of contacts. Raises UserError where there is none."""
    with reading(path):
        content = path.read_bytes() if path.stat().st_size <= MOST_BYTES else b""
    if not content:
        raise UserError(_("“{name}” is empty or larger than contact cards are.").format(name=path.name))
    cards = list(_cards(_lines(_text(content, options.encoding))))
    if not cards:
        raise UserError(_("There is no contact card in “{name}”.").format(name=path.name))
    fields = Contact.fields()
    headings = tuple(_(fields[column].title) for column in _COLUMNS)
    return Table(path.name, headings, [_row(card) for card in cards], (), options)


def _text(content: bytes, encoding: str | None) -> str:
    """Return the text of a file; what is no UTF-8 is Windows' Western alphabet, as old Outlook writes it."""
    for codec in filter(None, (encoding, "utf-8-sig")):
        try:
            return content.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    return content.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield logical lines with their number: folded ones joined, soft line ends of quoted-printable too."""
    held, begun = "", 0
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if held and raw[:1] in (" ", "\t") and not _is_quoted_open(held):
            held += raw[1:]
        elif held and _is_quoted_open(held):
            held = held[:-1] + raw.strip()
        elif held and _is_picture(held) and ":" not in raw and ";" not in raw and raw.strip():
            held += raw.strip()
        else:
            if held.strip():
                yield begun, held
            held, begun = raw, number
    if held.strip():
        yield begun, held


def _is_quoted_open(line: str) -> bool:
    """Tell whether a line of quoted-printable goes on in the next."""
    return line.endswith("=") and "QUOTED-PRINTABLE" in line.partition(":")[0].upper()


def _is_picture(line: str) -> bool:
    return re.split(r"[;:]", line.upper(), maxsplit=1)[0].rpartition(".")[2] in _PICTURES


def _cards(lines: Iterator[tuple[int, str]]) -> Iterator[_Card]:
    """Yield the cards; one that nobody ends ends where the next begins, or with the file."""
    card: _Card | None = None
    for number, text in lines:
        parsed = _property(text)
        if parsed is None:
            continue
        if f"{parsed.name}:{parsed.value.strip()}".upper() == "BEGIN:VCARD":
            if card is not None and card.lines:
                yield card
            card = _Card(number)
        elif parsed.name == "END" and card is not None:
            yield card
            card = None
        elif card is not None:
            card.lines.append(parsed)
    if card is not None and card.lines:
        yield card


def _property(text: str) -> _Line | None:
    match = _PROPERTY.fullmatch(text.strip())
    if match is None:
        return None
    types: set[str] = set()
    encoding, charset = "", ""
    for found in _PARAMETER.finditer(match["params"]):
        key, value = found[1].strip().upper(), (found[2] or "").strip('"')
        if found[2] is None:
            types.add(key)  # 2.1 leaves the "TYPE=" out
        elif key == "TYPE":
            types.update(one.strip().strip('"').upper() for one in value.split(","))
        elif key == "ENCODING":
            encoding = value.upper()
        elif key == "CHARSET":
            charset = value
    value = match["value"]
    if "QUOTED-PRINTABLE" in (encoding, *types):
        value = _unquoted(value, charset)
    return _Line(match["name"].upper(), value, frozenset(types))


def _unquoted(value: str, charset: str) -> str:
    content = quopri.decodestring(value.encode("utf-8", errors="surrogateescape"))
    for codec in filter(None, (charset, "utf-8")):
        try:
            return content.decode(codec)
        except (UnicodeDecodeError, LookupError, binascii.Error):
            continue
    return content.decode("cp1252", errors="replace")


def _parts(value: str, mark: str = ";") -> list[str]:
    """Return the parts of a compound value, unescaped."""
    pieces, rest = [], value
    while (match := _SPLIT[mark].search(rest)) is not None:
        pieces.append(rest[: match.end() - 1])
        rest = rest[match.end() :]
    return [_plain(piece) for piece in (*pieces, rest)]


def _plain(value: str) -> str:
    return clean(_ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)).strip()


def _row(card: _Card) -> Row:
    """Return the cells of a card; what has no cell of its own is told in the text."""
    values: dict[str, str] = {}
    more: list[str] = []
    for line in sorted(card.lines, key=lambda line: "PREF" not in line.types):
        _take(line, values, more)
    _take_names(card, values)
    values["about"] = "\n".join(filter(None, (values.get("about", ""), *more)))
    cells = tuple(values.get(column, "") for column in _COLUMNS)
    problem = "" if values.get("name") else _("The card has neither a name nor a company nor an e-mail address.")
    return Row(card.number, cells, problem)


def _take(line: _Line, values: dict[str, str], more: list[str]) -> None:
    """Put the value of one line where it belongs."""
    plain = _plain(line.value)
    match line.name:
        case _ if not plain.strip("; "):
            return
        case "TEL":
            column = "mobile" if line.types & {"CELL", "MOBILE", "IPHONE"} else "phone"
            said = _("Fax") if "FAX" in line.types else ""
            _put(column, plain.removeprefix("tel:"), values, more, said)
        case "EMAIL" | "URL":
            _put(_SAID_OTHERWISE[line.name], plain.removeprefix("mailto:"), values, more, "")
        case "ADR":
            _take_address(_parts(line.value), values, more)
        case "ORG":
            company, *units = [part for part in _parts(line.value) if part] or [""]
            _put("account_id", company, values, more, _("Company"))
            more += units
        case "TITLE":
            _put("title", one_line(plain), values, more, _("Title"))
        case "BDAY":
            _put("birthday", _day(plain), values, more, _("Birthday"))
        case "CATEGORIES":
            _put("tags", ", ".join(_parts(line.value, ",")), values, more, _("Tags"))
        case "NOTE":
            values["about"] = "\n".join(filter(None, (values.get("about", ""), plain)))
        case "UID":
            values.setdefault("reference", plain)
        case _ if line.name in _IN_ABOUT:
            more.append(f"{_(_IN_ABOUT[line.name])}: {one_line(plain)}")
        case _ if line.name not in _UNUSED and not line.name.startswith("X-"):
            more.append(f"{line.name.title()}: {one_line(plain)}")


def _put(column: str, text: str, values: dict[str, str], more: list[str], said: str) -> None:
    """Take a value for a field that is still empty; a second one is told in the text."""
    if said and column in ("phone", "mobile"):
        more.append(f"{said}: {text}")
    elif not values.get(column):
        values[column] = text
    elif values[column] != text:
        title = said or _(Contact.fields()[column].title)
        more.append(f"{title}: {text}")


def _take_address(parts: list[str], values: dict[str, str], more: list[str]) -> None:
    """Take a postal address: post box, annex, street, city, region, postcode, country."""
    box, annex, street, city, region, postcode, country = [*parts, *[""] * 7][:7]
    lines = "\n".join(filter(None, (street, annex, box)))
    if any(values.get(column) for column in ("street", "city", "postcode", "country")):
        told = ", ".join(filter(None, (one_line(lines), postcode, city, region, country)))
        more.append(_("Address: {text}").format(text=told))
        return
    values.update(street=lines, city=city, region=region, postcode=postcode, country=country)


def _take_names(card: _Card, values: dict[str, str]) -> None:
    """Take the whole name and its parts; a card of a company, or of an address alone, is called by that."""
    parts = next((_parts(line.value) for line in card.lines if line.name == "N"), [])
    last, first, middle, _prefix, suffix = [*parts, *[""] * 5][:5]
    whole = next((one_line(_plain(line.value)) for line in card.lines if line.name == "FN"), "")
    own = " ".join(filter(None, (first, middle, last, suffix)))
    values["name"] = one_line(whole or own) or values.get("account_id") or values.get("email", "")
    if first and last and {first, last} <= set(values["name"].split()):
        values["first_name"], values["last_name"] = first, last


def _day(text: str) -> str:
    match = _COMPACT_DAY.fullmatch(text)
    return f"{match[1]}-{match[2]}-{match[3]}" if match else text
