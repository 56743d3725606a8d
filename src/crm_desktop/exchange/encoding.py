"""Which encoding a text file is in: told by its marks, proved as UTF-8, or else guessed, and then said so.

The guess is ours for the Latin alphabets: charset-normalizer takes German and Spanish in Windows-1252 for
Windows-1250, because most accents stand at the same place in both. It decides which other script there is.
"""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import N_, _, count_of
from crm_desktop.exchange.source import Source, head_of, no_text, refuse_binary

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_TITLES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32",
    "cp1252": N_("Windows-1252 (Western European)"),
    "cp1250": N_("Windows-1250 (Central European)"),
    "mac_roman": N_("Mac Roman"),
    "cp850": N_("DOS (Western European)"),
    "cp1251": N_("Windows-1251 (Cyrillic)"),
    "cp1253": N_("Windows-1253 (Greek)"),
    "cp1254": N_("Windows-1254 (Turkish)"),
    "cp1255": N_("Windows-1255 (Hebrew)"),
    "cp1256": N_("Windows-1256 (Arabic)"),
    "cp1257": N_("Windows-1257 (Baltic)"),
    "cp932": N_("Shift JIS (Japanese)"),
    "gb18030": N_("GB 18030 (Chinese)"),
    "big5": N_("Big5 (Chinese)"),
}
_CHUNK = 2**20
_SAMPLE = 32 * 2**10
_LATIN = ("cp1252", "cp1250", "mac_roman", "cp850")
_CENTRAL = {"Polish", "Czech", "Slovak", "Slovene", "Hungarian", "Croatian", "Romanian"}
_TRUSTED = {("cp1254", "Turkish"), ("cp1257", "Lithuanian"), ("cp1257", "Latvian")}
_ENOUGH = 20  # accents, before a language is believed
_ESCAPED = re.compile("[\udc80-\udcff]")
# What no Latin text has in the middle of its words: control characters, signs, capitals, and accents by the dozen.
_UNLIKELY = re.compile(
    r"[\x80-\x9f\ufffd\u2500-\u259f√∞≈≠≤≥∂∑∏π∫Ω◊˘˙˚˜¸˝˛ˇ]|[^\W\d_][^\w\s\x00-\x7f\u2010-\u2026·][^\W\d_]|(?<=[a-z]{2})[¹³¼½¾]|(?<=[^\W\d_])[À-ÞŠŽŸŒĄĆĘŁŃŚŹŻ](?=[a-z])"
    r"|(?<=[a-z])[À-ÞŠŽŸŒ]|[£¥¯][a-z]|[^\W\d_a-zA-Z]{3,}"
)


@dataclass(frozen=True)
class Encoding:
    """A codec's name and the sentences on what it cannot read; `is_guess` where the user should look."""

    codec: str
    is_guess: bool = False
    notes: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name for people."""
        return _(_TITLES.get(self.codec, self.codec.upper()))


@dataclass
class _Scan:
    """What one walk over a text found: characters beyond ASCII, unreadable ones, and where the first of these is."""

    good: int = 0
    bad: int = 0
    bad_line: int = 0
    nuls: int = 0


def encoding_of(source: Source, chosen: str | None = None) -> Encoding:
    """Return the encoding of a text, or the `chosen` one with what it cannot read; UserError for what is no text."""
    codec = _checked(chosen) if chosen else _marked(source)
    if codec is not None:
        scan = _scanned(source, codec)
        if not chosen and scan.bad > 1 and scan.bad * 4 > scan.good:
            raise no_text(source.name)
        return Encoding(codec, notes=_notes(scan))
    refuse_binary(source.name, head_of(source))
    scan = _scanned(source, "utf-8")
    if scan.good >= 10 * scan.bad:
        return Encoding("utf-8", notes=_notes(scan))
    codec = guessed(_accents(source))
    return Encoding(codec, is_guess=True, notes=_notes(_scanned(source, codec)))


def guessed(sample: bytes) -> str:
    """Return the likeliest codec of lines in an unknown 8-bit or East Asian encoding."""
    from charset_normalizer import from_bytes

    mac = b"\r" in sample and b"\n" not in sample
    order = ("mac_roman", *_LATIN) if mac else _LATIN
    unlikely = {codec: _unlikely(sample.decode(codec, "replace")) for codec in order}
    latin = min(order, key=lambda codec: unlikely[codec])
    high = sum(byte > 127 for byte in sample)
    best = from_bytes(sample).best()
    if best is None or high < 4:
        return latin
    letters = sum(bytes((byte,)).isalpha() for byte in sample)
    if (high > 0.7 * letters and high > _ENOUGH / 2) or unlikely[latin] > 0.2 * high:
        return best.encoding
    if high >= _ENOUGH and (best.encoding, best.language) in _TRUSTED:
        return best.encoding
    if high >= _ENOUGH and best.language in _CENTRAL and unlikely["cp1250"] <= unlikely[latin]:
        return "cp1250" if sample.decode("cp1250", "replace") != sample.decode("cp1252", "replace") else "cp1252"
    return latin


def _checked(codec: str) -> str:
    """Return a codec that the user chose; a mark at the start is no part of the text in UTF-8 either."""
    try:
        io.TextIOWrapper(io.BytesIO(), encoding=codec).close()
        return "utf-8-sig" if codecs.lookup(codec).name == "utf-8" else codec
    except (LookupError, ValueError):
        raise UserError(_("There is no encoding “{name}”; choose UTF-8 or Windows-1252.").format(name=codec)) from None


def _marked(source: Source) -> str | None:
    """Return the codec that a mark at the start or the pattern of NULs tells."""
    head = head_of(source)
    codec = next((name for mark, name in _MARKS if head.startswith(mark)), None) or _wide(head)
    if codec == "utf-16" and (_wide(head[2:]) or "").startswith("utf-32"):
        sentence = _("The mark at the start of “{name}” says UTF-16, but the text is UTF-32. Save it as UTF-8.")
        raise UserError(sentence.format(name=source.name))
    return codec


def _unlikely(text: str) -> int:
    return sum(len(found) for found in _UNLIKELY.findall(text))


def _wide(head: bytes) -> str | None:
    """Return UTF-16 or UTF-32 without a mark, told by where the NULs of Latin letters, digits and commas stand."""
    size = len(head) // 4 or 1
    nul = [head[place::4].count(0) / size for place in range(4)]
    if nul[0] > 0.9 and nul[1] > 0.9 and nul[3] < 0.1:
        return "utf-32-be"
    if nul[3] > 0.9 and nul[2] > 0.9 and nul[0] < 0.1:
        return "utf-32-le"
    even, odd = (nul[0] + nul[2]) / 2, (nul[1] + nul[3]) / 2
    if even > 0.6 and odd < 0.05:
        return "utf-16-be"
    return "utf-16-le" if odd > 0.6 and even < 0.05 else None


def _scanned(source: Source, codec: str) -> _Scan:
    """Walk over the whole text once; UTF-8 is told apart byte by byte, the others show U+FFFD for what is amiss."""
    exact = codec in {"utf-8", "utf-8-sig"}
    decoder = codecs.getincrementaldecoder(codec)("surrogateescape" if exact else "replace")
    scan, lines = _Scan(), 1
    with source.open() as stream:
        while True:
            data = stream.read(_CHUNK)
            text = decoder.decode(data, final=not data)
            if not text.isascii():
                bad = len(_ESCAPED.findall(text)) if exact else text.count("\ufffd")
                if bad and not scan.bad:
                    found = _ESCAPED.search(text) if exact else re.search("\ufffd", text)
                    scan.bad_line = lines + text.count("\n", 0, found.start() if found else 0)
                scan.bad += bad
                scan.good += len(text) - len(text.encode("ascii", "ignore")) - bad
            scan.nuls += text.count("\0")
            lines += text.count("\n")
            if not data:
                return scan


def _accents(source: Source) -> bytes:
    """Return lines with bytes beyond ASCII, as many as a guess needs."""
    sample = bytearray()
    with source.open() as stream:
        for line in iter(lambda: stream.readline(_SAMPLE), b""):
            if not line.isascii():
                sample += line
            if len(sample) > _SAMPLE:
                break
    return bytes(sample)


def _notes(scan: _Scan) -> tuple[str, ...]:
    notes = []
    if scan.bad:
        sentence = count_of(
            "{n} character cannot be read in this encoding, in line {line}; it shows as �.",
            "{n} characters cannot be read in this encoding, the first in line {line}; they show as �.",
            scan.bad,
        )
        notes.append(sentence.format(line=scan.bad_line))
    if scan.nuls:
        notes.append(count_of("{n} empty byte (NUL) was left out.", "{n} empty bytes (NUL) were left out.", scan.nuls))
    return tuple(notes)
