"""A file that was chosen for import: how it was read and what its columns become, before anything happens to the book.

No Qt in here: it runs on a worker, because telling the encoding of a large file walks over all of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _
from crm_desktop.exchange import mapping
from crm_desktop.exchange.encoding import Encoding
from crm_desktop.exchange.layout import DELIMITERS
from crm_desktop.exchange.mapping import Mapping
from crm_desktop.exchange.table import Options, Row, Table, read_table
from crm_desktop.model import BY_NAME, ENTITIES, Record
from crm_desktop.schema.kinds import Link

SHOWN_ROWS = 20
ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "cp1250", "mac_roman", "cp850", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "cp932", "gb18030", "big5",
)  # fmt: skip
"""What the user can choose from; the first for a new file, the others for old ones."""


@dataclass(frozen=True)
class ChosenFile:
    """One file. Without a `mapping` it is left out, and `reason` says why; without a `table` it cannot be read at all."""

    path: Path
    asked: Options = field(default_factory=Options)
    """What the user chose about the reading; the rest was found out."""
    table: Table | None = None
    mapping: Mapping | None = None
    first: tuple[Row, ...] = ()
    reason: str = ""

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.name

    def holding(self, model: type[Record] | None) -> ChosenFile:
        """Return the file as one that holds records of `model`, or as one that the user left out."""
        if self.table is None:
            return self
        if model is None:
            reason = _("{file} was left out because you chose so.").format(file=self.name)
            return replace(self, mapping=None, reason=reason)
        found = mapping.recognise(self.table, model)
        return replace(self, mapping=found, reason="" if found else mapping.unrecognised(self.table))

    def with_known_fields(self) -> ChosenFile:
        """Return the file with those columns left out whose custom field was deleted since they were given it."""
        if self.mapping is None:
            return self
        known = self.mapping.model.fields()
        columns = tuple(name if name in known else None for name in self.mapping.columns)
        return replace(self, mapping=replace(self.mapping, columns=columns))

    def with_column(self, index: int, name: str | None) -> ChosenFile:
        """Return the file with another field for one column."""
        assert self.mapping is not None
        return replace(self, mapping=self.mapping.with_column(index, name))


def look(path: Path, asked: Options | None = None, model: type[Record] | None = None) -> ChosenFile:
    """Read the headings and first rows of a file and say what it would become; what cannot be read has its reason."""
    asked = asked or Options()
    try:
        table = read_table(path, asked)
        first = tuple(table.first(SHOWN_ROWS))
        found = mapping.recognise(table, model)
    except UserError as problem:
        return ChosenFile(path, asked, reason=str(problem))
    return ChosenFile(path, asked, table, found, first, "" if found else mapping.unrecognised(table))


def importable() -> list[type[Record]]:
    """Return the entities that a file may hold."""
    return [model for model in ENTITIES if model.entity.has_page]


def encoding_title(codec: str) -> str:
    """Return the name of an encoding for people."""
    return Encoding(codec).title


def delimiter_titles() -> dict[str, str]:
    """Return what may stand between two values, with its name for people; the empty text means one column."""
    return {mark: _(title) for mark, title in DELIMITERS.items()} | {"": _("one column")}


def link_sentences(chosen: Mapping) -> list[str]:
    """Say which columns become links, whom they find, and what happens where nobody bears the name."""
    fields = chosen.model.fields()
    made: list[str] = []
    left_empty: list[str] = []
    for heading, column in zip(chosen.table.headings, chosen.columns, strict=True):
        kind = fields[column].kind if column else None
        if isinstance(kind, Link):
            way = f"“{heading}” → {_(BY_NAME[kind.target].entity.title)}"
            makes = kind.makes or kind.target in {"stage", chosen.model.__tablename__}
            (made if makes else left_empty).append(way)
    said = []
    if made:
        said.append(_("Linked by name, and made new where nobody has that name: {ways}.").format(ways=", ".join(made)))
    if left_empty:
        said.append(
            _("Linked by name, and left empty where nobody has that name: {ways}.").format(ways=", ".join(left_empty))
        )
    return said
