"""The surroundings that a dialog or pane is given, around a real book: what it says is kept to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from crm_desktop.base.settings import Settings
from crm_desktop.schema.country import formats_of
from crm_desktop.storage.store import Store
from crm_desktop.ui.bridge import Bridge
from crm_desktop.ui.context import Context
from crm_desktop.ui.forms.drafts import Drafts
from crm_desktop.ui.jobs import Jobs
from crm_desktop.ui.memory import WindowMemory
from crm_desktop.ui.widgets import NoticeKind

if TYPE_CHECKING:
    from crm_desktop.ui.panes.pane import Pane


class BareHost:
    """A host with an empty window: it shows the pane that a test puts in front, and remembers sentences, ways and books."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.settings = Settings(folder / "settings.toml")
        self.settings["backup_folder"] = str(folder / "backups")
        self.memory = WindowMemory(folder / "window.toml")
        self.drafts = Drafts(folder / "drafts.json")
        self.window = QWidget()
        self.jobs = Jobs(self.window)
        self.bridge = Bridge(self.window)
        self.said: list[tuple[str, str]] = []
        self.went: list[tuple[str, int]] = []
        self.settings_taken = 0
        self.front: Pane | None = None
        self.context: Context | None = self._around(store)

    @property
    def book(self) -> Context:
        """The surroundings of the open book."""
        assert self.context is not None
        return self.context

    @property
    def pane(self) -> Pane | None:
        return self.front

    def widget(self) -> QWidget:
        return self.window

    def say(
        self, text: str, kind: NoticeKind = "info", *, action: str = "", run: Callable[[], object] | None = None
    ) -> None:
        self.said.append((kind, text))

    def go_to(self, entity: str, record_id: int) -> None:
        self.went.append((entity, record_id))

    def open_pane(self, name: str) -> Pane | None:
        return None

    def take_book(self, store: Store) -> None:
        if self.context is not None:
            self.context.store.close()
        self.context = self._around(store)

    def leave_book(self, then: Callable[[], object] | None = None) -> None:
        self.book.store.close()
        self.context = None
        if then is not None:
            then()

    def show_heading(self) -> None: ...

    def open_palette(self, words: str = "") -> None: ...

    def actions_of_selection(self) -> list[QAction]:
        return []

    def actions_of_view(self) -> list[QAction]:
        return []

    def run_command(self, command_id: str) -> None: ...

    def take_settings(self) -> None:
        self.settings_taken += 1

    def close(self) -> bool:
        """Give everything back, workers first."""
        self.jobs.close()
        self.bridge.close()
        if self.context is not None:
            self.context.store.close()
        self.window.deleteLater()
        return True

    def _around(self, store: Store) -> Context:
        formats = formats_of(self.settings)
        return Context(
            store, self.settings, formats, self.memory, self.jobs, self.bridge, self.drafts, self.window, self
        )
