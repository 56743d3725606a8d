"""What a number means: one pure function for each figure that the program shows or prints.

The standard library alone, no database and no window. Each figure carries its definition; `DEFINITIONS` has them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from crm_desktop.figures import (
    activity,
    aging,
    bridge,
    closing,
    conversion,
    customers,
    forecast,
    goals,
    leads,
    pipeline,
    pivot,
)

DEFINITIONS: Final[Mapping[str, str]] = {
    meaning.name: meaning.definition
    for module in (pipeline, forecast, aging, bridge, closing, conversion, goals, activity, customers, leads, pivot)
    for meaning in module.MEANINGS
}
