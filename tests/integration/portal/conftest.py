"""The portal's function with a store in memory."""

import importlib
import sys
from collections.abc import Iterator

import pytest
from tests.account import use_account
from tests.integration.portal.builders import Portal, configuration
from tests.integration.portal.store import Store


@pytest.fixture
def portal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Portal]:
    environment = {
        "LEDGER_TABLE": "ledger",
        "ARCHIVE_BUCKET": "archive",
        "POWERTOOLS_LOG_LEVEL": "WARNING",
    }
    use_account(monkeypatch, **environment)
    sys.modules.pop("functions.portal.app", None)
    app = importlib.import_module("functions.portal.app")
    store = Store()
    for part in (app.ledger, app.links, app.contracts, app.stops):
        part._client = store
    app.ledger.set_current_configuration("c1")
    app.configurations._last = configuration()
    yield Portal(app, store)
    sys.modules.pop("functions.portal.app", None)
