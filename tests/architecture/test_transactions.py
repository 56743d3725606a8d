"""Only `storage` begins or ends a transaction: everybody else says `with store.act(...)` and can be undone."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import Module, modules, parsed

ENDS = {"begin", "begin_nested", "begin_twophase", "commit", "rollback"}
SQL = re.compile(r"\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|END TRANSACTION)(\s|;|$)")
HOME = "crm_desktop.storage"


def transactions(module: Module) -> list[str]:
    """Return the places where `module` begins or ends a transaction, by a method or in SQL."""
    calls = [
        module.at(node) for node in module.calls() if isinstance(node.func, ast.Attribute) and node.func.attr in ENDS
    ]
    texts = [
        module.at(node)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]
    return calls + texts


def test_only_storage_begins_and_ends_transactions() -> None:
    assert [place for module in modules() if not module.within(HOME) for place in transactions(module)] == []


@pytest.mark.parametrize(
    "code", ["session.commit()", "with connection.begin(): pass", "run('BEGIN IMMEDIATE')", "run(f'SAVEPOINT {name}')"]
)
def test_a_transaction_elsewhere_is_seen(code: str) -> None:
    assert transactions(parsed(code))


def test_the_head_of_an_address_card_is_no_transaction() -> None:
    assert not transactions(parsed("text.startswith('BEGIN:VCARD')"))
