"""The worker's role allows what the worker does to tables and with keys, and nothing that it never does."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.command import (
    ChangeLicenses,
    DeleteUsers,
    ExportLicenses,
    LoadCatalogue,
    ResetPasswords,
    RestoreUsers,
)
from shared.domain.license import LicenseChange
from shared.domain.request import RequestState
from shared.domain.user import DirectoryRole, Everyone, UserFilter
from tests.functions.contoso import CLICK, prepare
from tests.functions.test_worker import CATALOGUE
from tests.office import ADMIN
from tests.store.calls import tables_of
from tests.template import properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.command import ManyCommand
    from tests.office import Office
    from tests.tables import TableNames

ONE_TABLE = {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"}
WELL_ENDED = {RequestState.DONE, RequestState.PARTIAL}
IN_TRANSACTIONS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem"}


def asked(operation: str, body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """List the actions on tables and indexes that IAM is asked about for a call."""
    if operation in ONE_TABLE:
        index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
        yield f"dynamodb:{operation}", body["TableName"] + index
    elif operation == "TransactWriteItems":
        for item in body["TransactItems"]:
            ((kind, arguments),) = item.items()
            yield f"dynamodb:{IN_TRANSACTIONS.get(kind, 'ConditionCheckItem')}", arguments["TableName"]
    else:
        assert operation in {"BatchGetItem", "BatchWriteItem"}, operation
        yield from ((f"dynamodb:{operation}", table) for table in body["RequestItems"])


def allowed(names: TableNames, role: str = "WorkerRole") -> dict[str, set[str]]:
    """List the actions on tables and indexes that a role has."""
    tables = {
        "DirectoryTable": names.directory,
        "WorkflowTable": names.workflow,
        "AuditTable": names.audit,
    }
    found: dict[str, set[str]] = defaultdict(set)
    for statement in properties(role)["Policies"][0]["PolicyDocument"]["Statement"]:
        resources, actions = statement["Resource"], statement["Action"]
        for resource in resources if isinstance(resources, list) else [resources]:
            for logical, name in tables.items():
                if resource == {"Fn::GetAtt": [logical, "Arn"]}:
                    place = name
                elif f"${{{logical}.Arn}}/index/" in str(resource):
                    place = resource["Fn::Sub"].replace(f"${{{logical}.Arn}}", name)
                else:
                    continue
                found[place] |= set(actions if isinstance(actions, list) else [actions])
    return dict(found)


@pytest.mark.promise(20)
def test_the_worker_does_to_the_tables_just_what_its_role_allows(office: Office) -> None:
    contoso = prepare(office)
    office.add_user(contoso.id, "Grace Unplaced", DirectoryRole.PASSWORD_ADMIN, usage_location="")
    office.assign(office.wiring.desk.directory.user(contoso.id, contoso.user_ids[0]), "sku-e1")
    done: dict[str, set[str]] = defaultdict(set)

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        for action, place in asked(model.name, json.loads(params["body"])):
            done[place].add(action)

    swap = LicenseChange(assign={"sku-e3": None}, remove=frozenset({"sku-e1"}), sets_usage_location=True)
    holders = Everyone(UserFilter.WITH_LICENSE, "sku-e1")
    holders_of_e3 = Everyone(UserFilter.WITH_LICENSE, "sku-e3")
    file = office.workspace.files.add("catalogue.csv", CATALOGUE.encode(), ADMIN, 0)
    commands: list[ManyCommand] = [
        *(
            ChangeLicenses(customer_id=contoso.id, users=everyone, change=swap)
            for everyone in (
                holders,
                Everyone(UserFilter.ADMINISTRATORS),
                Everyone(UserFilter.WITHOUT_LICENSE),
                Everyone(),
            )
        ),
        ResetPasswords(customer_id=contoso.id, users=Everyone()),
        DeleteUsers(customer_id=contoso.id, users=holders_of_e3),
        RestoreUsers(customer_id=contoso.id, users=Everyone(UserFilter.DELETED)),
        ExportLicenses(customer_id=contoso.id),
        LoadCatalogue(file_id=file.id),
    ]
    requests = [
        contoso.file_command(command, click=f"{CLICK}.{number}") for number, command in enumerate(commands)
    ]
    client = tables_of(office.wiring.desk).connection.client  # type: ignore[arg-type]  # has a directory too
    client.meta.events.register("before-call.dynamodb", note)
    with_the_key: set[str] = set()
    cipher = office.wiring.desk.cipher
    cipher._kms.meta.events.register(  # type: ignore[attr-defined]  # a real one
        "before-call.kms", lambda model, **_: with_the_key.add(f"kms:{model.name}")
    )

    office.work()

    finished = [office.wiring.desk.requests.request(request.id) for request in requests]
    assert [request.state for request in finished if request.state not in WELL_ENDED] == []
    assert dict(done) == allowed(office.tables)
    assert with_the_key == {"kms:Encrypt"}
