"""What a report says, without how it looks: a page, a CSV and a JSON are all made from one `Document`.

Every text in here is plain text and already worded and formatted by the report's builder; nothing is markup. Beside a
formatted text may stand the exact value behind it (for CSV) and the records behind it (for a click in the window).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from crm_desktop.base import dates, i18n
from crm_desktop.base.letterhead import PLAIN, Letterhead
from crm_desktop.figures.figure import Figure as Computed
from crm_desktop.reports.first_page import FirstPage

if TYPE_CHECKING:
    from crm_desktop.reports.calendar_grids import Grid
    from crm_desktop.reports.chart_data import Chart


@dataclass(frozen=True)
class Later:
    """What is made only when a file asks for it."""

    make: Callable[[], Any]


Value: TypeAlias = Decimal | int | date | datetime | str | None


@dataclass(frozen=True)
class Records:
    """The records behind a number, by the name of their entity and their ids; `figure` is how it came about."""

    entity: str
    ids: tuple[int, ...]
    figure: Computed | None = None

    @property
    def name(self) -> str:
        """The name of the figure, "" where there is none."""
        return self.figure.name if self.figure is not None else ""


@dataclass(frozen=True)
class Heading:
    """The title of what follows; it is never left alone at the foot of a page.

    `depth` is how far below the report's title it stands in the outline; one that begins a part is written larger.
    """

    text: str
    depth: int = 1
    is_part: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Flowing text; its line ends are kept."""

    text: str
    muted: bool = False


@dataclass(frozen=True)
class Figure:
    """One number on a card: what it is, the number, and a note that puts it into proportion."""

    label: str
    text: str
    note: str = ""
    value: Value = None
    records: Records | None = None
    parts: tuple[tuple[str, Value], ...] = ()
    """What the note says, each with its exact value: these stand in a CSV in the note's place."""


@dataclass(frozen=True)
class Figures:
    """A row of cards."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Bar:
    """One line of `Bars`: a whole, the part of it that is shown darker, and at the right the texts of both."""

    label: str
    whole: Decimal
    part: Decimal
    text: str
    count: Cell
    records: Records | None = None
    part_text: str = ""


@dataclass(frozen=True)
class Bars:
    """Lying bars, one below the other, on one scale."""

    bars: tuple[Bar, ...]
    whole: str
    """What the whole length means, in the legend."""
    part: str
    """What the dark part means, in the legend."""
    empty: str
    """The sentence that stands here when there is nothing to show."""


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers stand right and are never cut, the columns of text share the rest by weight.

    One without weight is as wide as its texts, which are never cut either: days, for example.
    """

    title: str = ""
    align: Literal["left", "right"] = "left"
    weight: float = 1
    muted: bool = False
    over: str = ""
    """What stands above the titles of all neighbours that have the same."""
    is_below: bool = False
    """Whether its texts stand below the column before it, muted, as far as the next such column or the edge."""
    name: str = ""
    """What programs call it, where it needs no title on paper."""

    @property
    def whole_title(self) -> str:
        """The title as it is understood alone."""
        return f"{self.over} · {self.title}" if self.over else self.title


@dataclass(frozen=True)
class Cell:
    """A formatted text, the exact value behind it, and a warning that is shown after it with its mark.

    Its own `records` are asked for only where they are not those of its row.
    """

    text: str
    value: Value = None
    warning: str = ""
    records: Records | None = None
    again: str = ""
    """What it says where its row is the first on a page: the group that it belongs to, which stands above it elsewhere."""


@dataclass(frozen=True)
class Row:
    """One row of a table; a strong one is printed bold."""

    cells: tuple[Cell, ...]
    strong: bool = False
    records: Records | None = None


@dataclass(frozen=True)
class Table:
    """Rows under headings; a table whose columns all lack a title has no line of headings."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    """The sentence that stands here when there are no rows."""
    total: Row | None = None
    zebra: bool = True
    is_spacious: bool = False
    """Whether a free line below each row leaves room to write on paper."""
    names: int | None = None
    """How many columns say whose a row is, where the table must be cut; None for all before the first of numbers."""
    whole: Callable[[], Table] | None = None
    """Makes the table as files have it, where the pages leave out rows that nobody would read."""
    wraps: bool = True
    """Whether a text that is too long for its column goes on in further lines; in a list of thousands it is cut."""
    like: tuple[Row, ...] = ()
    """Rows of several tables that their columns are measured by, so that these are of the same widths in all of them."""

    def __post_init__(self) -> None:
        width = len(self.columns)
        assert all(len(row.cells) == width for row in self.rows), "a row has a cell for each column"
        assert self.total is None or len(self.total.cells) == width, "the total has a cell for each column"
        assert self.wraps or not any(column.is_below for column in self.columns), "only rows that grow have lines below"


@dataclass(frozen=True)
class Bullets:
    """Short sentences, each with a dot before it; one may lead to its records."""

    items: tuple[Bullet, ...]
    small: bool = False
    """Whether they are for looking something up, in smaller letters."""


@dataclass(frozen=True)
class Bullet:
    """One sentence of a list."""

    text: str
    records: Records | None = None


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page, or stays where it fits; between columns it means nothing."""

    may_stay: bool = False


@dataclass(frozen=True)
class Columns:
    """Two flows of blocks side by side, of the same width."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


Block: TypeAlias = "Heading | Paragraph | Figures | Bars | Table | Columns | Chart | Bullets | Break | Grid"


@dataclass(frozen=True)
class Document:
    """A whole report; `figures` are its numbers by the names of their definitions, for programs."""

    title: str
    subtitle: str
    period: str
    footer: str
    blocks: tuple[Block, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)
    author: str = ""
    language: str = field(default_factory=i18n.language)
    is_wide: bool = False
    """Whether its pages lie on their long side."""
    house: Letterhead = PLAIN
    """What the book wants on every page."""
    made: datetime = field(default_factory=dates.now, compare=False)
    """When it was built, which its files say of themselves."""
    first_page: FirstPage | None = field(default=None, compare=False)
