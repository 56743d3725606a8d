"""The lines of an iCalendar file: read into components whatever is broken around them, written as the standard wants.

The ready parsers give up a whole calendar for one bad line; here a line that cannot be read costs itself, and a
component that nobody ends ends with what it lies in. Lines folded by programs that forget the blank are put together;
others fold right behind the name of a property, so that a line without a colon may yet begin one.
Source: RFC 5545, 3.1 and 3.3.11; RFC 6868 for the signs in parameters; vCalendar 1.0 for quoted-printable.
"""

from __future__ import annotations

import binascii
import io
import quopri
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice, takewhile

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.text import clean
from crm_desktop.exchange.source import Source

_NAME = re.compile(r"[A-Za-z0-9-]+")
_HEAD = re.compile(r"([A-Za-z0-9-]+)((?:;(?:\"[^\"]*\"|[^\":])*)?):")
_PARAMETER = re.compile(r";([^;=\"]*)(?:=((?:\"[^\"]*\"|[^;\"])*))?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SPLIT = re.compile(r"(?<!\\)((?:\\\\)*),")
_SIGNS = {"^n": "\n", "^^": "^", "^'": '"'}
_TIMES = {"X-CRM-START", "DTSTART", "DTEND", "DUE", "RECURRENCE-ID", "EXDATE", "RDATE", "COMPLETED", "TRIGGER"}
"""What holds no colon, so that a colon in front of it belongs to a careless parameter."""
_CLOCK = re.compile(r"^\d{4}-?\d\d-?\d\d[T ]\d\d:\d\d")
_WORDS = {"SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "CONTACT"}
_CALENDAR = re.compile(
    r"^\s*BEGIN\s*:\s*(VCALENDAR|VEVENT|VTODO|VTIMEZONE|VJOURNAL|VFREEBUSY|VAVAILABILITY|VALARM)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_BEGIN, _END = "BEGIN:", "END:"
_FIRST = 64 * 2**10
_OCTETS = 75


@dataclass(frozen=True)
class Property:
    """One line: `params` by name in capitals, without quotation marks; `value` as it stands, `raw` the whole line."""

    name: str
    params: Mapping[str, str]
    value: str
    line: int
    raw: str

    @property
    def text(self) -> str:
        """The value as text, unescaped."""
        return plain(self.value)


@dataclass
class Component:
    """What stands between BEGIN and END; `unread` are the numbers of the lines in it that mean nothing."""

    name: str
    line: int
    properties: list[Property] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        """Return the first property of that name that says anything."""
        return next((one for one in self.properties if one.name == name and one.value.strip()), None)

    def every(self, name: str) -> list[Property]:
        """Return the properties of that name."""
        return [one for one in self.properties if one.name == name]

    def own(self, name: str, standard: str) -> Property | None:
        """Return a property of ours that says more than the standard one, as long as that one has the value `standard`."""
        found = self.first(name)
        return found if found is not None and found.params.get("X-FOR", "") == standard else None

    def text(self, name: str) -> str:
        """Return a property as text, "" where there is none."""
        found = self.first(name)
        return found.text.strip() if found is not None else ""

    def walk(self) -> Iterator[Component]:
        """Yield the component and all that lie in it."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def raw(self) -> str:
        """Return the component as lines again."""
        inner = [one.raw for one in self.properties] + [part.raw() for part in self.parts]
        return "\r\n".join((f"BEGIN:{self.name}", *inner, f"END:{self.name}"))


def text_of(name: str, content: bytes) -> str:
    """Return the text of a file in whatever encoding. Raises UserError for what is no calendar."""
    from crm_desktop.exchange.encoding import encoding_of

    sentence = _("“{name}” is no calendar. Choose a file that ends in .ics, exported from a calendar program.")
    try:
        codec = encoding_of(Source(name, lambda: io.BytesIO(content))).codec
    except UserError:
        raise UserError(sentence.format(name=name)) from None
    text = content.decode(codec, "replace").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if not _CALENDAR.search(text[:_FIRST]):
        raise UserError(sentence.format(name=name))
    return text


def components(text: str) -> Component:
    """Return a component without a name that holds those of the file, one or more calendars or bare events."""
    top = Component("", 0)
    open_ones = [top]
    for number, line in _unfolded(text):
        here = open_ones[-1]
        found = _property(number, line)
        if found is None:
            here.unread.append(number)
        elif f"{found.name}:" == _BEGIN:
            made = Component(found.value.strip().upper(), number)
            here.parts.append(made)
            open_ones.append(made)
        elif f"{found.name}:" == _END:
            name = found.value.strip().upper()
            if any(one.name == name for one in open_ones[1:]):
                while open_ones.pop().name != name:
                    pass
        else:
            here.properties.append(found)
    return top


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield logical lines with the numbers at which they begin; a line that is none goes on with the text before it."""
    held: list[str] = []
    begun = 0
    lines = text.split("\n")
    for number, raw in enumerate(lines, 1):
        if held and raw[:1] in (" ", "\t"):
            held.append(raw[1:])
        elif held and held[-1].endswith("=") and "QUOTED-PRINTABLE" in held[0].partition(":")[0].upper():
            held[-1] = held[-1][:-1]
            held.append(raw.lstrip())
        elif not raw.strip():
            continue
        elif held and _is_words(held[0]) and not _begins_property(lines, number - 1):
            held.append(raw)
        else:
            if held:
                yield begun, "".join(held)
            held, begun = [raw], number
    if held:
        yield begun, "".join(held)


def _begins_property(lines: list[str], place: int) -> bool:
    """Tell whether a property begins in a line, be it that its colon stands in one that is folded onto it."""
    if _HEAD.match(lines[place]):
        return True
    if not _NAME.match(lines[place]):
        return False
    folded_on = takewhile(lambda line: line[:1] in ("", " ", "\t"), islice(lines, place + 1, None))
    return _HEAD.match("".join((lines[place], *(line[1:] for line in folded_on)))) is not None


def _is_words(line: str) -> bool:
    name = _NAME.match(line)
    return name is not None and name[0].upper() in _WORDS


def _property(number: int, line: str) -> Property | None:
    line = line.lstrip()
    name = _NAME.match(line)
    if name is None:
        return None
    match = _HEAD.match(line)
    head, colon, value = (match[0][:-1], ":", line[match.end() :]) if match is not None else line.partition(":")
    if name[0].upper() in _TIMES and ":" in value and not _CLOCK.search(value):
        head, colon, value = line.rpartition(":")
    params = head[name.end() :]
    if not colon or (params and not params.startswith(";")):
        return None
    found = _parameters(params)
    if "QUOTED-PRINTABLE" in found.values() or "QUOTED-PRINTABLE" in found:
        value = _unquoted(value, found.get("CHARSET", ""))
    return Property(name[0].upper(), found, value, number, line)


def _parameters(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(text) if text else ():
        value = re.sub(r"\^[n^']", lambda sign: _SIGNS[sign[0]], (match[2] or "").replace('"', "").strip())
        found.setdefault(match[1].strip().upper(), value)
    return found


def _unquoted(value: str, charset: str) -> str:
    """Return what quoted-printable means, as a text value of today writes it."""
    content = quopri.decodestring(value.encode("utf-8", "surrogateescape"))
    for codec in filter(None, (charset, "utf-8")):
        try:
            return content.decode(codec).replace("\r\n", "\n").replace("\n", "\\n")
        except (UnicodeDecodeError, LookupError, binascii.Error):
            continue
    return content.decode("cp1252", "replace").replace("\r\n", "\n").replace("\n", "\\n")


def plain(value: str) -> str:
    """Return an escaped text as it reads."""
    if "\\" not in value:
        return clean(value)
    return clean(_ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value))


def listed(value: str) -> list[str]:
    """Return the parts of a value between commas, as they read."""
    pieces, rest = [], value
    while (match := _SPLIT.search(rest)) is not None:
        pieces.append(rest[: match.end() - 1])
        rest = rest[match.end() :]
    return [plain(piece).strip() for piece in (*pieces, rest)]


def escaped(text: str) -> str:
    """Return a text as a value of iCalendar."""
    safe = clean(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return safe.replace("\n", "\\n")


def quoted(text: str) -> str:
    """Return a text as the value of a parameter."""
    safe = clean(text).replace("^", "^^").replace("\n", "^n").replace('"', "^'").replace("\t", " ")
    return f'"{safe}"' if any(sign in safe for sign in ":;,") else safe


def folded(lines: Iterable[str]) -> str:
    """Return lines as they stand in a file: none longer than 75 octets, and each ended by CR and LF."""
    return "".join(f"{line if len(line) < _OCTETS and line.isascii() else _fold(line)}\r\n" for line in lines)


def _fold(line: str) -> str:
    """Fold a line between characters, never within one."""
    pieces, piece, size = list[str](), list[str](), 0
    for sign in line:
        octets = len(sign.encode("utf-8", "replace"))
        if size + octets > _OCTETS:
            pieces.append("".join(piece))
            piece, size = [], 1
        piece.append(sign)
        size += octets
    return "\r\n ".join((*pieces, "".join(piece)))
