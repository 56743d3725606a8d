"""What a house wants on its paper. It lies down here so that a page can bear it without knowing the book it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Letterhead:
    """What stands on every page; `address` may have several lines, `colour` is "#rrggbb", `logo` a PNG or JPEG."""

    name: str = ""
    address: str = ""
    colour: str = ""
    logo: bytes = b""

    def __bool__(self) -> bool:
        return bool(self.name or self.address or self.colour or self.logo)


PLAIN: Final = Letterhead()
"""Paper without anything of the house."""
