"""What the status bar says of a list."""

from __future__ import annotations

from crm_desktop.base.i18n import _, count_of, grouped
from crm_desktop.ui.tables.record_table import RecordTable


def words_of(table: RecordTable, chosen: int) -> str:
    """Return "1 of 1,204 selected", of a filtered list "1 selected · 12 of 270 contacts", or how many there are."""
    listing, total, entity = table.listing, table.total, table.query.model.entity
    number = f"{grouped(listing.records)}+" if listing.is_capped else grouped(listing.records)
    everything = count_of(entity.one, entity.many, total)
    if listing.records == total:
        return _("{chosen} of {all} selected").format(chosen=grouped(chosen), all=number) if chosen else everything
    found = _("{found} of {all}").format(found=number, all=everything)
    return _("{chosen} selected · {found}").format(chosen=grouped(chosen), found=found) if chosen else found
