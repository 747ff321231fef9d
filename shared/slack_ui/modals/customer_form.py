"""The form that adds and edits a customer: what ``build`` asks, ``parse`` reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from shared.domain.command import AddCustomer, EditCustomer
from shared.domain.customer import CustomerProfile, Domain
from shared.domain.text import one_line
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import context
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.conflict import conflict_banner
from shared.slack_ui.modals.customer_domain_inputs import (
    all_domains,
    domain_changes,
    entered_edits,
    merged,
    missing,
    typed_domains,
)
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.readings import customer_readings
from shared.slack_ui.sentences import field_name
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.customer import Customer
    from shared.domain.customer_domains import DomainEdits
    from shared.domain.problem import Problem
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision

# The first one takes the errors that concern no input.
FIELDS = (
    "name",
    "default_domain",
    "domains",
    "federated_domains",
    "country",
    "warning",
    "notice_channel",
    "approvals_channel",
)

MANY_FIELDS = (
    *FIELDS[:2],
    "added_domains",
    "added_federated_domains",
    "removed_domains",
    *FIELDS[4:],
)

_BLANK = CustomerProfile(name="", domains=(Domain(""),), country="")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerForm:
    """Add a customer, or change one."""

    state: ViewState
    command: AddCustomer | EditCustomer
    only_federated: frozenset[str] = frozenset()

    @staticmethod
    def build(
        t: Translator,
        state: ViewState,
        customer: Customer | None,
        *,
        typed: CustomerProfile | None = None,
        theirs: Customer | None = None,
        edits: DomainEdits | None = None,
        decision: Decision | None = None,
    ) -> SlackView:
        """Ask for a new customer, or what to change of one; ``decision`` says whether others have to agree.

        A form holds 20 domains of a customer. Of one who has more it asks which to add and which to remove.

        Where somebody saved ``theirs`` meanwhile, what was ``typed`` stays, and saving again replaces
        theirs knowingly: the form now is about their version.
        """
        current = theirs or customer
        blocks = approval_note(t, decision)
        has_many = current is not None and current.further_domains > 0
        if theirs is not None and typed is not None:
            saved, yours = customer_readings(t, theirs.profile), customer_readings(t, typed)
            if has_many or edits is not None:  # the form does not have them all
                saved, yours = _without_domains(saved), _without_domains(yours)
            blocks.append(conflict_banner(t, theirs, saved, yours))
        if current is None:
            blocks.append(
                context(t("Users are created in the customer's verified domains, from Microsoft 365."))
            )
            blocks += _inputs(t, state.nonce, typed or _BLANK, all_domains(t, state.nonce, typed or _BLANK))
            state, callback, title = replace(state, customer_id=""), View.ADD_CUSTOMER, t("Add a customer")
        else:
            profile = typed or current.profile
            if has_many:
                asked = domain_changes(t, state.nonce, current, edits or missing(profile, current))
            else:
                profile = merged(profile, current, edits)
                asked = all_domains(t, state.nonce, profile)
            blocks += _inputs(t, state.nonce, profile, asked)
            state = replace(state, customer_id=current.id, version=current.version)
            callback, title = View.EDIT_CUSTOMER, t("Edit the customer")
        submit = submit_text(t, decision, t("Save"))
        return modal(callback, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> CustomerForm:
        """Read what was entered; a domain listed as federated is, wherever else it stands.

        The warning's lines become one: it is shown as a single line.
        """
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        default, *_ = [*typed_domains(entered.text("default_domain")), ""]
        edits = entered_edits(entered)
        others, federated = (
            typed_domains(entered.text("domains")),
            typed_domains(entered.text("federated_domains")),
        )
        profile = CustomerProfile(
            name=entered.text("name"),
            domains=tuple(
                Domain(name, name in federated) for name in dict.fromkeys([default, *others, *federated])
            ),
            country=entered.choice("country"),
            warning=one_line(entered.text("warning")),
            notice_channel=entered.channel("notice_channel"),
            approvals_channel=entered.channel("approvals_channel"),
        )
        command: AddCustomer | EditCustomer = AddCustomer(profile=profile)
        if view["callback_id"] == View.EDIT_CUSTOMER:
            command = EditCustomer(
                customer_id=state.customer_id, version=state.version, profile=profile, domain_edits=edits
            )
        return cls(state=state, command=command, only_federated=frozenset(federated) - {default, *others})

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        sentences = ((self._input_of(problem), problem_sentence(t, problem)) for problem in problems)
        is_of_all = not isinstance(self.command, EditCustomer) or self.command.domain_edits is None
        return by_block(sentences, FIELDS if is_of_all else MANY_FIELDS, self.state.nonce)

    def _input_of(self, problem: Problem) -> str:
        shown = str(problem.facts.get("domain", ""))
        is_federated = any(name[: len(shown)] == shown for name in self.only_federated if shown)
        if problem.field == "domains" and isinstance(self.command, EditCustomer):
            edits = self.command.domain_edits
            if edits is not None:
                is_federated = any(each.is_federated and each.name == shown for each in edits.add)
                return "added_federated_domains" if is_federated else "added_domains"
        return "federated_domains" if problem.field == "domains" and is_federated else problem.field


def _without_domains(readings: dict[str, str]) -> dict[str, str]:
    return {field: said for field, said in readings.items() if field not in {"domains", "federated_domains"}}


def _inputs(t: Translator, nonce: str, profile: CustomerProfile, domains: list[Block]) -> list[Block]:
    inputs = Inputs(t, nonce)
    default = profile.default_domain.name
    return [
        inputs.text("name", field_name(t, "name"), profile.name),
        inputs.text(
            "default_domain",
            field_name(t, "default_domain"),
            default,
            hint=t("New users get it unless another is chosen: contoso.com"),
        ),
        *domains,
        inputs.country("country", field_name(t, "country"), profile.country),
        inputs.text(
            "warning",
            field_name(t, "warning"),
            profile.warning,
            hint=t("Shown to everybody who works for this customer, for instance whom to call first."),
            is_optional=True,
            is_multiline=True,
        ),
        inputs.channel(
            "notice_channel",
            field_name(t, "notice_channel"),
            profile.notice_channel,
            hint=t(
                "Told in time which deleted users will be gone for good. Invite Partner Desk to it. Without "
                "one, notices go to the channel of the deployment, if it has one."
            ),
        ),
        inputs.channel(
            "approvals_channel",
            field_name(t, "approvals_channel"),
            profile.approvals_channel,
            hint=t(
                "Where people are asked to agree to what others ask for. Invite Partner Desk to it. Without "
                "one, they are asked in the channel of the deployment, or in direct messages."
            ),
        ),
    ]
