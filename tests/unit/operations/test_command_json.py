"""A command that waits is the command that was confirmed."""

from __future__ import annotations

import json
from datetime import UTC
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.audit import AuditQuery, EventKind, Period
from shared.domain.command import (
    AddCustomer,
    AddSubscription,
    AnyCommand,
    ChangeLicenses,
    ChangeSubscription,
    CheckLicenseFile,
    CheckUserFile,
    CreateUser,
    DeleteUsers,
    EditCustomer,
    EditUser,
    ExportAudit,
    ExportLicenses,
    GrantRoles,
    ImportLicenses,
    ImportUsers,
    LoadCatalogue,
    LoadDomains,
    LoadSubscriptions,
    MapGroup,
    PurgeUsers,
    ResetPasswords,
    RestoreUsers,
    RevokeRoles,
    SendTemplate,
    UnmapGroup,
)
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.customer_domains import DomainEdits
from shared.domain.import_kind import ImportKind
from shared.domain.license import LicenseChange
from shared.domain.staff import Grant, Role
from shared.domain.subscription import (
    LicenseGroup,
    ListedSubscription,
    Product,
    ServicePlan,
    TargetType,
    Units,
)
from shared.domain.user import DirectoryRole, Everyone, UserFilter, UserProfile
from shared.operations.command_json import command_json, command_name, to_command
from tests.builders import a_product

ids = st.text(min_size=1, max_size=40)
plans = st.frozensets(ids, max_size=4)
instants = st.datetimes(timezones=st.just(UTC))
changes = st.builds(
    LicenseChange,
    assign=st.dictionaries(ids, st.none() | plans, max_size=4),
    remove=st.frozensets(ids, max_size=4),
    sets_usage_location=st.booleans(),
)
named = st.lists(ids, max_size=5).map(tuple)
users = named | st.builds(Everyone, st.sampled_from(UserFilter), st.text())
user_profiles = st.builds(
    UserProfile,
    first_name=st.text(),
    last_name=st.text(),
    display_name=ids,
    user_name=ids,
    domain=ids,
    usage_location=st.text(),
    directory_roles=st.frozensets(st.sampled_from(DirectoryRole)),
    is_protected=st.booleans(),
)
customer_profiles = st.builds(
    CustomerProfile,
    name=st.text(),
    domains=st.lists(st.builds(Domain, ids, st.booleans()), max_size=4).map(tuple),
    country=st.text(),
    warning=st.text(),
    notice_channel=st.text(),
    approvals_channel=st.text(),
)
service_plans = st.builds(
    ServicePlan, id=ids, service_name=ids, display_name=ids, target_type=st.sampled_from(TargetType)
)
products = st.builds(
    Product,
    sku_id=ids,
    part_number=st.text(),
    name=st.text(),
    license_group=st.sampled_from(LicenseGroup),
    target_type=st.sampled_from(TargetType),
    publisher=st.text(),
    publisher_link=st.text(),
    service_plans=st.lists(service_plans, max_size=3).map(tuple),
)
units = st.builds(Units, active=st.integers(0), warning=st.integers(0), suspended=st.integers(0))
listed = st.builds(
    ListedSubscription,
    product=products,
    units=units,
    consumed=st.integers(0),
    unsaid=st.frozensets(st.sampled_from(["name", "license_group"])),
)
grants = st.builds(
    Grant,
    roles=st.frozensets(st.sampled_from(Role)),
    customers=st.none() | st.frozensets(ids, max_size=4),
    expires_at=st.none() | instants,
)
domain_edits = st.builds(
    DomainEdits,
    add=st.lists(st.builds(Domain, name=st.text(), is_federated=st.booleans()), max_size=3).map(tuple),
    remove=st.lists(st.text(), max_size=3).map(tuple),
)
versions = st.integers(0)
queries = st.builds(
    AuditQuery,
    customer_id=st.text(),
    target_id=st.text(),
    actor_id=st.text(),
    kind=st.none() | st.sampled_from(EventKind),
    period=st.builds(Period, st.none() | instants, st.none() | instants),
)
of_rows = {
    "customer_id": ids,
    "import_id": ids,
    "digest": st.text(),
    "count": st.integers(0),
    "file_name": st.text(),
    "all_or_nothing": st.booleans(),
}
KINDS = {
    AddCustomer: st.builds(AddCustomer, profile=customer_profiles),
    EditCustomer: st.builds(
        EditCustomer,
        customer_id=ids,
        version=versions,
        profile=customer_profiles,
        domain_edits=st.none() | domain_edits,
    ),
    CreateUser: st.builds(
        CreateUser, customer_id=ids, profile=user_profiles, sku_ids=st.frozensets(ids, max_size=4)
    ),
    EditUser: st.builds(EditUser, customer_id=ids, user_id=ids, version=versions, profile=user_profiles),
    AddSubscription: st.builds(AddSubscription, customer_id=ids, product=products, units=units),
    ChangeSubscription: st.builds(
        ChangeSubscription, customer_id=ids, version=versions, product=products, units=units
    ),
    LoadSubscriptions: st.builds(
        LoadSubscriptions,
        customer_id=ids,
        listed=st.lists(listed, max_size=3).map(tuple),
        ended=st.lists(ids, max_size=3).map(tuple),
    ),
    ChangeLicenses: st.builds(ChangeLicenses, customer_id=ids, users=users, change=changes),
    ResetPasswords: st.builds(ResetPasswords, customer_id=ids, users=users),
    DeleteUsers: st.builds(DeleteUsers, customer_id=ids, users=users),
    RestoreUsers: st.builds(
        RestoreUsers,
        customer_id=ids,
        users=users,
        sign_in_names=st.dictionaries(ids, st.tuples(ids, ids), max_size=3),
    ),
    PurgeUsers: st.builds(PurgeUsers, customer_id=ids, users=named),
    ExportLicenses: st.builds(ExportLicenses, customer_id=ids),
    ExportAudit: st.builds(ExportAudit, query=queries),
    LoadCatalogue: st.builds(LoadCatalogue, file_id=ids),
    LoadDomains: st.builds(LoadDomains, customer_id=ids, file_id=ids),
    CheckUserFile: st.builds(
        CheckUserFile,
        customer_id=ids,
        file_id=ids,
        file_name=st.text(),
        usage_location=st.text(),
        view_id=st.text(),
    ),
    CheckLicenseFile: st.builds(
        CheckLicenseFile, customer_id=ids, file_id=ids, file_name=st.text(), view_id=st.text()
    ),
    ImportUsers: st.builds(ImportUsers, **of_rows),
    ImportLicenses: st.builds(ImportLicenses, **of_rows),
    SendTemplate: st.builds(SendTemplate, customer_id=ids, kind=st.sampled_from(ImportKind)),
    GrantRoles: st.builds(GrantRoles, slack_user_id=ids, grant=grants, reason=st.text(), version=versions),
    RevokeRoles: st.builds(RevokeRoles, slack_user_id=ids, reason=st.text(), version=versions),
    MapGroup: st.builds(
        MapGroup, group_id=ids, name=st.text(), grant=grants, reason=st.text(), version=versions
    ),
    UnmapGroup: st.builds(UnmapGroup, group_id=ids, reason=st.text(), version=versions),
}
commands = st.one_of(*KINDS.values())
of_each_kind = settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])


def test_every_kind_of_command_is_tried_here_and_has_a_name_of_its_own() -> None:
    assert set(get_args(AnyCommand)) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_is_read_as_it_was_written(kind: type[AnyCommand]) -> None:
    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(KINDS[kind])
    def is_read_as_written(command: AnyCommand) -> None:
        text = command_json(command)
        assert to_command(text) == command
        assert command_json(to_command(text)) == text
        assert json.loads(text)["command"] == command_name(command)

    is_read_as_written()


@pytest.mark.promise(8)
@of_each_kind
@given(commands, commands)
def test_two_commands_are_the_same_text_only_where_they_are_the_same(
    one: AnyCommand, other: AnyCommand
) -> None:
    assert (command_json(one) == command_json(other)) == (one == other)


def test_no_users_are_not_everyone() -> None:
    command = ChangeLicenses(customer_id="contoso", users=(), change=LicenseChange())
    assert to_command(command_json(command)) == command


def test_plans_left_as_they_are_differ_from_all_plans_on() -> None:
    change = LicenseChange(assign={"left": None, "all on": frozenset()})
    command = ChangeLicenses(customer_id="contoso", users=("nadia",), change=change)
    read = to_command(command_json(command))
    assert isinstance(read, ChangeLicenses)
    assert read.change.assign == {"left": None, "all on": frozenset()}


def test_a_list_of_subscriptions_of_an_earlier_release_says_everything() -> None:
    row = ListedSubscription(product=a_product(), units=Units(active=5), consumed=1)
    written = json.loads(command_json(LoadSubscriptions(customer_id="contoso", listed=(row,))))
    written["listed"] = [each[:3] for each in written["listed"]]
    del written["ended"]
    read = to_command(json.dumps(written))
    assert isinstance(read, LoadSubscriptions)
    assert (read.listed, read.ended) == ((row,), ())


def test_a_command_of_another_release_is_a_clear_fault() -> None:
    with pytest.raises(ValueError, match="no command is called raise_the_dead"):
        to_command(json.dumps({"command": "raise_the_dead"}))
