"""The worker's role allows what the worker does to tables and with keys, and nothing that it never does."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

from sandbox.slack.user_groups import SUPPORT
from shared.domain.audit import AuditQuery
from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    ChangeLicenses,
    ChangeSubscription,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    ExportAudit,
    ExportLicenses,
    GrantRoles,
    LoadCatalogue,
    LoadDomains,
    LoadSubscriptions,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
    RevokeRoles,
    UnmapGroup,
)
from shared.domain.license import LicenseChange
from shared.domain.request import PENDING_FOR, Approval, BreakGlass, Request, RequestState
from shared.domain.staff import Grant, Role
from shared.domain.subscription import ListedSubscription, Units
from shared.domain.user import DirectoryRole, Everyone, UserFilter
from shared.ports import Cursor
from tests.builders import a_customer_profile, a_product, a_user_profile
from tests.functions.contoso import CLICK, prepare
from tests.functions.test_worker import CATALOGUE
from tests.office import ADMIN, FRENCH_MANAGER, HELPDESK
from tests.slack.schools import DEEP, FEDERATED, NAMES, add_schools
from tests.store.calls import tables_of
from tests.template import properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shared.domain.command import AnyCommand, ManyCommand
    from tests.functions.contoso import Contoso
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


def agreed_to(contoso: Contoso) -> list[AnyCommand]:
    """What is done at once where nobody else has to agree, and otherwise by the worker."""
    domains = "contoso.example", "new.example"
    grant = Grant(roles=frozenset({Role.SALES_AGENT}))
    units = Units(active=7)
    return [
        AddCustomer(profile=a_customer_profile("Fabrikam Works", ("fabrikam.example",))),
        EditCustomer(customer_id=contoso.id, version=1, profile=a_customer_profile("Contoso Works", domains)),
        EditCustomer(customer_id=contoso.id, version=2, profile=a_customer_profile("Contoso Ltd")),
        CreateUser(
            customer_id=contoso.id, profile=a_user_profile("Wim Worker"), sku_ids=frozenset({"sku-e3"})
        ),
        AddSubscription(customer_id=contoso.id, product=a_product("sku-new"), units=units),
        ChangeSubscription(customer_id=contoso.id, version=1, product=a_product("sku-new"), units=units),
        LoadSubscriptions(
            customer_id=contoso.id,
            listed=(ListedSubscription(product=a_product("sku-more"), units=units, consumed=0),),
        ),
        DeleteUsers(customer_id=contoso.id, users=(contoso.user_ids[1],)),
        PurgeUsers(customer_id=contoso.id, users=(contoso.user_ids[1],)),
        GrantRoles(slack_user_id="U0NOROLE01", grant=grant, reason="They help"),
        RevokeRoles(slack_user_id="U0NOROLE01", version=1, reason="They helped"),
        MapGroup(group_id=SUPPORT, name="Support", grant=grant, reason="They help"),
        UnmapGroup(group_id=SUPPORT, version=1, reason="They helped"),
    ]


def agreed(office: Office, command: AnyCommand) -> Request:
    """File what its requester then did not wait with: nobody else has to agree."""
    desk, now = office.wiring.desk, office.wiring.clock.now()
    approval = Approval(
        policy_reason="role_needs_approval",
        needed=1,
        approver_roles=frozenset({Role.GLOBAL_ADMIN}),
        expires_at=now + PENDING_FOR,
        targets=20,
        break_glass=BreakGlass(reason="Now", broken_at=now),
    )
    number = len(desk.requests.list_filed_by(ADMIN, Cursor(), 100).items)
    return desk.requests.file(
        Request(
            id=f"V0AGREED.{number:02}",
            command=command,
            requester_id=ADMIN,
            language="en-US",
            filed_at=now,
            approval=approval,
        )
    )


@pytest.mark.promise(20)
@pytest.mark.timeout(300)
def test_the_worker_does_to_the_tables_just_what_its_role_allows(office: Office) -> None:
    contoso = prepare(office)
    office.add_user(contoso.id, "Grace Unplaced", DirectoryRole.PASSWORD_ADMIN, usage_location="")
    office.assign(office.wiring.desk.directory.user(contoso.id, contoso.user_ids[0]), "sku-e1")
    schools = add_schools(office, "Schools", "schools.example", (*NAMES[:20], FEDERATED, DEEP))
    pupil = office.add_user(schools, "Paz Pupil", domain=DEEP)
    done: dict[str, set[str]] = defaultdict(set)

    def note(model: Any, params: dict[str, Any], **_: Any) -> None:
        for action, place in asked(model.name, json.loads(params["body"])):
            done[place].add(action)

    swap = LicenseChange(assign={"sku-e3": None}, remove=frozenset({"sku-e1"}), sets_usage_location=True)
    holders = Everyone(UserFilter.WITH_LICENSE, "sku-e1")
    holders_of_e3 = Everyone(UserFilter.WITH_LICENSE, "sku-e3")
    file = office.workspace.files.add("catalogue.csv", CATALOGUE.encode(), ADMIN, 0)
    domains = office.workspace.files.add("domains.txt", b"school.example", ADMIN, 0)
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
        ExportLicenses(customer_id=contoso.id),
        ExportAudit(query=AuditQuery(customer_id=contoso.id)),
        ExportAudit(query=AuditQuery(customer_id=contoso.id, target_id=contoso.user_ids[0])),
        ExportAudit(query=AuditQuery(actor_id=ADMIN)),
        LoadCatalogue(file_id=file.id),
        LoadDomains(customer_id=schools, file_id=domains.id),
    ]
    requests = [
        contoso.file_command(command, click=f"{CLICK}.{number}") for number, command in enumerate(commands)
    ]
    of_many: list[AnyCommand] = [
        ResetPasswords(customer_id=contoso.id, users=Everyone()),
        DeleteUsers(customer_id=contoso.id, users=holders_of_e3),
        RestoreUsers(customer_id=contoso.id, users=Everyone(UserFilter.DELETED)),
        ResetPasswords(customer_id=schools, users=(pupil.id,)),
    ]
    requests += [agreed(office, command) for command in (*of_many, *agreed_to(contoso))]
    office.grant(HELPDESK, Role.HELPDESK_AGENT)
    office.grant(FRENCH_MANAGER, Role.USER_MANAGEMENT_ADMIN)
    waits = DeleteUsers(customer_id=contoso.id, users=(contoso.user_ids[0],))
    contoso.file_command(waits, click="V0ASKED", requester_id=HELPDESK)
    client = tables_of(office.wiring.desk).connection.client  # type: ignore[arg-type]  # has a directory too
    client.meta.events.register("before-call.dynamodb", note)
    with_the_key: set[str] = set()
    cipher = office.wiring.desk.cipher
    cipher._kms.meta.events.register(  # type: ignore[attr-defined]  # a real one
        "before-call.kms", lambda model, **_: with_the_key.add(f"kms:{model.name}")
    )

    office.work()

    finished = [office.wiring.desk.requests.request(request.id) for request in requests]
    failed = [request for request in finished if request.state not in WELL_ENDED]
    told = [[*office.wiring.desk.requests.outcomes(request)] for request in failed]
    assert [(request.command, outcomes) for request, outcomes in zip(failed, told, strict=True)] == []
    assert dict(done) == allowed(office.tables)
    assert with_the_key == {"kms:Encrypt"}
