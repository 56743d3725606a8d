"""The three ways a job ends early; anything else that is raised is a bug.

`UserError` carries a sentence that says what is wrong and what to do. `InvalidInput` also says which field.
`Cancelled` needs no words: the user asked for it.
"""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """A problem that the user can solve; `str()` of it is the whole sentence to show."""


class InvalidInput(UserError):
    """Values that cannot be stored; `fields` maps a field's name to the reason, in words."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__(" ".join(self.fields.values()))


class Cancelled(Exception):
    """The user stopped a running job; nothing of it stays."""
