"""Domains of a file: added in batches, found again after a crash, told where they cannot be added."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from shared.domain.command import AddCustomer, LoadDomains
from shared.domain.problem import ProblemCode
from shared.domain.request import RequestState
from shared.domain.staff import Role
from shared.errors import AccessDeniedError
from tests.builders import CONTOSO, a_customer_profile, a_staff_member, an_event
from tests.unit.operations.office import GRACE

if TYPE_CHECKING:
    from shared.domain.request import Request
    from tests.unit.operations.office import Office

NAMES = [f"school-{number:04}.example" for number in range(250)]


class Killed(BaseException):
    """The worker's process ends."""


CONTOSOS = ["contoso.example", "west.example", "corp.contoso.example"]  # which the office has


def loaded(office: Office, content: str = "\n".join(NAMES), click: str = "click-1") -> Request:
    office.staff.save(GRACE)
    office.files.contents["F0LIST"] = content.encode()
    return office.work(office.filed(LoadDomains(customer_id=CONTOSO, file_id="F0LIST"), click=click).id)


def told(office: Office) -> list[ProblemCode]:
    ((_, (outcome,)),) = office.reporter.finished
    return [problem.code for problem in outcome.problems]


def owned(office: Office) -> set[str]:
    claims = office.directory.domain_claims(["contoso.example", *NAMES])
    return {name for name, claim in claims.items() if claim.customer_id == CONTOSO}


def test_all_domains_of_a_list_are_the_customers_and_the_first_are_listed(office: Office) -> None:
    done = loaded(office)
    customer = office.directory.customer(CONTOSO)
    assert (done.state, done.tally.done) == (RequestState.DONE, 250)
    assert owned(office) == {"contoso.example", *NAMES}
    assert customer.domain_count == 253
    listed = [domain.name for domain in customer.profile.domains]
    assert listed == [*CONTOSOS, *NAMES[:17]]


def test_each_batch_is_recorded_by_the_names_that_it_adds_alone(office: Office) -> None:
    loaded(office)
    recorded = [event.new_value["domains_added"] for event in office.events if event.new_value]
    assert [name for names in recorded if isinstance(names, list) for name in names] == NAMES
    assert max(len(names) for names in recorded if isinstance(names, list)) <= 90
    assert all(set(event.new_value) == {"domains_added"} for event in office.events)


def test_a_list_loaded_twice_changes_nothing_the_second_time(office: Office) -> None:
    loaded(office)
    office.reporter.finished.clear()
    before = office.directory.customer(CONTOSO)
    assert loaded(office, click="click-2").tally.done == 250
    assert office.directory.customer(CONTOSO) == before


def test_a_load_that_is_cut_short_is_carried_on_from_what_was_added(office: Office) -> None:
    office.staff.save(GRACE)
    office.files.contents["F0LIST"] = "\n".join(NAMES).encode()
    request = office.filed(LoadDomains(customer_id=CONTOSO, file_id="F0LIST"))
    written = iter(range(3))

    def interrupt() -> None:
        if next(written, None) is None:
            raise Killed
        office.directory.before_write = interrupt

    office.directory.before_write = interrupt
    with pytest.raises(Killed):
        office.work(request.id)
    assert 1 < len(owned(office)) < 251
    done = office.work(request.id)
    assert (done.state, done.tally.done) == (RequestState.DONE, 250)
    assert owned(office) == {"contoso.example", *NAMES}
    assert office.directory.customer(CONTOSO).domain_count == 253


def test_a_domain_of_another_customer_is_left_out_and_told(office: Office) -> None:
    theirs = a_customer_profile("Fabrikam", (NAMES[7],))
    office.submit(AddCustomer(profile=theirs), click="click-0")
    assert loaded(office).tally.done == 249
    assert told(office) == [ProblemCode.DOMAIN_TAKEN]
    assert NAMES[7] not in owned(office)


def test_a_list_that_says_so_makes_domains_federated_and_another_says_nothing(office: Office) -> None:
    rows = [{"id": name, "authenticationType": "Federated", "isVerified": True} for name in NAMES[:30]]
    loaded(office, json.dumps(rows))
    office.reporter.finished.clear()
    loaded(office, click="click-2")
    claims = office.directory.domain_claims(NAMES)
    assert {name for name, claim in claims.items() if claim.domain.is_federated} == set(NAMES[:30])
    assert office.directory.customer(CONTOSO).further_federated == 13


def test_more_than_5000_domains_are_refused_and_none_is_added(office: Office) -> None:
    customer = office.directory.customer(CONTOSO)
    after = replace(customer, further_domains=4_800, version=2)
    office.directory.change_customer(customer, after, an_event("fill", target_id=CONTOSO))
    assert loaded(office).state is RequestState.FAILED
    assert told(office) == [ProblemCode.TOO_MANY_DOMAINS]
    assert owned(office) == {"contoso.example"}


def test_a_customer_changed_by_others_between_two_batches_keeps_both_changes(office: Office) -> None:
    def rename() -> None:
        customer = office.directory.customer(CONTOSO)
        profile = replace(customer.profile, name="Contoso Schools")
        after = replace(customer, profile=profile, version=customer.version + 1)
        office.directory.change_customer(customer, after, an_event("rename", target_id=CONTOSO))

    office.directory.before_write = rename
    assert loaded(office).tally.done == 250
    assert office.directory.customer(CONTOSO).name == "Contoso Schools"
    assert office.directory.customer(CONTOSO).domain_count == 253


def test_only_those_who_may_edit_customers_at_once_load_domains(office: Office) -> None:
    lucia = a_staff_member(Role.SALES_AGENT, slack_user_id="U0LUCIA")
    with pytest.raises(AccessDeniedError):
        office.filed(LoadDomains(customer_id=CONTOSO, file_id="F0LIST"), actor=lucia)


def test_a_domain_that_becomes_federated_keeps_its_users(office: Office) -> None:
    row = {"id": "contoso.example", "authenticationType": "Federated"}
    loaded(office, json.dumps([row]))
    claim = office.directory.domain_claims(["contoso.example"])["contoso.example"]
    assert (claim.domain.is_federated, claim.users > 0) == (True, True)
    assert office.directory.customer(CONTOSO).profile.default_domain.is_federated
