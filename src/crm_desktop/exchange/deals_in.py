"""What an import of opportunities knows beyond their columns: their stages, their list prices and their true past.

An open deal without an entry day is known from the last day that the file tells of; an expected close tells of none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from crm_desktop.base import dates
from crm_desktop.base.i18n import _, grouped, ngettext
from crm_desktop.exchange.cells import Parsed
from crm_desktop.exchange.deal_trail import DealTrail, noon_of
from crm_desktop.exchange.particulars import Particulars
from crm_desktop.exchange.table import Row
from crm_desktop.model import OpportunityState, Stage
from crm_desktop.model.opportunity import TRACKED
from crm_desktop.schema import reading
from crm_desktop.schema.kinds import Percent
from crm_desktop.services import pipeline
from crm_desktop.services.rewriting import Change
from crm_desktop.storage import bulk
from crm_desktop.storage.store import raw_of

_PERCENT = Percent()
_SEEN = ("entered_on", "closed_on", "probability")
_HUNDREDTH = Decimal("0.01")
_MOST_NEW_STAGES = 30  # a column with more unknown texts is no column of stages


@dataclass
class _OfStage:
    """What the deals in one stage have: whether any has a day of entry, and how many more have an amount than have none."""

    is_dated: bool = False
    balance: int = 0


@dataclass
class DealsIn(Particulars):
    """One import of opportunities."""

    naming = ()

    stages: dict[int, Stage] = field(default_factory=dict)
    entry: Stage | None = None
    horizon: date | None = None
    are_valued: bool = False
    """Whether most open deals of the file have an amount."""
    _listed: int = 0
    _new: list[range] = field(default_factory=list)
    _read: dict[tuple[str, int], tuple[str, int | None]] = field(default_factory=dict)

    def look(self, rows: Iterable[Row]) -> None:
        """Learn which stages there are, in which the dated deals begin, and the last day that the file tells of."""
        texts, seen, closing = self._walk(rows)
        self._add_stages(list(texts))
        self._look_at_shares(seen.pop("probability", set()))
        self.stages = {stage.id: stage for stage in pipeline.stages(self.session)}
        self.horizon = max(self._days_gone(seen, closing), default=None)
        dated = {self.links.find("stage_id", text) for text, of_stage in texts.items() if of_stage.is_dated}
        opened = [stage for stage in self.stages.values() if stage.kind == "open"]
        self.entry = next((stage for stage in opened if stage.id in dated), next(iter(opened), None))
        self.are_valued = sum(of.balance for text, of in texts.items() if self._kind_of(text) == "open") > 0
        if "stage_id" not in self.cells.columns:
            sentence = _("no column says in which stage an opportunity is; new ones begin in “{stage}”.")
            self.notes.append(sentence.format(stage=pipeline.first_stage(self.session).name))

    def complete(self, values: dict[str, Any]) -> None:
        """Take the one day of a closed deal for the day on which it was closed."""
        stage = self.stages.get(values.get("stage_id", 0))
        if stage is not None and stage.kind != "open" and "closed_on" not in values and "close_date" in values:
            values["closed_on"] = values.pop("close_date")

    def known_by(self, values: dict[str, Any]) -> dict[str, Any]:
        """Give a deal without a name the one that it has if it is known."""
        return values if "name" in values else {**values, "name": self._name(values)}

    def complete_new(self, parsed: Parsed) -> None:
        """Give a deal a name, a stage and, while it is open, at least the list price; never for a wrong amount."""
        values = parsed.values
        if "name" not in values:
            values["name"] = self._name(values)
        if "stage_id" not in self.cells.columns:
            values["stage_id"] = pipeline.first_stage(self.session).id
        stage = self.stages.get(values.get("stage_id", 0))
        if stage is None or stage.kind != "open" or "amount" in values or "product_id" not in values:
            return
        if "amount" in parsed.wrong:
            parsed.wrong["amount"] += " " + _("The amount stays empty; the list price was not taken for it.")
            return
        price = self._of("product", values["product_id"])[1]
        values["amount"] = None if price is None else Decimal(price).scaleb(-4)
        values["amount_from_list"] = True

    def settled(self, whole: dict[str, Any], values: dict[str, Any]) -> None:
        """Keep an unknown day of entry unknown: it is not today."""
        whole["entered_on"] = values.get("entered_on")
        if "amount_from_list" not in self.cells.columns:
            self._listed += whole["amount_from_list"] and whole.get("amount") is not None

    def stored(self, ids: range) -> None:
        """Remember whose past is to be written."""
        self._new.append(ids)

    def changed(self, changes: list[Change]) -> None:
        """Let a closing lie on its true day, not on today."""
        for change in changes:
            closed_on = change.after.get("closed_on")
            if "stage_id" in change.after and closed_on is not None:
                self._date_closing(change.id, closed_on)

    def finish(self) -> None:
        """Write the past of the new deals, and say how many took the list price."""
        if self._listed:
            sentence = ngettext(
                "{n} open opportunity has no amount and took the list price of its product.",
                "{n} open opportunities have no amount and took the list price of their product.",
                self._listed,
            )
            self.notes.append(sentence.format(n=grouped(self._listed)))
        price = None if self.are_valued else self._price
        trail = DealTrail(self.session, self.stages, self.entry, self.horizon, price)
        columns = ("opportunity_id", "kind", "since", *TRACKED)
        bulk.insert_rows(self.session, OpportunityState, columns, trail.states(self._new), self.task)
        if trail.undated and self.horizon:
            sentence = ngettext(
                "{n} open opportunity has no day of its beginning; it counts from {day}, the last day in the file.",
                "{n} open opportunities have no day of their beginning; they count from {day}, the last day in the file.",
                trail.undated,
            )
            self.notes.append(sentence.format(n=grouped(trail.undated), day=self.cells.in_words(self.horizon)))

    def _walk(self, rows: Iterable[Row]) -> tuple[dict[str, _OfStage], dict[str, set[str]], dict[str, set[str]]]:
        """Return the texts of stages, each with what its deals have; all of `_SEEN`; close dates by stage."""
        columns = self.cells.columns
        stage, entered, amount = (columns.get(name) for name in ("stage_id", "entered_on", "amount"))
        # with a day of the closing beside it, the close date was expected even of a closed deal
        close = None if "closed_on" in columns else columns.get("close_date")
        closing: dict[str, set[str]] = {}
        seen = {name: set[str]() for name in _SEEN if name in columns}
        kept = [(columns[name].place, texts) for name, texts in seen.items()]
        texts: dict[str, _OfStage] = {}
        for row in self.task.steps(rows, _("Looking at the rows")):
            if not row.cells:
                continue
            text = row.cells[stage.place].strip() if stage else ""
            if text:
                of_stage = texts.setdefault(text, _OfStage())
                of_stage.is_dated |= bool(entered and row.cells[entered.place].strip())
                of_stage.balance += 1 if amount and row.cells[amount.place].strip() else -1
                if close:
                    closing.setdefault(text, set()).add(row.cells[close.place])
            for place, known in kept:
                known.add(row.cells[place])
        return texts, seen, closing

    def _days_gone(self, seen: dict[str, set[str]], closing: dict[str, set[str]]) -> Iterator[date]:
        """Yield the days that the file tells of and that have been."""
        closed = {
            text for stage, texts in closing.items() if self._kind_of(stage) not in {"", "open"} for text in texts
        }
        for name, texts in {**seen, "close_date": closed}.items():
            for text in texts:
                day = self.cells.columns[name].values[text]
                if isinstance(day, date) and day <= dates.today():
                    yield day

    def _kind_of(self, text: str) -> str:
        """Return the kind of the stage that a text means, "" where it means none."""
        stage = self.stages.get(self.links.find("stage_id", text) or 0)
        return "" if stage is None else stage.kind

    def _look_at_shares(self, texts: set[str]) -> None:
        """Read probabilities between 0 and 1 alone as fractions of one, and say what is no matter of course."""
        fractions, percentages = reading.shares(sorted(texts))
        if fractions and not percentages:
            self.cells.read_fractions("probability", frozenset(fractions))
            note = _("{heading}: all values lie between 0 and 1 and were read as fractions: “{text}” is {percent}.")
        else:
            note = _("{heading}: “{text}” was read as {percent}, because others are percentages, like “{other}”.")
        for text in fractions:
            column = self.cells.columns["probability"]
            share = column.values[text]
            if isinstance(share, Decimal) and share != _HUNDREDTH:
                shown, other = f"{_PERCENT.plain(share)} %", "".join(percentages[:1])
                self.notes.append(note.format(heading=column.heading, text=text, percent=shown, other=other))
                return

    def _add_stages(self, texts: list[str]) -> None:
        """Add the stages that nobody knows, and remember which stage each text means."""
        new = [text for text in texts if pipeline.stage_named(self.session, text) is None]
        for text in new if len(new) <= _MOST_NEW_STAGES else ():
            stage = pipeline.add_found_stage(self.session, text, texts)
            sentence = _(
                "the stage “{name}” is new; its probability was guessed as {percent}. "
                "Review it in Preferences, Sales process."
            )
            self.notes.append(sentence.format(name=stage.name, percent=f"{stage.probability:.0%}"))
        for text in texts:
            known = pipeline.stage_named(self.session, text)
            if known is not None:
                self.links.names("stage").add(known.id, text)

    def _name(self, values: dict[str, Any]) -> str | None:
        linked = [
            self._of(entity, values[f"{entity}_id"]) for entity in ("product", "account") if f"{entity}_id" in values
        ]
        return ", ".join(name for name, _price in linked) or values.get("reference")

    def _price(self, product: int) -> int | None:
        return self._of("product", product)[1]

    def _of(self, entity: str, record_id: int) -> tuple[str, int | None]:
        """Return the name and the list price of what a deal is linked to."""
        key = entity, record_id
        if key not in self._read:
            price = "price" if entity == "product" else "NULL"
            sql = f'SELECT name, {price} FROM "{entity}" WHERE id = ?'
            self._read[key] = raw_of(self.session).execute(sql, (record_id,)).fetchone()
        return self._read[key]

    def _date_closing(self, deal: int, closed_on: date) -> None:
        """Move the closing that this step has just written into the trail; what was before it stays before it."""
        raw_of(self.session).execute(
            """UPDATE opportunity_state SET since = max(:day, ifnull((SELECT max(b.since) FROM opportunity_state b
                 WHERE b.opportunity_id = :deal AND b.id < opportunity_state.id), :day))
               WHERE opportunity_id = :deal AND kind <> 'open' AND since > :day
                 AND id = (SELECT max(id) FROM opportunity_state WHERE opportunity_id = :deal)""",
            {"day": noon_of(closed_on.isoformat()), "deal": deal},
        )
