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
from typing import Any, Protocol

from PySide6.QtWidgets import QWidget
from sqlalchemy.orm import Session

from crm_desktop.base.errors import Cancelled, UserError
from crm_desktop.base.i18n import _
from crm_desktop.base.settings import Settings
from crm_desktop.base.task import Task
from crm_desktop.schema.formats import Formats
from crm_desktop.storage import backup
from crm_desktop.storage.store import Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.jobs import Job, Jobs
from crm_desktop.ui.memory import WindowMemory
from crm_desktop.ui.progress import ProgressOverlay
from crm_desktop.ui.widgets import NoticeKind


@dataclass(frozen=True)
class Selected:
    """The records that a pane has selected, in its order."""

    entity: str
    ids: tuple[int, ...]


class PaneFace(Protocol):
    """What a command may ask of the pane in front; `panes.pane.Pane` answers "nothing" to all of it."""

    def selected(self) -> Selected | None: ...
    def new_record(self, entity: str) -> None: ...


class Host(Protocol):
    """The window as it looks from inside; `desk.Desk` is it."""

    def say(
        self, text: str, kind: NoticeKind = "info", *, action: str = "", run: Callable[[], object] | None = None
    ) -> None: ...
    def go_to(self, entity: str, record_id: int) -> None: ...
    def open_pane(self, name: str) -> None: ...
    def take_settings(self) -> None: ...
    def take_store(self, store: Store) -> None: ...
    def undo(self) -> None: ...


@dataclass(frozen=True)
class Context:
    """The surroundings of everything that is shown of one open book."""

    store: Store
    settings: Settings
    formats: Formats
    memory: WindowMemory
    jobs: Jobs
    bridge: Bridge
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

    def open_pane(self, name: str) -> None:
        """Show a pane by the id of its declaration, such as "contact" or "reports"."""
        self.host.open_pane(name)

    def act(self, title: str, function: Callable[[Session], object], *, said: str = "", origin: object = None) -> bool:
        """Run one step of the user, here and now; return whether it was done. `said` replaces `title` in the status."""
        with self.told() as end:
            with self.store.act(title, origin) as session:
                function(session)
            if said:
                self.say(said, action=_("Undo"), run=self.host.undo)
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

    def tell(self, problem: UserError) -> None:
        """Show the sentence of a problem above the pane."""
        self.say(str(problem), "error")

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

    def backup_folder(self) -> Path:
        """Return where backups of this book go."""
        chosen = self.settings["backup_folder"]
        return Path(chosen) if chosen else backup.default_folder()


@dataclass
class End:
    """How a guarded piece of work ended."""

    is_good: bool = False
