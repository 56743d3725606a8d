"""The words of the book's lists, offered where a choice names one; they are read when the editor is entered."""

from __future__ import annotations

from functools import partial

from crm_desktop.schema.kinds import Choice, Kind
from crm_desktop.services import lists
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui.forms.editor import Editor


def offer_words(editor: Editor, store: Store, kind: Kind) -> None:
    """Let an editor offer the words of the list that its kind names, if it names one."""
    if isinstance(kind, Choice) and kind.list:
        editor.known_words = partial(_words, store, kind)  # type: ignore[method-assign]  # made to be replaced


def _words(store: Store, kind: Choice) -> list[str]:
    try:
        with store.read() as session:
            return lists.words(session, kind)
    except Busy:
        return []
