"""The form for customers: domains however they are typed, and every problem at its input."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from shared.domain.command import AddCustomer, EditCustomer
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.problem import Problem, ProblemCode
from shared.i18n.translator import translator
from shared.slack_ui.modals.customer_form import FIELDS, CustomerForm
from tests.builders import a_customer, a_customer_profile
from tests.unit.slack_ui.situations import CONTOSO, STATE
from tests.unit.slack_ui.strategies import customer_profiles
from tests.unit.slack_ui.submitted import input_ids, submitted
from tests.unit.slack_ui.test_slack_takes_it import parts

if TYPE_CHECKING:
    from shared.i18n.translator import Translator

T = translator("en")


def filled_in(**entered: str) -> CustomerForm:
    facts = {"name": "Contoso Ltd", "default_domain": "contoso.example", "country": "GB", **entered}
    return CustomerForm.parse(submitted(CustomerForm.build(T, STATE, None), **facts))


def domains(form: CustomerForm) -> tuple[Domain, ...]:
    return form.command.profile.domains


def test_a_new_customer_is_a_command_to_add_one() -> None:
    form = filled_in(warning="Call first.")

    assert form.command == AddCustomer(profile=a_customer_profile(warning="Call first."))


def test_the_channel_chosen_is_the_one_for_notices() -> None:
    form = filled_in(notice_channel="C0NOTICES1")

    assert form.command.profile.notice_channel == "C0NOTICES1"


def test_a_channel_that_outsiders_read_is_not_offered() -> None:
    drawing = CustomerForm.build(T, STATE, None).to_dict()

    selects = [part for part in parts(drawing) if part.get("type") == "conversations_select"]
    of_our_own = {
        "include": ["public", "private"],
        "exclude_bot_users": True,
        "exclude_external_shared_channels": True,
    }
    assert [select["filter"] for select in selects] == [of_our_own] * 2


def test_both_channels_are_read_each_for_its_own_purpose() -> None:
    profile = replace(CONTOSO.profile, notice_channel="C0NOTICE", approvals_channel="C0AGREE")
    view = CustomerForm.build(T, STATE, replace(CONTOSO, profile=profile))

    assert CustomerForm.parse(submitted(view)).command.profile == profile


def test_an_edited_one_is_a_command_about_the_version_looked_at() -> None:
    view = CustomerForm.build(T, STATE, replace(CONTOSO, version=3))

    form = CustomerForm.parse(submitted(view, name="Contoso plc"))

    assert form.command == EditCustomer(
        customer_id="contoso", version=3, profile=replace(CONTOSO.profile, name="Contoso plc")
    )


@given(customer_profiles())
def test_saving_the_form_as_it_opened_changes_nothing(profile: CustomerProfile) -> None:
    form = CustomerForm.parse(submitted(CustomerForm.build(T, STATE, a_customer(profile=profile))))

    assert form.command.profile == profile


@pytest.mark.parametrize(
    "typed",
    ["CONTOSO.fr", " contoso.fr. ", "@contoso.fr", "https://contoso.fr/", "http://Contoso.fr", "contoso.fr,"],
)
def test_a_domain_may_be_pasted_as_it_comes(typed: str) -> None:
    assert domains(filled_in(domains=typed))[1:] == (Domain("contoso.fr"),)


@pytest.mark.parametrize("typed", ["a.example\nb.example", "a.example, b.example", "a.example b.example;"])
def test_domains_stand_on_lines_or_between_commas_or_spaces(typed: str) -> None:
    assert domains(filled_in(domains=typed))[1:] == (Domain("a.example"), Domain("b.example"))


def test_a_domain_listed_as_federated_is_wherever_else_it_stands() -> None:
    form = filled_in(domains="a.example b.example", federated_domains="b.example c.example")

    assert domains(form)[1:] == (
        Domain("a.example"),
        Domain("b.example", is_federated=True),
        Domain("c.example", is_federated=True),
    )


def test_the_default_domain_may_be_federated_and_stays_the_default() -> None:
    form = filled_in(federated_domains="contoso.example")

    assert domains(form) == (Domain("contoso.example", is_federated=True),)


def test_the_default_domain_listed_again_is_no_second_one() -> None:
    assert domains(filled_in(domains="contoso.example")) == (Domain("contoso.example"),)


def test_without_a_default_domain_the_command_has_an_empty_one() -> None:
    form = filled_in(default_domain="", domains="a.example")

    assert domains(form) == (Domain(""), Domain("a.example"))
    assert [(each.field, each.code) for each in form.command.profile.problems()] == [
        ("default_domain", ProblemCode.REQUIRED)
    ]


def test_a_warning_typed_on_several_lines_becomes_one() -> None:
    assert (
        filled_in(warning="Call first.\nThen write.\n").command.profile.warning == "Call first. Then write."
    )


@pytest.mark.parametrize("field", FIELDS)
def test_a_problem_stands_at_the_input_of_its_field(field: str, t: Translator) -> None:
    view = CustomerForm.build(t, STATE, None)

    errors = CustomerForm.parse(submitted(view)).errors(t, [Problem(field, ProblemCode.REQUIRED)])

    assert list(errors) == [f"{field}-n0nce"]
    assert set(errors) <= input_ids(view)


def test_a_problem_with_a_federated_domain_stands_where_that_was_typed() -> None:
    form = filled_in(domains="a.example", federated_domains="nonsense")

    errors = form.errors(T, form.command.profile.problems())

    assert list(errors) == ["federated_domains-n0nce"]


def test_after_somebody_elses_save_the_form_keeps_what_was_typed_and_is_about_their_version() -> None:
    mine = replace(CONTOSO.profile, name="Contoso plc")

    view = CustomerForm.build(T, STATE, CONTOSO, typed=mine, theirs=replace(CONTOSO, version=9))
    command = CustomerForm.parse(submitted(view)).command

    assert command == EditCustomer(customer_id="contoso", version=9, profile=mine)
