from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.domain.audit import AuditEvent, OperationType, ResourceType
from shared.domain.command import AddCustomer, EditCustomer
from shared.domain.customer import Domain
from shared.domain.outcome import Reason, Result
from shared.domain.problem import Problem, ProblemCode
from shared.errors import CustomerNotFoundError
from tests.builders import CONTOSO, NOW, a_customer, a_customer_profile, a_user, a_user_profile, an_event

if TYPE_CHECKING:
    from shared.domain.customer import CustomerProfile
    from tests.unit.operations.office import Office

FABRIKAM = a_customer_profile(
    "Fabrikam",
    ("fabrikam.example",),
    federated=("sso.fabrikam.example",),
    country="FR",
    warning="Ring first.",
)


def edit(profile: CustomerProfile, version: int = 1) -> EditCustomer:
    return EditCustomer(customer_id=CONTOSO, version=version, profile=profile)


def contoso(office: Office) -> CustomerProfile:
    return office.directory.customer(CONTOSO).profile


def test_an_added_customer_is_in_the_directory_as_the_form_said(office: Office) -> None:
    outcome = office.submit(AddCustomer(profile=FABRIKAM))
    assert (outcome.result, outcome.is_repeat) == (Result.DONE, False)
    assert outcome.customer == a_customer(outcome.target_id, FABRIKAM)
    assert outcome.customer == office.directory.customer(outcome.target_id)


def test_adding_a_customer_is_recorded_with_all_that_a_replay_needs(office: Office) -> None:
    outcome = office.submit(AddCustomer(profile=FABRIKAM))
    assert office.events == [
        AuditEvent(
            operation_id="click-1",
            operation_types=(OperationType.ADD_CUSTOMER,),
            resource_type=ResourceType.CUSTOMER,
            customer_id=outcome.target_id,
            customer_name="Fabrikam",
            target_id=outcome.target_id,
            target_name="Fabrikam",
            actor_id="U0GRACE",
            occurred_at=NOW,
            old_value={},
            new_value={
                "name": "Fabrikam",
                "default_domain": "fabrikam.example",
                "domains": ["fabrikam.example", "sso.fabrikam.example"],
                "federated_domains": ["sso.fabrikam.example"],
                "country": "FR",
                "warning": "Ring first.",
                "notice_channel": "",
                "approvals_channel": "",
            },
            correlation_id="delivery-1",
        )
    ]


def test_every_problem_of_a_form_is_told_at_once_and_nothing_is_read_or_written(office: Office) -> None:
    profile = a_customer_profile("", ("nope", "also nope"), country="UK")
    outcome = office.submit(AddCustomer(profile=profile))
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.INVALID)
    assert [problem.field for problem in outcome.problems] == [
        "name",
        "default_domain",
        "domains",
        "country",
    ]
    assert (office.directory.calls, office.events) == ([], [])


@pytest.mark.parametrize(
    ("domains", "field"),
    [(("west.example", "new.example"), "default_domain"), (("new.example", "west.example"), "domains")],
)
def test_a_domain_of_another_customer_is_a_problem_of_its_field(
    office: Office, domains: tuple[str, ...], field: str
) -> None:
    outcome = office.submit(AddCustomer(profile=a_customer_profile("Fabrikam", domains)))
    assert outcome.problems == (Problem(field, ProblemCode.DOMAIN_TAKEN, {"domain": "west.example"}),)
    assert office.events == []


def test_the_same_click_delivered_again_adds_one_customer(office: Office) -> None:
    first = office.submit(AddCustomer(profile=FABRIKAM))
    again = office.submit(AddCustomer(profile=FABRIKAM))
    assert (again.result, again.is_repeat, again.target_id) == (Result.DONE, True, first.target_id)
    assert len(office.events) == 1


def test_an_edited_customer_is_as_the_form_said(office: Office) -> None:
    office.clock.move(timedelta(hours=1))
    profile = replace(contoso(office), name="Contoso Group", country="IE")
    outcome = office.submit(edit(profile))
    assert outcome.result is Result.DONE
    assert outcome.customer == office.directory.customer(CONTOSO)
    assert outcome.customer == replace(
        a_customer(profile=profile), version=2, changed_at=NOW + timedelta(hours=1)
    )


@pytest.mark.parametrize(
    ("change", "old_value", "new_value"),
    [
        ({"name": "Contoso Group"}, {"name": "Contoso Ltd"}, {"name": "Contoso Group"}),
        ({"warning": "Ring first."}, {"warning": ""}, {"warning": "Ring first."}),
        (
            {
                "domains": (
                    Domain("contoso.example"),
                    Domain("west.example", is_federated=True),
                    Domain("corp.contoso.example", is_federated=True),
                )
            },
            {"federated_domains": ["corp.contoso.example"]},
            {"federated_domains": ["west.example", "corp.contoso.example"]},
        ),
        (
            {"domains": (Domain("new.example"), Domain("contoso.example"))},
            {
                "default_domain": "contoso.example",
                "domains": ["contoso.example", "west.example", "corp.contoso.example"],
                "federated_domains": ["corp.contoso.example"],
            },
            {
                "default_domain": "new.example",
                "domains": ["new.example", "contoso.example"],
                "federated_domains": [],
            },
        ),
    ],
    ids=["name", "warning", "federated domain", "domains"],
)
def test_an_edit_is_recorded_with_what_changed_and_nothing_else(
    office: Office, change: dict[str, object], old_value: dict[str, object], new_value: dict[str, object]
) -> None:
    profile = replace(contoso(office), **change)  # type: ignore[arg-type]  # any field
    assert office.submit(edit(profile)).result is Result.DONE
    (event,) = office.events
    assert event.operation_types == (OperationType.UPDATE_CUSTOMER,)
    assert (event.old_value, event.new_value) == (old_value, new_value)


def test_a_form_saved_as_it_was_changes_nothing(office: Office) -> None:
    outcome = office.submit(edit(contoso(office)))
    assert (outcome.result, outcome.customer) == (Result.UNCHANGED, office.directory.customer(CONTOSO))
    assert office.events == []


def test_the_same_edit_delivered_again_is_done_once(office: Office) -> None:
    command = edit(replace(contoso(office), name="Contoso Group"))
    assert not office.submit(command).is_repeat
    again = office.submit(command)
    assert (again.result, again.is_repeat) == (Result.DONE, True)
    assert len(office.events) == 1


def test_an_edit_of_what_somebody_else_saved_meanwhile_is_refused_and_shows_it(office: Office) -> None:
    profile = contoso(office)
    office.submit(edit(replace(profile, name="Theirs")), click="first")
    outcome = office.submit(edit(replace(profile, name="Mine")), click="second")
    assert (outcome.result, outcome.reason) == (Result.REFUSED, Reason.CHANGED_MEANWHILE)
    assert outcome.customer is not None
    assert (outcome.customer.name, outcome.customer.version) == ("Theirs", 2)
    assert [event.operation_id for event in office.events] == ["first"]


def test_a_domain_that_users_sign_in_with_is_not_removed(office: Office) -> None:
    west = a_user_profile("Wes Ter", domain="west.example")
    office.directory.add_user(a_user("wes", west), an_event("setup-wes", target_id="wes"))
    office.events.clear()
    outcome = office.submit(edit(a_customer_profile(domains=("new.example",))))
    assert outcome.problems == tuple(
        Problem("domains", ProblemCode.DOMAIN_IN_USE, {"domain": name})
        for name in ("contoso.example", "west.example")
    )
    assert office.events == []


def test_a_domain_whose_last_user_moved_away_is_removed(office: Office) -> None:
    before = a_user()
    after = replace(before, profile=replace(before.profile, domain="west.example"), version=2)
    office.directory.change_user(before, after, an_event("move"))
    assert office.submit(edit(a_customer_profile(domains=("west.example",)))).result is Result.DONE


def test_a_domain_that_a_user_entered_at_the_last_instant_is_not_removed(office: Office) -> None:
    west = a_user("wes", a_user_profile("Wes Ter", domain="west.example"))
    office.directory.before_write = lambda: office.directory.add_user(west, an_event("enter"))
    outcome = office.submit(edit(a_customer_profile(domains=("contoso.example",))))
    assert outcome.reason is Reason.CHANGED_MEANWHILE
    assert len(contoso(office).domains) == 3


def test_no_more_domains_change_in_one_save_than_a_transaction_takes(office: Office) -> None:
    added = [f"new-{number}.example" for number in range(9)]
    kept = "corp.contoso.example"
    ten = a_customer_profile(domains=["contoso.example", *added], federated=[kept])  # west.example goes, too
    eleven = a_customer_profile(domains=["contoso.example", *added, "more.example"], federated=[kept])
    facts = {"limit": 10, "count": 11}
    outcome = office.submit(edit(eleven), click="eleven")
    assert outcome.problems == (Problem("domains", ProblemCode.TOO_MANY_DOMAIN_CHANGES, facts),)
    assert office.submit(edit(ten), click="ten").result is Result.DONE


def test_a_domain_that_another_customer_has_is_a_problem(office: Office) -> None:
    office.submit(AddCustomer(profile=FABRIKAM), click="add")
    profile = replace(contoso(office), domains=(*contoso(office).domains, Domain("fabrikam.example")))
    outcome = office.submit(edit(profile), click="take")
    facts = {"domain": "fabrikam.example"}
    assert outcome.problems == (Problem("domains", ProblemCode.DOMAIN_TAKEN, facts),)


def test_a_customer_who_does_not_exist_cannot_be_edited(office: Office) -> None:
    with pytest.raises(CustomerNotFoundError):
        office.submit(EditCustomer(customer_id="tailspin", version=1, profile=FABRIKAM))
