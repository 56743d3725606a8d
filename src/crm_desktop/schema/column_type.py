"""How a kind lies in the file: as an SQLAlchemy column type. Never REAL, never BLOB."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Integer, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from crm_desktop.schema import custom
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

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], Any] | None:
        """Python to file; None where both are the same, which spares a call for most values."""
        return None if type(self.kind).dump is Kind.dump else self.kind.dump

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """File to Python; None where both are the same."""
        return None if type(self.kind).load is Kind.load else self.kind.load


class CustomType(TypeDecorator[Any]):
    """The SQLAlchemy column type of all custom fields of a record: JSON text on the disk, file values by name in Python.

    SQLAlchemy does not see a change inside of the mapping: give the record another one.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Python to file."""
        return custom.text_of({custom.key_of(name): raw for name, raw in (value or {}).items()})

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """File to Python."""
        return custom.values_in(value)
