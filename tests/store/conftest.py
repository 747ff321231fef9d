"""The same contract on each engine in turn: an empty store of its own for each test."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from moto import mock_aws

from shared.store import Patience, Store, open_store
from tests.engines import ENGINES
from tests.fakes import FakeAudit, FakeCatalogue, FakeDirectory, FakeStaffRegister
from tests.fakes_of_work import FakeCredentials, FakeImports, FakeNotices, FakeRequests
from tests.tables import create_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENT = Patience(connect=5, read=20, retry=5)  # the machine that runs tests may be busy


def new_store(endpoint_url: str | None, patience: Patience = PATIENT) -> Store:
    """Open three new tables."""
    names = create_tables(endpoint_url)
    return open_store(
        names.directory, names.workflow, names.audit, endpoint_url=endpoint_url, patience=patience
    )


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An empty store of each kind in turn."""
    with _opened(request) as opened:
        yield opened


@pytest.fixture(params=ENGINES, scope="module")
def shared_store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """A store of each kind in turn, for all tests of a module that only read what is put there first."""
    with _opened(request) as opened:
        yield opened


@contextmanager
def _opened(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fake":
        audit = FakeAudit()
        credentials = FakeCredentials(audit)
        yield Store(
            directory=FakeDirectory(audit),
            audit=audit,
            staff=FakeStaffRegister(audit=audit),
            catalogue=FakeCatalogue(),
            requests=FakeRequests(credentials),
            imports=FakeImports(),
            credentials=credentials,
            notices=FakeNotices(),
        )
    elif request.param == "moto":
        with mock_aws():
            yield new_store(None)
    else:
        yield new_store(request.getfixturevalue("dynamodb_local"))


@pytest.fixture
def local_store(dynamodb_local: str) -> Store:
    """An empty store on DynamoDB Local."""
    return new_store(dynamodb_local)
