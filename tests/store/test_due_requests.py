"""Which requests the stream lets through to the worker: those with something left to do."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from shared.domain.request import RequestState
from shared.store import keys
from shared.store.request_item import DUE
from tests.builders import a_request
from tests.store.calls import tables_of
from tests.store.conftest import new_store

LEFT_TO_DO = {RequestState.APPROVED, RequestState.RUNNING}


@pytest.mark.parametrize("state", RequestState)
def test_a_request_is_due_until_it_has_ended(state: RequestState) -> None:
    with mock_aws():
        store = new_store(None)
        request = store.requests.file(a_request())
        store.requests.checkpoint(request, request.advanced(state=state))
        table = boto3.resource("dynamodb").Table(tables_of(store).requests.Meta.table_name)
        item = table.get_item(Key={"pk": keys.request(request.id), "sk": keys.REQUEST})["Item"]

    assert item.get("work") == (DUE if state in LEFT_TO_DO else None)
