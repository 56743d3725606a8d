"""The writings that DejaVu Sans lacks, and the fonts that have them: those that come with the program, and the systems'.

Their letters join, stack or change places, so a run of them is shaped as a whole. Chinese, Japanese and Korean are
not here: they need no shaping, and a font is chosen for the language and not for the letter.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

_INDIC: Final = ("Nirmala.ttf", "Nirmala.ttc")
_EVERYWHERE: Final = ("Arial Unicode.ttf", "ARIALUNI.TTF", "FreeSans.ttf")


class Script(NamedTuple):
    """A writing: its block, letters that its fonts must have, and the file names of those beside Noto's."""

    name: str
    first: int
    last: int
    letters: str
    others: tuple[str, ...]
    is_right_to_left: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """Return the file names of its fonts, the best first."""
        noto = f"NotoSans{self.name}"
        serif = f"NotoSerif{self.name}-Regular.ttf"
        return (f"{noto}-Regular.ttf", f"{noto}[wdth,wght].ttf", *self.others, serif, *_EVERYWHERE)


SCRIPTS: Final = (
    Script("Arabic", 0x600, 0x6FF, "ےہۓ", ("segoeui.ttf", "arial.ttf", "GeezaPro.ttc"), is_right_to_left=True),
    Script("Syriac", 0x700, 0x74F, "ܐ", ("estre.ttf", "seguihis.ttf"), is_right_to_left=True),
    Script("Thaana", 0x780, 0x7BF, "ހ", ("mvboli.ttf",), is_right_to_left=True),
    Script("Devanagari", 0x900, 0x97F, "क", (*_INDIC, "mangal.ttf", "Kohinoor.ttc", "Lohit-Devanagari.ttf")),
    Script("Bengali", 0x980, 0x9FF, "ক", (*_INDIC, "vrinda.ttf", "Bangla Sangam MN.ttc", "Lohit-Bengali.ttf")),
    Script("Gurmukhi", 0xA00, 0xA7F, "ਕ", (*_INDIC, "raavi.ttf", "Gurmukhi Sangam MN.ttc", "Lohit-Gurmukhi.ttf")),
    Script("Gujarati", 0xA80, 0xAFF, "ક", (*_INDIC, "shruti.ttf", "Gujarati Sangam MN.ttc", "Lohit-Gujarati.ttf")),
    Script("Oriya", 0xB00, 0xB7F, "କ", (*_INDIC, "kalinga.ttf", "Oriya Sangam MN.ttc", "Lohit-Odia.ttf")),
    Script("Tamil", 0xB80, 0xBFF, "க", (*_INDIC, "latha.ttf", "Tamil Sangam MN.ttc", "Lohit-Tamil.ttf")),
    Script("Telugu", 0xC00, 0xC7F, "క", (*_INDIC, "gautami.ttf", "Telugu Sangam MN.ttc", "Lohit-Telugu.ttf")),
    Script("Kannada", 0xC80, 0xCFF, "ಕ", (*_INDIC, "tunga.ttf", "Kannada Sangam MN.ttc", "Lohit-Kannada.ttf")),
    Script("Malayalam", 0xD00, 0xD7F, "ക", (*_INDIC, "kartika.ttf", "Malayalam Sangam MN.ttc", "Lohit-Malayalam.ttf")),
    Script("Sinhala", 0xD80, 0xDFF, "ක", (*_INDIC, "iskpota.ttf", "Sinhala Sangam MN.ttc", "lklug.ttf")),
    Script("Thai", 0xE00, 0xE7F, "ก", ("leelawui.ttf", "tahoma.ttf", "Thonburi.ttc", "Loma.ttf")),
    Script("Lao", 0xE80, 0xEFF, "ກ", ("leelawui.ttf", "Lao Sangam MN.ttf", "Phetsarath_OT.ttf")),
    Script("Tibetan", 0xF00, 0xFFF, "ཀ", ("himalaya.ttf", "Kailasa.ttc", "TibMachUni.ttf")),
    Script("Myanmar", 0x1000, 0x109F, "က", ("mmrtext.ttf", "Myanmar Sangam MN.ttc", "Padauk-Regular.ttf")),
    Script("Ethiopic", 0x1200, 0x139F, "ሀ", ("ebrima.ttf", "nyala.ttf", "Kefa.ttc", "AbyssinicaSIL-Regular.ttf")),
    Script("Cherokee", 0x13A0, 0x13FF, "Ꭰ", ("gadugi.ttf", "plantc.ttf", "PlantagenetCherokee.ttf")),
    Script("Khmer", 0x1780, 0x17FF, "ក", ("leelawui.ttf", "daunpenh.ttf", "Khmer Sangam MN.ttf", "KhmerOS.ttf")),
    Script("Mongolian", 0x1800, 0x18AF, "ᠠ", ("monbaiti.ttf",)),
    Script("Symbols", 0x2300, 0x23FF, "⌘", ("seguisym.ttf", "Apple Symbols.ttf", "Symbola.ttf")),
    Script("Symbols2", 0x2600, 0x2BFF, "⬛", ("seguisym.ttf", "Apple Symbols.ttf", "Symbola.ttf")),
)
_BY_NAME = {script.name: script for script in SCRIPTS}
_FIRSTS = [script.first for script in SCRIPTS]


def script_of(char: str) -> Script | None:
    """Return the writing of a character, None for one of those that the program's own font has."""
    place = bisect_right(_FIRSTS, ord(char)) - 1
    return SCRIPTS[place] if place >= 0 and ord(char) <= SCRIPTS[place].last else None


def script_named(name: str) -> Script:
    """Return the writing of that name."""
    return _BY_NAME[name]
