"""Words to choose from: those of the book's lists, and those in use; they are read when the editor is entered."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.orm import Session

from crm_desktop.model import Record
from crm_desktop.schema.kinds import Choice, Kind
from crm_desktop.services import lists
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui.forms.editor import Editor


def offer_words(editor: Editor, store: Store, kind: Kind) -> None:
    """Let an editor offer the words of the list that its kind names, if it names one."""
    if isinstance(kind, Choice) and kind.list:
        _offer(editor, store, partial(lists.words, kind=kind))


def offer_words_in_use(editor: Editor, store: Store, model: type[Record], name: str) -> None:
    """Let an editor also offer the words that records have in its field."""
    _offer(editor, store, partial(lists.offered, model=model, column=name))


def _offer(editor: Editor, store: Store, words: Callable[[Session], list[str]]) -> None:
    editor.known_words = partial(_read, store, words)  # type: ignore[method-assign]  # made to be replaced


def _read(store: Store, words: Callable[[Session], list[str]]) -> list[str]:
    try:
        with store.read() as session:
            return words(session)
    except Busy:
        return []
