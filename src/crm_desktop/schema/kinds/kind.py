"""What a kind of field is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from crm_desktop.base.text import one_line
from crm_desktop.schema.formats import Formats

Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Kind:
    """What all kinds share: a value is text, shown as it is."""

    @property
    def align(self) -> Align:
        """Where a cell of this kind puts its text."""
        return "left"

    @property
    def is_text(self) -> bool:
        """Whether the file keeps free text, which sorts by its folded form."""
        return True

    @property
    def is_number(self) -> bool:
        """Whether the file keeps an integer."""
        return False

    def parse(self, text: str, formats: Formats) -> Any:
        """Return the value of a non-empty text; raise ValueError with a sentence that says what is wrong."""
        return one_line(text)

    def show(self, value: Any, formats: Formats) -> str:
        """Return the value as the user reads it; the empty value is the empty text."""
        return "" if value is None else str(value)

    def plain(self, value: Any) -> str:
        """Return the value for other programs: ISO days, numbers with a point, no grouping."""
        return "" if value is None else str(value)

    def dump(self, value: Any) -> str | int | None:
        """Return what the file keeps."""
        return value  # type: ignore[no-any-return]

    def load(self, raw: Any) -> Any:
        """Return the value of what the file keeps."""
        return raw
