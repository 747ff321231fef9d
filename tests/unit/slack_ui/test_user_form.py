"""The forms for users: what one writes the other reads, and every problem stands at its input."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.command import CreateUser, EditUser
from shared.domain.customer import Domain
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user import DirectoryRole, UserProfile
from shared.i18n.translator import translator
from shared.slack_ui.modals.user_form import CreateUserForm, EditUserForm
from shared.slack_ui.sentences import directory_role_name
from shared.slack_ui.state import Created, ViewState
from tests.builders import a_customer, a_customer_profile, a_user, a_user_profile
from tests.unit.slack_ui.situations import CONTOSO, FABRIKAM, NADIA, RENAMED, SMALLER, SOLD, STATE
from tests.unit.slack_ui.strategies import user_profiles
from tests.unit.slack_ui.submitted import input_ids, submitted

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.models.views import View

    from shared.i18n.translator import Translator

    Build: TypeAlias = Callable[..., View]

T = translator("en")
PLAIN = a_user("zoe", a_user_profile("Zoë O'Brien"))
CREATE = partial(CreateUserForm.build, T, CONTOSO, SOLD, STATE)
EDIT = partial(EditUserForm.build, T, CONTOSO, PLAIN, STATE)


def test_a_new_user_is_asked_for_in_the_default_domain_and_the_customers_country() -> None:
    form = CreateUserForm.parse(submitted(CreateUserForm.build(T, CONTOSO, SOLD, STATE)))

    assert form.command.profile.domain == "contoso.example"
    assert form.command.profile.usage_location == "GB"


def test_a_federated_domain_is_not_offered() -> None:
    customer = a_customer(
        profile=replace(
            a_customer_profile(),
            domains=(Domain("adfs.example", is_federated=True), Domain("contoso.example")),
        )
    )

    drawn = str(CreateUserForm.build(T, customer, SOLD, STATE).to_dict())

    assert "contoso.example" in drawn
    assert "adfs.example" not in drawn


def test_what_was_entered_becomes_a_command_for_the_customer() -> None:
    view = CreateUserForm.build(T, CONTOSO, SOLD, STATE)

    form = CreateUserForm.parse(
        submitted(
            view,
            first_name=" Zoë ",
            last_name="O'Brien",
            display_name="  Zoë O'Brien ",
            user_name=" zoe.o\u2019brien ",
            domain="contoso.fr",
            usage_location="FR",
            directory_roles=[DirectoryRole.SERVICE_ADMIN.value],
        )
    )

    assert form.command == CreateUser(
        customer_id="contoso",
        profile=UserProfile(
            first_name="Zoë",
            last_name="O'Brien",
            display_name="Zoë O'Brien",
            user_name="zoe.o'brien",
            domain="contoso.fr",
            usage_location="FR",
            directory_roles=frozenset({DirectoryRole.SERVICE_ADMIN}),
        ),
    )
    assert form.state == STATE


def test_the_licenses_chosen_are_part_of_the_command() -> None:
    view = CreateUserForm.build(T, CONTOSO, SOLD, STATE)

    form = CreateUserForm.parse(submitted(view, licenses=["sku-e3", "sku-ems"]))

    assert form.command.sku_ids == {"sku-e3", "sku-ems"}


def test_no_license_has_to_be_chosen() -> None:
    assert (
        CreateUserForm.parse(submitted(CreateUserForm.build(T, CONTOSO, SOLD, STATE))).command.sku_ids
        == set()
    )
    assert (
        CreateUserForm.parse(submitted(CreateUserForm.build(T, CONTOSO, (), STATE))).command.sku_ids == set()
    )


def test_what_cannot_be_assigned_now_is_named_with_its_reason_and_not_offered() -> None:
    (step,) = (
        block
        for block in CreateUserForm.build(T, CONTOSO, SOLD, STATE).to_dict()["blocks"]
        if block.get("block_id") == "licenses-n0nce"
    )

    assert [each["value"] for each in step["element"]["options"]] == ["sku-ems", "sku-e3"]
    assert step["hint"]["text"] == (
        "None left: Office 365 E1. Assigned by their publisher: Fabrikam Backup (Fabrikam). "
        "For the whole organization: Extra File Storage."
    )


def test_the_licenses_of_the_user_before_are_chosen_already_where_seats_remain() -> None:
    view = CreateUserForm.build(T, CONTOSO, SOLD, STATE, sku_ids=["sku-e1", "sku-e3", "sku-gone"])

    assert CreateUserForm.parse(submitted(view)).command.sku_ids == {"sku-e3"}


def test_a_user_may_be_saved_without_a_usage_location() -> None:
    created, edited = (
        submitted(view, usage_location="")
        for view in (
            CreateUserForm.build(T, CONTOSO, SOLD, STATE),
            EditUserForm.build(T, CONTOSO, NADIA, STATE),
        )
    )

    assert CreateUserForm.parse(created).command.profile.usage_location == ""
    assert EditUserForm.parse(edited).command.profile.usage_location == ""


def test_an_accent_typed_as_two_characters_becomes_one() -> None:
    view = submitted(CreateUserForm.build(T, CONTOSO, SOLD, STATE), display_name="Zoe\u0308")

    assert CreateUserForm.parse(view).command.profile.display_name == "Zoë"


def test_an_empty_form_is_read_as_empty_texts() -> None:
    profile = CreateUserForm.parse(submitted(CreateUserForm.build(T, CONTOSO, SOLD, STATE))).command.profile

    assert (profile.first_name, profile.last_name, profile.display_name, profile.user_name) == ("",) * 4
    assert profile.directory_roles == frozenset()


def test_the_next_form_shares_no_input_with_the_one_before() -> None:
    first = CreateUserForm.build(T, CONTOSO, SOLD, STATE)
    second = CreateUserForm.build(T, CONTOSO, SOLD, replace(STATE, nonce="another"))

    assert input_ids(first).isdisjoint(input_ids(second))


def test_the_password_and_those_gathered_stay_in_the_state() -> None:
    state = replace(STATE, created=(Created(user_id="zoe", password="Another=1234567"),))

    form = CreateUserForm.parse(submitted(CreateUserForm.build(T, CONTOSO, SOLD, state)))

    assert form.state.password == "Temporary+123456"
    assert form.state.created == state.created


@given(user_profiles)
def test_saving_the_edit_form_as_it_opened_changes_nothing(profile: UserProfile) -> None:
    user = a_user(profile=profile, version=7)

    form = EditUserForm.parse(submitted(EditUserForm.build(T, CONTOSO, user, STATE)))

    assert form.command == EditUser(customer_id="contoso", user_id="nadia", version=7, profile=profile)


def test_a_user_may_keep_a_domain_that_new_ones_cannot_have() -> None:
    user = a_user(profile=a_user_profile(domain="adfs.contoso.example"))

    form = EditUserForm.parse(submitted(EditUserForm.build(T, CONTOSO, user, STATE)))

    assert form.command.profile.domain == "adfs.contoso.example"


def test_after_somebody_elses_save_the_form_keeps_what_was_typed_and_is_about_their_version() -> None:
    mine = a_user_profile("Nadia Okafor", usage_location="FR")

    view = EditUserForm.build(T, CONTOSO, NADIA, STATE, typed=mine, theirs=RENAMED)
    form = EditUserForm.parse(submitted(view))

    assert form.command.profile == mine
    assert form.command.version == RENAMED.version


def test_a_domain_that_went_meanwhile_gives_way_to_one_that_is_there() -> None:
    mine = a_user_profile(domain="gone.example")

    view = EditUserForm.build(T, FABRIKAM, NADIA, STATE, typed=mine, theirs=RENAMED)

    assert EditUserForm.parse(submitted(view)).command.profile.domain in {
        "fabrikam.example",
        "contoso.example",
    }


def permissions_asked(view: View) -> tuple[list[str], str]:
    """Read the boxes and the hint of the input for permissions."""
    (block,) = (each for each in view.to_dict()["blocks"] if each.get("block_id") == "directory_roles-n0nce")
    return [box["text"]["text"] for box in block["element"]["options"]], block["hint"]["text"]


@pytest.mark.parametrize("build", [CREATE, EDIT], ids=["create", "edit"])
def test_whoever_may_give_every_permission_is_offered_all_of_them(build: Build) -> None:
    offered, hint = permissions_asked(build(givable=DirectoryRole))

    assert offered == ["Global admin", "Password admin", "User management admin", "Service admin"]
    assert hint == "Without any of these, the user can use licenses and services."


@pytest.mark.parametrize("build", [CREATE, EDIT], ids=["create", "edit"])
def test_a_permission_that_one_may_not_give_is_not_offered_and_the_hint_says_who_may(build: Build) -> None:
    offered, hint = permissions_asked(build(givable=SMALLER))

    assert offered == ["Password admin", "User management admin", "Service admin"]
    assert hint == (
        "Without any of these, the user can use licenses and services. Your roles do not let you give: "
        "Global admin. Ask a Global admin or an Admin agent."
    )


@pytest.mark.parametrize("build", [CREATE, EDIT], ids=["create", "edit"])
def test_whoever_may_give_no_permission_is_told_so_instead_of_asked(build: Build) -> None:
    view = build(givable=())

    assert "directory_roles-n0nce" not in input_ids(view)
    assert (
        "Your roles let you give no permissions: this user can use licenses and services. For more, ask a "
        "Global admin or an Admin agent."
    ) in str(view.to_dict())


@given(user_profiles, st.frozensets(st.sampled_from(DirectoryRole)))
def test_what_a_user_holds_stays_whoever_edits_them(
    profile: UserProfile, givable: frozenset[DirectoryRole]
) -> None:
    user = a_user(profile=profile, version=7)

    view = EditUserForm.build(T, CONTOSO, user, STATE, givable=givable)

    assert EditUserForm.parse(submitted(view)).command.profile == profile
    if offered := profile.directory_roles | givable:
        names = [directory_role_name(T, role) for role in DirectoryRole if role in offered]
        assert permissions_asked(view)[0] == names


def test_what_somebody_else_took_away_meanwhile_is_not_offered_to_who_may_not_give_it_back() -> None:
    mine = a_user_profile(directory_roles=[DirectoryRole.GLOBAL_ADMIN, DirectoryRole.SERVICE_ADMIN])
    opened = a_user(profile=mine)

    view = EditUserForm.build(T, CONTOSO, opened, STATE, typed=mine, theirs=RENAMED, givable=SMALLER)

    kept = EditUserForm.parse(submitted(view)).command.profile.directory_roles
    assert kept == {DirectoryRole.SERVICE_ADMIN}
    assert permissions_asked(view)[0] == ["Password admin", "User management admin", "Service admin"]


_ASKED = [field.name for field in fields(UserProfile) if field.name != "is_protected"]


@pytest.mark.parametrize("field", [*_ASKED, "licenses"])
def test_a_problem_stands_at_the_input_of_its_field(field: str, t: Translator) -> None:
    view = CreateUserForm.build(t, CONTOSO, SOLD, STATE)
    form = CreateUserForm.parse(submitted(view))

    errors = form.errors(t, [Problem(field, ProblemCode.REQUIRED)])

    assert list(errors) == [f"{field}-n0nce"]
    assert set(errors) <= input_ids(view)


def test_a_problem_without_an_input_of_its_own_stands_at_one_that_exists() -> None:
    view = EditUserForm.build(T, CONTOSO, NADIA, STATE)

    errors = EditUserForm.parse(submitted(view)).errors(T, [Problem("licenses", ProblemCode.REQUIRED)])

    assert set(errors) <= input_ids(view)


@pytest.mark.parametrize("is_protected", [True, False])
def test_protection_is_asked_of_whoever_exists_and_stays_as_it_is(is_protected: bool) -> None:
    user = replace(NADIA, profile=replace(NADIA.profile, is_protected=is_protected))
    view = EditUserForm.build(T, CONTOSO, user, STATE)

    assert EditUserForm.parse(submitted(view)).command.profile == user.profile
    assert "is_protected" not in str(CreateUserForm.build(T, CONTOSO, SOLD, STATE).to_dict())


def test_several_problems_of_a_field_are_told_at_once() -> None:
    form = CreateUserForm.parse(submitted(CreateUserForm.build(T, CONTOSO, SOLD, STATE)))

    errors = form.errors(
        T,
        [
            Problem("user_name", ProblemCode.USER_NAME_CHARACTERS, {"characters": "é ␣"}),
            Problem("user_name", ProblemCode.USER_NAME_ENDS_WITH_PERIOD),
        ],
    )

    assert errors == {
        "user_name-n0nce": "A user name cannot contain é ␣. Use letters without accents, digits and "
        "' . - _ ! # ^ ~ A user name cannot end with a period: remove it."
    }


def test_only_the_form_that_creates_carries_a_password() -> None:
    form = EditUserForm.parse(submitted(EditUserForm.build(T, CONTOSO, NADIA, STATE)))

    assert form.state == ViewState(customer_id="contoso", user_id="nadia", version=1, nonce="n0nce")
