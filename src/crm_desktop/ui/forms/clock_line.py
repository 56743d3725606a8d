"""How long it is since the last contact, and since a deal came into its stage; past its limit a clock is red."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from crm_desktop.services.clocks import Clock
from crm_desktop.ui.flow import FlowLayout
from crm_desktop.ui.labels import Pill, plain_tooltip


class ClockLine(QWidget):
    """The clocks of the record on the page."""

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowLayout(self)
        self._clocks: list[Clock] = []
        self.pills: list[Pill] = []

    def show_clocks(self, clocks: Sequence[Clock]) -> None:
        """Show these clocks."""
        self.setVisible(bool(clocks))
        if list(clocks) == self._clocks:
            return
        self._clocks = list(clocks)
        for pill in self.pills:
            self._row.removeWidget(pill)
            pill.hide()
            pill.deleteLater()
        self.pills = [Pill(clock.text, "danger" if clock.is_over else "") for clock in clocks]
        for pill, clock in zip(self.pills, clocks, strict=True):
            pill.cuts = True  # in a narrow column; the tooltip has it whole
            pill.setToolTip(plain_tooltip(f"{clock.text}\n{clock.meaning}"))
            self._row.addWidget(pill)
