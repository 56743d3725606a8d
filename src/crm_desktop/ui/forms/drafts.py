"""What is being typed and not stored yet, in a file of its own, so that a killed program loses none of it.

A half-typed amount must not become a state of an opportunity, so typing alone changes no record; it is written here
within a moment, and goes when the field is left and its text was stored. A draft is kept under the uid of its record.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crm_desktop.base.errors import InvalidInput
from crm_desktop.base.paths import config_folder, written_whole
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.services import editing
from crm_desktop.storage.store import Store, raw_of
from crm_desktop.ui.forms import step_titles

Texts = dict[str, str]
_log = logging.getLogger(__name__)


class Drafts:
    """Texts by field, of each record that was being edited. A file that cannot be read counts as empty."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or config_folder() / "drafts.json"
        self._kept: dict[str, tuple[str, Texts]] = {}
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            self._kept = {key: (str(entity), _texts(texts)) for key, (entity, texts) in found.items()}
        except FileNotFoundError:
            pass
        except (OSError, ValueError, AttributeError, TypeError) as damage:
            _log.info("The drafts are unreadable and start anew: %s", damage)

    def of(self, key: str) -> Texts:
        """Return the texts of one record."""
        return dict(self._kept.get(key, ("", {}))[1])

    def all(self) -> dict[str, tuple[str, Texts]]:
        """Return everything: the entity and the texts by key."""
        return dict(self._kept)

    def keep(self, key: str, entity: str, texts: Mapping[str, object]) -> None:
        """Write the texts of one record; without any its draft goes."""
        plain = _texts(texts)
        if plain == self.of(key):
            return
        if plain:
            self._kept[key] = entity, plain
        else:
            self._kept.pop(key, None)
        self._write()

    def forget(self, key: str) -> None:
        """Let the draft of a record go."""
        self.keep(key, "", {})

    def _write(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with written_whole(self.path) as part:
                part.write_text(json.dumps(self._kept, ensure_ascii=False), encoding="utf-8")
        except OSError as refusal:
            _log.info("The drafts were not written: %s", refusal)


def recover(store: Store, drafts: Drafts, formats: Formats) -> list[tuple[str, int]]:
    """Store what was being typed when the program ended, as one step; return the entity and id of each such record.

    A text that cannot be stored stays a draft: the record's page shows it again with the reason.
    """
    found = _found(store, drafts)
    if not found:
        return []
    left: dict[str, Texts] = {kept.key: {} for kept in found}
    title = step_titles.kept_title(found[0].model, found[0].name, len(found) - 1)
    with store.act(title) as session:
        for kept in found:
            for column, text in kept.texts.items():
                try:
                    with session.no_autoflush:
                        editing.save(session, kept.model, kept.record_id, {column: text}, formats)
                except InvalidInput:
                    left[kept.key][column] = text
    for kept in found:
        drafts.keep(kept.key, kept.model.__tablename__, left[kept.key])
    return [(kept.model.__tablename__, kept.record_id) for kept in found]


@dataclass(frozen=True)
class _Kept:
    """The draft of a record that is in the open book."""

    key: str
    model: type[Record]
    record_id: int
    name: str
    texts: Texts


def _found(store: Store, drafts: Drafts) -> list[_Kept]:
    """Return the drafts of the records of this book."""
    found, kept = list[_Kept](), drafts.all()
    if not kept:
        return []
    with store.read() as session:
        for key, (entity, texts) in kept.items():
            model = BY_NAME.get(entity)
            known = {name: text for name, text in texts.items() if model is not None and name in model.editable()}
            if model is None or not known:
                continue
            row = raw_of(session).execute(f'SELECT id, name FROM "{entity}" WHERE uid = ?', (key,)).fetchone()
            if row is not None:
                found.append(_Kept(key, model, row[0], str(row[1] or ""), known))
    return found


def _texts(texts: Mapping[str, object]) -> Texts:
    return {str(name): text for name, text in texts.items() if isinstance(text, str)}
