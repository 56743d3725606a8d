"""What is to stand on one page: the first blocks of a report, in as many words as there is room for on the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_desktop.reports.document import Document


@dataclass(frozen=True)
class FirstPage:
    """So many of the first blocks stand on one page; where that has no room, `shorter` makes a report that says less."""

    count: int
    shorter: Callable[[], Document] | None = None
