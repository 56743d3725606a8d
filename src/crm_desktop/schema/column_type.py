"""How a kind lies in the file: as an SQLAlchemy column type. Never REAL, never BLOB."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from crm_desktop.schema.kinds import Kind


class KindType(TypeDecorator[Any]):
    """The SQLAlchemy column type of a kind: integers and text on the disk, values in Python."""

    impl = String
    cache_ok = True

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        super().__init__()

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Numbers, links and yes-or-no are INTEGER, all else is TEXT; nothing is ever REAL."""
        return dialect.type_descriptor(Integer() if self.kind.is_number else String())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Python to file."""
        return self.kind.dump(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """File to Python."""
        return self.kind.load(value)
