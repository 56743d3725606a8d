"""What the user chose for the board: list or board, grouping, time, pipeline, folded columns. Kept in the window's memory.

Pipeline and folded columns mean something in one book only: another one begins without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_desktop.services import book
from crm_desktop.services.board_groups import BoardQuery, grouping_of, span_of
from crm_desktop.storage.store import Busy, Store
from crm_desktop.ui.memory import WindowMemory

_NAME = "board"


@dataclass
class Choices:
    """What is kept; a value that makes no sense counts as not chosen. `pipeline` is 0 for all, `book` the book's uid."""

    book: str = ""
    is_board: bool = False
    grouping: str = "stage"
    span: str = "all"
    pipeline: int = 0
    folded: dict[str, list[str]] = field(default_factory=dict)

    def query(self, fiscal_month: int) -> BoardQuery:
        """Return what the board is to show."""
        return span_of(self.span).query(self.grouping, self.pipeline or None, fiscal_month)

    def keep(self, memory: WindowMemory) -> None:
        """Remember everything."""
        memory.keep_columns(
            _NAME,
            {
                "book": self.book, "board": self.is_board, "grouping": self.grouping, "span": self.span,
                "pipeline": self.pipeline, "folded": self.folded,
            },
        )  # fmt: skip
        memory.save()


def remembered(memory: WindowMemory, store: Store) -> Choices:
    """Return what was chosen when the program ran last, or showed another book."""
    kept, uid = memory.columns(_NAME), _uid(store)
    if kept.get("book") != uid:
        kept = {name: value for name, value in kept.items() if name not in {"pipeline", "folded"}}
    pipeline = kept.get("pipeline")
    return Choices(
        uid,
        kept.get("board") is True,
        grouping_of(str(kept.get("grouping"))).id,
        span_of(str(kept.get("span"))).id,
        pipeline if type(pipeline) is int else 0,
        _folded(kept.get("folded")),
    )


def _uid(store: Store) -> str:
    """Return what tells the book from others, "" while the file is too busy to say."""
    try:
        with store.read() as session:
            return book.uid(session)
    except Busy:
        return ""


def _folded(kept: Any) -> dict[str, list[str]]:
    if not isinstance(kept, Mapping):
        return {}
    return {
        str(grouping): [title for title in titles if isinstance(title, str)]
        for grouping, titles in kept.items()
        if isinstance(titles, Sequence) and not isinstance(titles, str)
    }
