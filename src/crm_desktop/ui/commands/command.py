"""What a command is. Menus, keys, the palette, context menus and the sheet of shortcuts all read the same ones.

`in_book` declares a command of the open book, `anywhere` one that works on the start page too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crm_desktop.base.i18n import N_, _
from crm_desktop.ui.context import Context, Host

MENUS = {
    "File": N_("&File"),
    "Edit": N_("&Edit"),
    "Record": N_("&Record"),
    "View": N_("&View"),
    "Reports": N_("Re&ports"),
    "Help": N_("&Help"),
}
"""The menus in their order; the letter behind the & opens a menu together with Alt."""


def menu_title(name: str) -> str:
    """Return the title of a menu as it reads."""
    return _(MENUS[name]).replace("&", "")


@dataclass(frozen=True)
class Command:
    """One thing that the user can do. `menu` is "File" or, for a submenu, "Record/New"; a title may end in "…".

    `when` says whether it can be done now and `words` what to call it now. A key with `bound=False` is only shown: the
    widget that has the keyboard answers to it. `section` groups a menu; a line is drawn between two sections.
    """

    id: str
    title: str
    run: Callable[[Host], object]
    menu: str
    key: str = ""
    icon: str = ""
    when: Callable[[Host], bool] = lambda _host: True
    section: int = 0
    bound: bool = True
    words: Callable[[Host], str] | None = None
    checked: Callable[[Host], bool] | None = None
    for_selection: bool = False
    """Whether it is in the context menu of selected records."""
    refusal: str = ""
    """What is said where its key is pressed and it cannot be done; without it nothing happens then."""

    def text(self, host: Host) -> str:
        """Return what to call the command now."""
        return self.words(host) if self.words is not None else _(self.title)


@dataclass(frozen=True)
class Family:
    """A submenu whose commands depend on the book: the files opened lately, the stages to move to."""

    title: str
    menu: str
    members: Callable[[Host], Sequence[Command]]
    section: int = 0


def anywhere(
    id: str,  # noqa: A002 - the word of the declaration
    title: str,
    run: Callable[[Host], object],
    menu: str,
    key: str = "",
    icon: str = "",
    *,
    section: int = 0,
    checked: Callable[[Host], bool] | None = None,
) -> Command:
    """Declare a command that works with and without an open book."""
    return Command(id, title, run, menu, key, icon, section=section, checked=checked)


def in_book(
    id: str,  # noqa: A002 - the word of the declaration
    title: str,
    run: Callable[[Context], object],
    menu: str,
    key: str = "",
    icon: str = "",
    *,
    when: Callable[[Context], bool] = lambda _context: True,
    section: int = 0,
    bound: bool = True,
    words: Callable[[Context], str] | None = None,
    checked: Callable[[Context], bool] | None = None,
    for_selection: bool = False,
) -> Command:
    """Declare a command of the open book."""

    def run_in(host: Host) -> object:
        return run(host.context) if host.context is not None else None

    def can_run(host: Host) -> bool:
        return host.context is not None and when(host.context)

    def words_in(host: Host) -> str:
        return words(host.context) if words is not None and host.context is not None else _(title)

    def is_checked(host: Host) -> bool:
        return checked is not None and host.context is not None and checked(host.context)

    return Command(
        id,
        title,
        run_in,
        menu,
        key,
        icon,
        can_run,
        section,
        bound,
        words_in if words is not None else None,
        is_checked if checked is not None else None,
        for_selection=for_selection,
    )
