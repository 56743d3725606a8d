"""A kind knows text: how a value is parsed, shown, aligned and kept in the file.

Each kind is a frozen dataclass, so that the window can `match` on it and mypy can see that none was forgotten. The
file keeps integers and text only (`dump`, `load`): money as ten-thousandths, a percentage as ten-thousandths of the
whole, days as ISO text, moments as UTC text.
"""

from crm_desktop.schema.kinds.kind import Align, Kind
from crm_desktop.schema.kinds.numbers import Money, Percent, Whole, Year
from crm_desktop.schema.kinds.picks import Choice, Link, YesNo
from crm_desktop.schema.kinds.texts import Email, LongText, Phone, Tags, Text, Url
from crm_desktop.schema.kinds.times import Anniversary, Day, Moment, Recurrence

__all__ = [
    "Align",
    "Anniversary",
    "Choice",
    "Day",
    "Email",
    "Kind",
    "Link",
    "LongText",
    "Moment",
    "Money",
    "Percent",
    "Phone",
    "Recurrence",
    "Tags",
    "Text",
    "Url",
    "Whole",
    "Year",
    "YesNo",
]
