"""The conditions of a filter in words: "Kind of stage is Open or Won; Amount > 1,000"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from crm_desktop.base.i18n import N_, _
from crm_desktop.base.spans import SPANS, UNITS
from crm_desktop.model import BY_NAME, Record
from crm_desktop.schema.formats import Formats
from crm_desktop.schema.kinds import Day, Kind, Link, Moment
from crm_desktop.services import records
from crm_desktop.services.filter_fields import title_of
from crm_desktop.storage.filters import Group, Rule, is_empty, place_of, value_of

_BETWEEN: Final[Mapping[str, str]] = {"all": "; ", "any": N_(" or "), "none": N_(" nor ")}

_ONE_OF: Final[Mapping[str, tuple[str, str]]] = {
    "any_of": (N_("is {last}"), N_("is {first} or {last}")),
    "none_of": (N_("is not {last}"), N_("is neither {first} nor {last}")),
}


@dataclass(frozen=True)
class _Teller:
    session: Session
    formats: Formats

    def group(self, model: type[Record], found: Group, depth: int = 0) -> str:
        parts = [
            self.group(model, one, depth + 1) if isinstance(one, Group) else self.rule(model, one)
            for one in found.rules
            if not (isinstance(one, Group) and is_empty(one))
        ]
        words = _(_BETWEEN[found.joint]).join(parts)
        if found.joint == "none":
            words = _("not: {conditions}").format(conditions=words)
        return f"({words})" if depth and len(parts) > 1 else words

    def rule(self, model: type[Record], rule: Rule) -> str:
        place = place_of(model, rule.field)
        title, operator = _titled(model, rule.field), place.operator(rule.op)
        said = f"{title} {_(operator.title)}"
        if isinstance(rule.value, Group):
            return f"{said}: {self.group(place.model, rule.value, 1)}" if rule.value.rules else said
        if not operator.takes:
            return said
        kind = place.field.kind if place.field is not None else Kind()
        if operator.takes == "several" and rule.op in _ONE_OF:
            return f"{title} {self.one_of(kind, rule.op, rule.value)}"
        return f"{said} {self.value(kind, operator.takes, rule.value)}"

    def one_of(self, kind: Kind, operator: str, values: Sequence[Any]) -> str:
        *first, last = [self.one(kind, one) for one in values] or [""]
        alone, several = _ONE_OF[operator]
        return _(several).format(first=", ".join(first), last=last) if first else _(alone).format(last=last)

    def value(self, kind: Kind, takes: str, value: Any) -> str:
        match takes:
            case "span":
                return _(SPANS[value])
            case "count":
                return f"{self.formats.number(value[0])} {_(UNITS[value[1]])}"
            case "two":
                return _("{first} and {last}").format(first=self.one(kind, value[0]), last=self.one(kind, value[1]))
            case "several":
                return ", ".join(self.one(kind, one) for one in value)
        return self.one(kind, value)

    def one(self, kind: Kind, value: Any) -> str:
        if isinstance(kind, Day | Moment):
            return _(SPANS[value]) if value in SPANS else self.formats.day(value_of(Day(), value))
        if isinstance(kind, Link):
            return records.labels(self.session, kind, [value]).get(value, _("(deleted)"))
        return kind.show(value_of(kind, value), self.formats)


def _titled(model: type[Record], path: str) -> str:
    """Return what a path is called in a sentence: "Kind of stage"."""
    head, _point, rest = path.partition(".")
    link = model.fields()[head] if rest else None
    if link is None or not isinstance(link.kind, Link):
        return title_of(model, path)
    return _("{field} of {link}").format(field=_titled(BY_NAME[link.kind.target], rest), link=_(link.title).lower())


def words_of(session: Session, model: type[Record], found: Group, formats: Formats) -> str:
    """Return a filter that `filters.check` passes in words, "" where it leaves nothing out."""
    return "" if is_empty(found) else _Teller(session, formats).group(model, found)
