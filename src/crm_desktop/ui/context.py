"""What a pane, a dialog or a command is given: the open book, what the user chose, and ways to speak and to move.

There is one `Context` for each time that a book is opened; nobody keeps one beyond that. Everything that may fail by
the user's doing goes through `act`, `work` or `told`: they turn a `UserError` into a sentence on the window, and let
bugs pass to the crash dialog.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.settings import Settings
from crm_desktop.base.task import Task
from crm_desktop.schema import country
from crm_desktop.schema.formats import Formats
from crm_desktop.storage import backup
from crm_desktop.storage.journal import Step
from crm_desktop.storage.store import Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.jobs import Job, Jobs
from crm_desktop.ui.memory import WindowMemory
from crm_desktop.ui.progress import ProgressOverlay
from crm_desktop.ui.widgets import NoticeKind

if TYPE_CHECKING:
    from crm_desktop.ui.panes.pane import Pane


class Host(Protocol):
    """The window as its panes, dialogs and commands know it; `window.MainWindow` is it."""

    settings: Settings
    memory: WindowMemory
    jobs: Jobs

    @property
    def context(self) -> Context | None:
        """The open book, None on the start page."""

    @property
    def pane(self) -> Pane | None:
        """The pane in front."""

    def widget(self) -> QWidget:
        """Return the parent of dialogs."""

    def say(
        self, text: str, kind: NoticeKind = "info", *, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        """Say what happened, or what is wrong."""

    def go_to(self, entity: str, record_id: int) -> None:
        """Show a record."""

    def open_pane(self, name: str) -> Pane | None:
        """Show a pane and return it; None where there is none of that name."""

    def take_book(self, store: Store) -> None:
        """Show another open book, and give the file of the one before back."""

    def leave_book(self, then: Callable[[], object] | None = None) -> None:
        """Give the file back, then show the start page or go on with `then`."""

    def show_heading(self) -> None:
        """Show the book's title, its file and its last backup anew."""

    def open_palette(self, words: str = "") -> None:
        """Open the box that searches everything and runs any command."""

    def actions_of_selection(self) -> list[QAction]:
        """Return what can be done with the selected records, for a context menu."""

    def actions_of_view(self) -> list[QAction]:
        """Return what can be done with the view that is shown, for a context menu."""

    def run_command(self, command_id: str) -> None:
        """Run a command by its id, if it can run now."""

    def take_settings(self) -> None:
        """Look at the settings again: another theme, text size or country."""

    def close(self) -> bool:
        """End the program."""


@dataclass(frozen=True)
class Context:
    """The surroundings of everything that is shown of one open book."""

    store: Store
    settings: Settings
    formats: Formats
    memory: WindowMemory
    jobs: Jobs
    bridge: Bridge
    drafts: Drafts
    window: QWidget
    """The parent of dialogs."""
    host: Host

    def say(
        self, text: str, kind: NoticeKind = "info", *, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        """Say what happened in the status bar, or what is wrong in a bar above the pane, with a button for `run`."""
        self.host.say(text, kind, action=action, run=run)

    def go_to(self, entity: str, record_id: int) -> None:
        """Show a record in the pane of its kind."""
        self.host.go_to(entity, record_id)

    def open_pane(self, name: str) -> Pane | None:
        """Show a pane by the id of its declaration, such as "contact" or "reports", and return it."""
        return self.host.open_pane(name)

    def act(self, title: str, function: Callable[[Session], object], *, said: str = "", origin: object = None) -> bool:
        """Run one step of the user, here and now; return whether it was done. `said` replaces `title` in the status."""
        with self.told() as end:
            with self.store.act(title, origin) as session:
                function(session)
            if said:
                self.say(said, action=_("Undo"), run=self.undo)
        return end.is_good

    def work(
        self,
        title: str,
        work: Callable[[Task], Any],
        done: Callable[[Any], object] | None = None,
        *,
        over: QWidget | None = None,
        failed: Callable[[UserError], object] | None = None,
    ) -> Job:
        """Run long work on a worker, with progress and Cancel over a pane (or the window); returns at once."""
        job = self.jobs.start(title, work, done, failed or self.tell)
        ProgressOverlay(over or self.window, job)
        return job

    def undo(self) -> None:
        """Take the newest step back; a large one shows its progress and can be cancelled."""
        self.work(_("Undo"), self.store.undo, self._say_undone)

    def redo(self) -> None:
        """Repeat the step that was undone last."""
        self.work(_("Redo"), self.store.redo, self._say_redone)

    def tell(self, problem: UserError) -> None:
        """Show the sentence of a problem above the pane."""
        self.say(str(problem), "error")

    @property
    def pane(self) -> Pane:
        """The pane in front."""
        pane = self.host.pane
        assert pane is not None, "a book that is open is shown in a pane"
        return pane

    @contextmanager
    def told(self) -> Iterator[End]:
        """Tell a `UserError` that is raised inside and go on behind; the given `End` knows how it went."""
        end = End()
        try:
            yield end
            end.is_good = True
        except Cancelled:
            pass
        except UserError as problem:
            self.tell(problem)

    def _say_undone(self, step: Step | None) -> None:
        if step is not None:
            self.say(_("Undone: {title}").format(title=step.title), action=_("Redo"), run=self.redo)

    def _say_redone(self, step: Step | None) -> None:
        if step is not None:
            self.say(_("Done again: {title}").format(title=step.title), action=_("Undo"), run=self.undo)

    def backup_folder(self) -> Path:
        """Return where backups of this book go."""
        chosen = self.settings["backup_folder"]
        return Path(chosen) if chosen else backup.default_folder()


def context_of(host: Host, store: Store) -> Context:
    """Return new surroundings for a book that is about to be shown."""
    window, formats = host.widget(), country.formats_of(host.settings)
    return Context(
        store, host.settings, formats, host.memory, Jobs(window), Bridge(window), Drafts(), window=window, host=host
    )


def keep_setting(host: Host, key: str, value: str | int | bool | tuple[str, ...]) -> None:
    """Change a setting; where the disk refuses it holds until the end of the program, and that is said."""
    try:
        host.settings[key] = value
    except OSError as refusal:
        why = refusal.strerror or str(refusal)
        host.say(_("The settings cannot be saved: {why}. The book itself is not affected.").format(why=why), "warning")


@dataclass
class End:
    """How a guarded piece of work ended."""

    is_good: bool = False
