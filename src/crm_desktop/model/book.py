"""What the book of business says of itself: its title and its currency."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.model.record import Base


class BookValue(Base):
    """One named text; "title" and "currency" are the user's, others are the program's."""

    __tablename__ = "book_value"
    __table_args__ = {"sqlite_autoincrement": True}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String, unique=True)
    value: Mapped[str] = mapped_column(String)
