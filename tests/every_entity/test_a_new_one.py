"""An entity is one file and one word: a copy of the program gets both, and passes all tests of this folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FILE = '''"""Cars that customers drive."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from crm_desktop.base.i18n import N_
from crm_desktop.model.record import Record
from crm_desktop.schema.entity import Entity
from crm_desktop.schema.field import field
from crm_desktop.schema.kinds import Choice, Day, Link, Money, Text, YesNo


class Car(Record):
    """A car."""

    __tablename__ = "car"
    entity = Entity(N_("Car"), N_("Cars"), N_("{n} car"), N_("{n} cars"), icon="product", sections=("", N_("More")))

    name: Mapped[str] = field(Text(), N_("Plate"), required=True, listed=True, searched=True)
    driver_id: Mapped[int | None] = field(Link("contact", makes=True), N_("Driver"), listed=True)
    fuel: Mapped[str] = field(Choice((("gas", N_("Gas")), ("battery", N_("Battery")))), N_("Fuel"), default="gas", listed=True)
    bought: Mapped[date | None] = field(Day(), N_("Bought on"), listed=True)
    worth: Mapped[Decimal | None] = field(Money(), N_("Worth"))
    leased: Mapped[bool] = field(YesNo(), N_("Leased"), default=False)
'''


def test_an_entity_is_one_file_and_one_word(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src" / "crm_desktop", tmp_path / "src" / "crm_desktop", ignore=_ignore)
    shutil.copytree(ROOT / "tests" / "every_entity", tmp_path / "tests" / "every_entity", ignore=_ignore)
    for name in ("pyproject.toml", "tests/conftest.py"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    model = tmp_path / "src" / "crm_desktop" / "model"
    (model / "car.py").write_text(FILE, encoding="utf-8")
    words = (model / "__init__.py").read_text(encoding="utf-8")
    added = words.replace("    SavedReport,\n)", "    SavedReport,\n    Car,\n)", 1)
    assert added != words
    first = "from crm_desktop.model.account "
    (model / "__init__.py").write_text(
        added.replace(first, f"from crm_desktop.model.car import Car\n{first}", 1), encoding="utf-8"
    )

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", "-k", "car", "tests/every_entity"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment | {"PYTHONPATH": "src"}, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed[1]) >= 8, "six tests of every entity, and the search by two fields"


def _ignore(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "__pycache__"]
