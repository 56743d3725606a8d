"""Any part of any word, in any searched field of any entity, with or without accents, as it is typed.

A word of three letters and more is found anywhere; one or two letters begin a word. Chinese, Japanese and Korean words
are found anywhere from their first sign. The index gives candidates, Python looks whether they are right: the index
knows which parts a text has, not where they stand. Nothing is ranked or counted to the end while somebody types.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.base.text import clean, fold, one_line
from crm_desktop.model.record import Record
from crm_desktop.schema.kinds import Link
from crm_desktop.storage.ordering import ANY_ID, Condition
from crm_desktop.storage.search_index import (
    MOST_IDS,
    all_of,
    body_of,
    first_row,
    searched,
    searched_models,
    spread,
    trigrams,
    words_of,
)
from crm_desktop.storage.store import raw_of
