"""The fonts of the printed page: which there are, what a character is as wide as, and which font has it.

All of these come with the program, so that a page needs nothing of the machine: DejaVu Sans for Latin, Greek, Cyrillic,
Armenian, Hebrew, Arabic, arrows and ticks; Noto Sans for Devanagari, Khmer, Tamil, Telugu, Thai and the Arabic letters
that DejaVu lacks; WenQuanYi Micro Hei for Chinese, Japanese and Korean, where the system has no font of that very
language that can be embedded. The other writings of `scripts` are taken from a font of the system. Everything is
registered once per process and only when a text needs it.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from crm_desktop.base.paths import resources
from crm_desktop.reports import scripts

Language = Literal["zh", "ja", "ko"]
REGULAR, BOLD = "Sans", "Sans-Bold"
_SCRIPT = "Script-"

_FILES = {REGULAR: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf"}
# Left-to-right characters that stand for themselves: no mark that combines, no control, nothing that needs shaping.
_PLAIN = ((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x482), (0x48A, 0x58F), (0x10A0, 0x10FF),
          (0x1E00, 0x200A), (0x2010, 0x2027), (0x202F, 0x205E), (0x2070, 0x20CF), (0x2100, 0x2C5F))  # fmt: skip
_BEYOND = 0x10000  # reportlab writes no readable text for characters from here on
_OF_THE_SYSTEM: dict[str, tuple[str, ...]] = {
    "zh": ("msyh.ttc", "simsun.ttc"),
    "ja": ("meiryo.ttc", "YuGothM.ttc", "msgothic.ttc", "ipaexg.ttf", "ipag.ttf", "TakaoPGothic.ttf"),
    "ko": ("malgun.ttf", "AppleGothic.ttf", "NanumGothic.ttf", "UnDotum.ttf"),
}
_OF_ALL_EAST = ("wqy-microhei.ttc", "Arial Unicode.ttf", "ARIALUNI.TTF", "DroidSansFallbackFull.ttf")
_MUST_HAVE: dict[str, str] = {"zh": "这國公司", "ja": "カひ株式", "ko": "한국주식회사"}
_log = logging.getLogger(__name__)


def registered(name: str) -> str:
    """Make one of the program's own fonts known to reportlab and return its name."""
    return str(_font(name).fontName)


@cache
def plain_widths(bold: bool) -> dict[str, float]:
    """Return the widths, for a size of one point, of the characters that need no thought."""
    font = _font(BOLD if bold else REGULAR)
    known = font.face.charWidths
    return {chr(code): known[code] / 1000 for first, last in _PLAIN for code in range(first, last + 1) if code in known}


def face_of(char: str, bold: bool, language: Language) -> str | None:
    """Return the name of a registered font that has `char`, or None."""
    if ord(char) >= _BEYOND:
        return None
    for name in (BOLD, REGULAR) if bold else (REGULAR,):
        if ord(char) in _font(name).face.charToGlyph:
            return name
    if not is_eastern(char):
        return face_of_script(char)
    wanted = "ko" if _is_korean(char) else language
    faces = map(_eastern_face, (wanted, *_OF_ALL_EAST))  # none is opened before it is asked for
    return next((name for name in faces if name and ord(char) in _font(name).face.charToGlyph), None)


def face_of_script(char: str) -> str | None:
    """Return the name of a font of the system that has been taken for the writing of `char` and has it, or None."""
    script = scripts.script_of(char)
    found = _script_face(script.name) if script is not None else None
    return found if found is not None and ord(char) in _font(found).face.charToGlyph else None


def is_eastern(char: str) -> bool:
    """Return whether `char` belongs to Chinese, Japanese or Korean writing."""
    return (
        "\u2e80" <= char <= "\ua4cf"
        or "\uac00" <= char <= "\ud7ff"
        or "\uf900" <= char <= "\ufaff"
        or "\ufe30" <= char <= "\ufe4f"
        or "\uff00" <= char <= "\uffef"
        or "\u1100" <= char <= "\u11ff"
    )


def language_of(text: str) -> Language:
    """Return the language whose font draws the eastern characters of `text` as its readers know them."""
    if any("\u3040" <= char <= "\u30ff" for char in text):
        return "ja"
    return "ko" if any(map(_is_korean, text)) else "zh"


def _is_korean(char: str) -> bool:
    return "\uac00" <= char <= "\ud7ff" or "\u1100" <= char <= "\u11ff"


def script_in(face: str) -> scripts.Script | None:
    """Return the writing that a font was taken for, None for one whose characters stand for themselves."""
    return scripts.script_named(face.removeprefix(_SCRIPT)) if face.startswith(_SCRIPT) else None


def font_named(name: str) -> Any:
    """Return reportlab's font of that name."""
    return _font(name)


@cache
def width_in(face: str, char: str) -> float:
    """Return the width of `char` for a size of one point."""
    return float(_font(face).stringWidth(char, 1))


@cache
def note_missing(char: str) -> None:
    """Log, once per process, that no font has `char`; the page shows its name or a placeholder."""
    _log.info("No font here has the character U+%04X; the page shows something in its place.", ord(char))


@cache
def _font(name: str) -> Any:
    """Return reportlab's font of that name, registered."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    if name in _FILES:
        pdfmetrics.registerFont(TTFont(name, str(resources() / "fonts" / _FILES[name])))
    return pdfmetrics.getFont(name)


@cache
def _script_face(name: str) -> str | None:
    """Register a font of the system for a writing and return its name, None where there is none."""
    script = scripts.script_named(name)
    return _registered_font(f"{_SCRIPT}{name}", script.files, script.letters)


def _registered_font(name: str, files: Iterable[str], must_have: str) -> str | None:
    """Register the first of some fonts that is installed, can be embedded and has certain characters."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    installed = _installed_fonts()
    for file in files:
        if file.lower() in installed:
            try:
                font = TTFont(name, str(installed[file.lower()]))
            except (TTFError, OSError) as problem:
                _log.info("The font %s cannot be embedded: %s", file, problem)
                continue
            if all(ord(char) in font.face.charToGlyph for char in must_have):
                pdfmetrics.registerFont(font)
                return name
    return None


@cache
def _eastern_face(name: str) -> str | None:
    """Register a font of the system for a language, or a font file by its name; return its name, None without one."""
    files = _OF_THE_SYSTEM.get(name, (name,))
    return _registered_font(f"East-{name}", files, _MUST_HAVE.get(name, ""))


@cache
def _installed_fonts() -> dict[str, Path]:
    """Return the font files of the program and of the system by their small-letter names."""
    found: dict[str, Path] = {}
    for folder in _font_folders():
        for place, _, names in os.walk(folder):
            for name in names:
                if name.lower().endswith((".ttf", ".ttc")):
                    found.setdefault(name.lower(), Path(place, name))
    return found


def _font_folders() -> Iterator[Path]:
    yield resources() / "fonts"
    home = Path.home()
    if sys.platform == "win32":
        yield Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "Fonts")
        yield home / "AppData/Local/Microsoft/Windows/Fonts"
    elif sys.platform == "darwin":
        yield from (home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts"))
    else:
        yield from (home / ".local/share/fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))
