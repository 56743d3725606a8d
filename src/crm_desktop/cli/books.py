"""The jobs of the command line that are about the file: new, backup, restore, check."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from crm_desktop.base.errors import UserError
from crm_desktop.base.i18n import _, count_of
from crm_desktop.base.paths import SUFFIX
from crm_desktop.base.settings import Settings
from crm_desktop.cli.answers import WrongUsage, answer, progress
from crm_desktop.model import BY_NAME
from crm_desktop.storage.opening import create_store, open_store
from crm_desktop.storage.store import Store


def file_of(chosen: argparse.Namespace) -> Path:
    """Return the book to work on: the one that was named, else the one that was open last. Raises UserError."""
    if chosen.file is not None:
        return Path(chosen.file)
    last = Settings()["last_file"]
    if not last:
        raise UserError(_("No book has been opened yet. Name one: --file BOOK.crm"))
    return Path(last)


@contextmanager
def opened(chosen: argparse.Namespace) -> Iterator[Store]:
    """Open the book for one job."""
    store = open_store(file_of(chosen))
    try:
        yield store
    finally:
        store.close()


def new(chosen: argparse.Namespace) -> int:
    """Make a new book."""
    from crm_desktop.services import sample

    if chosen.file is None:
        raise WrongUsage(_("Say where the new book goes: --file BOOK.crm"))
    path = chosen.file if chosen.file.suffix.lower() == SUFFIX else chosen.file.with_name(chosen.file.name + SUFFIX)
    title = chosen.title or (_(sample.TITLE) if chosen.sample else "")
    store = create_store(path, title=title, currency=_currency(chosen.currency or Settings()["currency"]))
    is_whole = not chosen.sample
    try:
        if chosen.sample:
            sample.fill(store, progress())
            is_whole = True
    finally:
        store.close()
        if not is_whole:
            path.unlink()
    answer(chosen, {"file": str(path)}, [_("Made {path}.").format(path=path)])
    return 0


def backup(chosen: argparse.Namespace) -> int:
    """Write a verified copy."""
    from crm_desktop.storage.backup import Reason, back_up

    with opened(chosen) as store:
        made = back_up(store, chosen.output, Reason.HAND)
    data = {"path": str(made.path), "sha256": made.sha256, "counts": dict(made.counts)}
    answer(chosen, data, [_("A verified copy is in {path}.").format(path=made.path), f"SHA-256 {made.sha256}"])
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """Put a backup in the place of the book."""
    from crm_desktop.storage import backup as backups
    from crm_desktop.storage import restore as restoring

    path, coming = file_of(chosen), restoring.counts(chosen.source)
    replaced = _counts_of(path)
    folder = Path(Settings()["backup_folder"] or backups.default_folder())
    done = restoring.restore(path, chosen.source, folder)
    done.store.close()
    kept = str(done.kept) if done.kept else None
    lines = [_("{path} is now what the backup held: {counts}.").format(path=path, counts=_in_words(coming))]
    if kept:
        lines.append(
            _("What it held before is kept in {path}: {counts}.").format(path=kept, counts=_in_words(replaced))
        )
    answer(chosen, {"file": str(path), "kept": kept, "counts": coming, "replaced": replaced}, lines)
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Check the file."""
    from crm_desktop.storage import health

    with opened(chosen) as store:
        found = health.check(store, progress())
    flaws = [*found.structure, *found.derived, *found.search, *found.journal]
    data = {
        "file": str(file_of(chosen)),
        "is_sound": found.is_sound,
        "integrity": "damaged" if found.structure else "ok",
        "flaws": flaws,
        "counts": dict(found.counts),
        "content_hash": found.content_hash,
    }
    lines = [*found.sentences, *flaws, _in_words(found.counts), _("Content {hash}").format(hash=found.content_hash)]
    answer(chosen, data, [line for line in lines if line])
    if not found.is_sound:
        raise UserError(_("The book is not as it should be. Restore the newest backup, or ask for help."))
    return 0


def _currency(code: str) -> str:
    from crm_desktop.schema.currencies import CURRENCIES

    if code.upper() not in CURRENCIES:
        raise WrongUsage(_("“{text}” is no currency; write three letters like USD or EUR.").format(text=code))
    return code.upper()


def _counts_of(path: Path) -> dict[str, int]:
    """Return how many records a closed book holds, nothing where it cannot be read any more."""
    from crm_desktop.storage import restore as restoring

    try:
        return restoring.counts(path)
    except UserError:
        return {}


def _in_words(counts: Mapping[str, int]) -> str:
    entities = [
        (model.entity, counts[name]) for name, model in BY_NAME.items() if counts.get(name) and model.entity.has_page
    ]
    return ", ".join(count_of(entity.one, entity.many, n) for entity, n in entities) or _("no records")
