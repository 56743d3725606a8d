"""Every text of the program that can be translated: `make translations` writes them to a template for translators.

The source is read and not run. A text is taken where it stands as a literal in one of the calls below. From the same
texts comes the language that nobody speaks and that tests look at the window in: every letter accented, each text 40 %
longer and in brackets, so that what was missed, or is cut off, is seen at once.
"""

from __future__ import annotations

import ast
import math
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm_desktop import __version__
from crm_desktop.base.i18n import DOMAIN
from crm_desktop.base.paths import APP, resources

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "crm_desktop"
TEMPLATE = resources() / "translations" / f"{DOMAIN}.pot"
PSEUDO = "eo"
"""The pseudo-locale needs a code that gettext takes; Esperanto will hardly be missed."""
OPENS, CLOSES = "⟦", "⟧"
LONGER = 1.4

# The places of the text, or of the two forms of a text that counts, among the arguments.
_SINGLE = {"_": 0, "N_": 0, "Words": 0, "MissingRate": 0, "Meaning": 2}
_PAIRS = {"ngettext": (0, 1), "count_of": (0, 1), "NN_": (0, 1), "Entity": (2, 3)}
_ACCENTED = dict(zip(string.ascii_letters, "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ", strict=True))
_PADDING = "·"


@dataclass(frozen=True)
class Text:
    """One text, its plural if it counts, and where it was found first."""

    one: str
    many: str = ""
    file: str = ""
    line: int = 0


def texts() -> dict[str, Text]:
    """Return every text of the program by its English words; a pair goes before the same words alone."""
    found: dict[str, Text] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for text in _texts_in(ast.parse(path.read_text(encoding="utf-8")), place):
            if text.one and (text.one not in found or (text.many and not found[text.one].many)):
                found[text.one] = text
    return found


def _texts_in(tree: ast.AST, place: str) -> Iterator[Text]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _PAIRS:
            forms = [_literal(call.args[at]) for at in _PAIRS[name] if at < len(call.args)]
            if len(forms) == 2 and all(forms):
                yield Text(forms[0], forms[1], place, call.lineno)
        elif name in _SINGLE and _SINGLE[name] < len(call.args):
            yield Text(_literal(call.args[_SINGLE[name]]), "", place, call.lineno)


def _literal(node: ast.expr) -> str:
    """Return the words of a literal, also of a marked one; "" where it is something else."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "N_" and node.args:
        node = node.args[0]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def in_pseudo(text: str) -> str:
    """Return a text in the language that nobody speaks; what stands in braces and the key of a menu stay."""
    said, depth = [], 0
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        said.append(letter if depth else _ACCENTED.get(letter, letter))
    words = "".join(said)
    padding = _PADDING * math.ceil(len(words) * (LONGER - 1))
    return f"{OPENS}{words}{padding}{CLOSES}"


def write_pseudo(folder: Path) -> None:
    """Write the language that nobody speaks where `i18n.use_language(PSEUDO, folder)` finds it."""
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo

    catalog = Catalog(locale=PSEUDO, domain=DOMAIN)
    for text in texts().values():
        if text.many:
            catalog.add((text.one, text.many), (in_pseudo(text.one), in_pseudo(text.many)))
        else:
            catalog.add(text.one, in_pseudo(text.one))
    target = folder / PSEUDO / "LC_MESSAGES" / f"{DOMAIN}.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as stream:
        write_mo(stream, catalog)


def template() -> bytes:
    """Return the template for translators; where a text stands is told without the line, which changes daily."""
    import io
    from datetime import UTC, datetime

    from babel.messages import Catalog
    from babel.messages.pofile import write_po

    catalog = Catalog(project=APP, version=__version__, domain=DOMAIN, creation_date=datetime(2026, 1, 1, tzinfo=UTC))
    for text in texts().values():
        catalog.add((text.one, text.many) if text.many else text.one, locations=[(text.file, 0)], flags=_flags(text))
    written = io.BytesIO()
    write_po(written, catalog, width=120, include_lineno=False, omit_header=False)
    return written.getvalue()


def _flags(text: Text) -> tuple[str, ...]:
    return ("python-brace-format",) if "{" in text.one + text.many else ()


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(template())
    print(f"{len(texts())} texts are in {TEMPLATE.relative_to(ROOT)}")
