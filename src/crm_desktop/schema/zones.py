"""Time zones by their IANA names: which one this computer is in, and which there are."""

from __future__ import annotations

import os
import time
from functools import lru_cache


def local_name() -> str | None:
    """Return the IANA name of this computer's zone, such as Europe/Berlin; None where it cannot be known."""
    return _local_name(os.environ.get("TZ"), time.tzname, time.timezone)


def is_known(name: str) -> bool:
    """Tell whether this computer knows a zone of that name."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a name that is a folder of zones
        return False
    return True


@lru_cache(maxsize=8)
def _local_name(*_how_the_clock_is_set: object) -> str | None:
    from babel.localtime import get_localzone

    try:
        name = getattr(get_localzone(), "key", None)
    except (LookupError, ValueError, OSError):
        return None
    return name if isinstance(name, str) and is_known(name) else None
