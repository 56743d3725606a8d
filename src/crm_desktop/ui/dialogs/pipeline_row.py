"""The pipeline whose stages are shown: chosen, renamed, copied or deleted in one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit
from sqlalchemy.orm import Session

from crm_desktop.base.i18n import _
from crm_desktop.model import Pipeline
from crm_desktop.services import records, sales_process
from crm_desktop.ui.boxes import ChoiceBox
from crm_desktop.ui.widgets import FlatButton, plain_label

Act = Callable[[str, Callable[[Session], Any]], bool]
"""Runs a step under its title and shows what it left; returns whether it was done."""


class PipelineRow(QHBoxLayout):
    """A box of all pipelines, and the name of the one in it."""

    turned = Signal()
    """Another pipeline is chosen."""

    def __init__(self, act: Act) -> None:
        super().__init__()
        self._act = act
        self.box = ChoiceBox()
        self.box.setAccessibleName(_("Pipeline"))
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of the pipeline"))
        self.copy = FlatButton(_("Copy"))
        self.copy.setAccessibleName(_("Copy the pipeline"))
        self.drop = FlatButton(_("Delete"))
        self.drop.setAccessibleName(_("Delete the pipeline"))
        label = plain_label(_("Pipeline"), "muted", cuts=False)
        label.setBuddy(self.box)
        for part in (label, self.box, self.name, self.copy, self.drop):
            self.addWidget(part)
        self.setStretchFactor(self.name, 1)
        self.box.activated.connect(lambda _place: self.turned.emit())
        self.name.editingFinished.connect(self._rename)
        self.copy.clicked.connect(self._copy)
        self.drop.clicked.connect(self._delete)

    def pipeline_id(self) -> int | None:
        """Return the pipeline that is chosen."""
        found = self.box.currentData()
        return found if isinstance(found, int) else None

    def show_pipelines(self, pipelines: Sequence[Pipeline]) -> None:
        """Show the pipelines as they are stored now; the one that was chosen stays."""
        here = self.pipeline_id()
        self.box.clear()
        for pipeline in pipelines:
            self.box.addItem(pipeline.name, pipeline.id)
        self.box.setCurrentIndex(max(self.box.findData(here), 0))
        self.show_name()

    def show_name(self) -> None:
        """Show the stored name again."""
        self.name.setText(self.box.currentText())

    def _copy(self) -> None:
        here, made = self.pipeline_id() or 0, list[int]()

        def copy(session: Session) -> None:
            made.append(sales_process.copy_pipeline(session, records.find(session, Pipeline, here)).id)

        if self._act(_("Copy the pipeline"), copy):
            self.box.setCurrentIndex(self.box.findData(made[0]))
            self.turned.emit()
            self.name.setFocus()
            self.name.selectAll()

    def _delete(self) -> None:
        here = self.pipeline_id() or 0
        self._act(
            _("Delete the pipeline"),
            lambda session: sales_process.delete_pipeline(session, records.find(session, Pipeline, here)),
        )

    def _rename(self) -> None:
        here, name = self.pipeline_id() or 0, self.name.text()
        if name != self.box.currentText():
            self._act(
                _("Rename the pipeline"),
                lambda session: sales_process.rename_pipeline(session, records.find(session, Pipeline, here), name),
            )
