"""The forms that create and edit a user: what ``build`` asks, ``parse`` reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shared.domain.action import Action
from shared.domain.command import CreateUser, EditUser
from shared.domain.user import DirectoryRole, UserProfile
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import actions, button, context, customer_warning, section
from shared.slack_ui.directory import directory_note
from shared.slack_ui.ids import Click, View
from shared.slack_ui.inputs import Entered
from shared.slack_ui.modals.conflict import conflict_banner
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.modals.user_inputs import (
    FIELDS,
    entered_profile,
    license_step,
    profile_errors,
    profile_inputs,
    protection_input,
)
from shared.slack_ui.readings import user_readings
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.problem import Problem
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUserForm:
    """Create a user of a customer."""

    state: ViewState
    command: CreateUser

    @staticmethod
    def build(
        t: Translator,
        customer: Customer,
        subscriptions: Sequence[Subscription],
        state: ViewState,
        *,
        sku_ids: Collection[str] = (),
        givable: Collection[DirectoryRole] = tuple(DirectoryRole),
        decision: Decision | None = None,
    ) -> SlackView:
        """Ask for a new user, with some licenses chosen already where seats remain.

        The customer must have a managed domain; else show ``no_domain_view``. ``givable`` are the
        permissions that this person may give, ``decision`` says whether others have to agree.
        """
        first = next((domain.name for domain in customer.profile.managed_domains), "")
        blank = UserProfile(
            first_name="",
            last_name="",
            display_name="",
            user_name="",
            domain=first,
            usage_location=customer.profile.country,
        )
        blocks: list[Block] = [context(t("A new user of {customer}", customer=customer.name))]
        blocks += [*approval_note(t, decision), *customer_warning(t, customer)]
        if state.created:
            blocks.append(context(_gathered(t, len(state.created))))
        blocks += profile_inputs(t, state.nonce, blank, customer, givable)
        blocks.append(license_step(t, state.nonce, subscriptions, sku_ids))
        state = replace(state, customer_id=customer.id)
        title, submit = t("Add a user"), submit_text(t, decision, t("Save"))
        return modal(View.CREATE_USER, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> CreateUserForm:
        """Read what was entered."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        command = CreateUser(
            customer_id=state.customer_id,
            profile=entered_profile(entered),
            sku_ids=frozenset(entered.choices("licenses")),
        )
        return cls(state=state, command=command)

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        return profile_errors(t, self.state.nonce, problems, (*FIELDS, "licenses"))


@dataclass(frozen=True, slots=True, kw_only=True)
class EditUserForm:
    """Change a user."""

    state: ViewState
    command: EditUser

    @staticmethod
    def build(
        t: Translator,
        customer: Customer,
        user: User,
        state: ViewState,
        *,
        typed: UserProfile | None = None,
        theirs: User | None = None,
        givable: Collection[DirectoryRole] = tuple(DirectoryRole),
        decision: Decision | None = None,
    ) -> SlackView:
        """Ask what to change of a user; ``decision`` says whether others have to agree.

        Of the permissions those are offered that this person may give, and those that the user holds.
        Where somebody saved ``theirs`` meanwhile, what was ``typed`` stays, and saving again replaces
        theirs knowingly: the form now is about their version.
        """
        current = theirs or user
        about = t(
            "{name} ({upn}) of {customer}",
            name=current.profile.display_name,
            upn=current.user_principal_name,
            customer=customer.name,
        )
        blocks: list[Block] = [
            context(about),
            *approval_note(t, decision),
            *customer_warning(t, customer),
            *directory_note(t),
        ]
        if theirs is not None and typed is not None:
            saved, yours = user_readings(t, theirs.profile), user_readings(t, typed)
            blocks.append(conflict_banner(t, theirs, saved, yours))
        profile = typed or current.profile
        permissions = current.profile.directory_roles.union(givable)
        blocks += profile_inputs(
            t, state.nonce, profile, customer, permissions, kept_domain=current.profile.domain
        )
        blocks.append(protection_input(t, state.nonce, is_protected=profile.is_protected))
        state = replace(state, customer_id=customer.id, user_id=user.id, version=current.version)
        title, submit = t("Edit a user"), submit_text(t, decision, t("Save"))
        return modal(View.EDIT_USER, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> EditUserForm:
        """Read what was entered."""
        state = ViewState.decode(view["private_metadata"])
        command = EditUser(
            customer_id=state.customer_id,
            user_id=state.user_id,
            version=state.version,
            profile=entered_profile(Entered(view, state.nonce)),
        )
        return cls(state=state, command=command)

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        return profile_errors(t, self.state.nonce, problems)


def no_domain_view(t: Translator, customer: Customer, permits: frozenset[Action]) -> SlackView:
    """Say why no user can be created for a customer whose domains are all federated."""
    reason = t(
        "All domains of {customer} are federated: their users are created in the customer's own directory, "
        "not here.",
        customer=customer.name,
    )
    blocks: list[Block] = [section(reason)]
    if Action.EDIT_CUSTOMER in permits:
        blocks.append(section(t("If the customer has a domain that is not, add it to the customer.")))
        blocks += actions([button(t("Edit the customer"), Click.OPEN_EDIT_CUSTOMER, customer.id)])
    else:
        blocks.append(
            section(
                t("If the customer has a domain that is not, ask somebody who may edit customers to add it.")
            )
        )
    state = ViewState(customer_id=customer.id)
    return modal(View.NOTICE, t("No domain to use"), blocks, state, close=t("Close"))


def _gathered(t: Translator, count: int) -> str:
    return t.n(
        "{count} user created so far. The temporary password is shown again after this one.",
        "{count} users created so far. All temporary passwords are shown together after this one.",
        count,
    )
