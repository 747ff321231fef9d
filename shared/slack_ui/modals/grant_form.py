"""The form that gives a colleague, or all members of a user group, partner roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import InputBlock, OptionGroup, StaticSelectElement

from shared.domain.command import GrantRoles, MapGroup
from shared.policy.decide import Reason
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import section
from shared.slack_ui.grants import grant_line
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.grant_inputs import BLANK, GrantEntered, grant_inputs, read_grant
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.options import MAXIMUM_OPTIONS, option
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import ViewState
from shared.slack_ui.texts import OPTION, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.audit import AuditEvent
    from shared.domain.customer import CustomerSummary
    from shared.domain.problem import Problem
    from shared.domain.staff import Grant
    from shared.i18n.translator import Translator
    from shared.policy.decide import Decision

GROUPS_OFFERED = 400

# The first one takes the problems that concern no input.
FIELDS = ("roles", "person", "group", "scope", "customers", "expires_at", "time", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosable:
    """A user group that can be mapped."""

    id: str
    name: str
    handle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a form is drawn with: whether others have to agree, the names of customers, clock and calendar."""

    decision: Decision | None
    customers: Mapping[str, CustomerSummary]
    time_zone: tzinfo
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """What somebody else saved while the form was open, or before it was: ``held``, and who and when."""

    held: Grant
    event: AuditEvent | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantForm:
    """Give a person roles. ``state.staff_id`` is who they are; without, the form asks."""

    state: ViewState
    command: GrantRoles
    entered: GrantEntered

    @staticmethod
    def build(
        t: Translator,
        state: ViewState,
        around: Around,
        entered: GrantEntered = BLANK,
        meanwhile: Meanwhile | None = None,
    ) -> SlackView:
        """Ask for a person and their roles, or for the roles of one."""
        inputs = Inputs(t, state.nonce)
        if state.staff_id:
            who: Block = rich.rich(rich.lines(rich.fact(t("Colleague:"), rich.mention(state.staff_id))))
        else:
            hint = t("A member of this workspace. They are told.")
            who = inputs.person("person", t("Colleague"), "", hint=hint)
        blocks = [*_before(t, around, meanwhile), who, *_inputs(t, state, around, entered)]
        title = t("Change roles") if state.staff_id else t("Grant roles")
        submit = submit_text(t, around.decision, t("Save"))
        return modal(View.GRANT_ROLES, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any], time_zone: tzinfo) -> GrantForm:
        """Read what was entered."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        grant = read_grant(entered, time_zone)
        command = GrantRoles(
            slack_user_id=state.staff_id or entered.person("person"),
            grant=grant.grant,
            reason=grant.reason,
            version=state.version,
        )
        return cls(state=state, command=command, entered=grant)

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        return _errors(t, self.state, problems, without=() if not self.state.staff_id else ("person",))


@dataclass(frozen=True, slots=True, kw_only=True)
class MapGroupForm:
    """Give all members of a user group roles. ``state.staff_id`` is the group; without, the form asks."""

    state: ViewState
    command: MapGroup
    entered: GrantEntered

    @staticmethod
    def build(
        t: Translator,
        state: ViewState,
        around: Around,
        groups: Sequence[Choosable],
        entered: GrantEntered = BLANK,
        meanwhile: Meanwhile | None = None,
    ) -> SlackView:
        """Ask for a user group and its roles, or for the roles of one, which is then the only one."""
        if state.staff_id:
            name = rich.words(groups[0].name if groups else state.staff_id)
            who: Block = rich.rich(rich.lines(rich.fact(t("User group:"), name)))
        else:
            who = _group_input(t, state.nonce, groups)
        told = t("Whoever is in the group in Slack holds these roles; whoever leaves it, no more.")
        blocks = [*_before(t, around, meanwhile), who, section(told), *_inputs(t, state, around, entered)]
        title = t("Change a mapping") if state.staff_id else t("Map a user group")
        submit = submit_text(t, around.decision, t("Save"))
        return modal(View.MAP_GROUP, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any], time_zone: tzinfo) -> MapGroupForm:
        """Read what was entered. What the group is called, Slack knows, or the mapping."""
        state = ViewState.decode(view["private_metadata"])
        entered = Entered(view, state.nonce)
        grant = read_grant(entered, time_zone)
        command = MapGroup(
            group_id=state.staff_id or entered.choice("group"),
            name="",
            grant=grant.grant,
            reason=grant.reason,
            version=state.version,
        )
        return cls(state=state, command=command, entered=grant)

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input that it is about."""
        return _errors(t, self.state, problems, without=("person",))


def _inputs(t: Translator, state: ViewState, around: Around, entered: GrantEntered) -> list[Block]:
    return grant_inputs(t, state.nonce, entered, around.customers, around.time_zone)


def _before(t: Translator, around: Around, meanwhile: Meanwhile | None) -> list[Block]:
    decision = around.decision
    blocks = [*_conflict(t, around, meanwhile), *approval_note(t, decision)]
    if decision is not None and decision.reason is Reason.ONLY_ADMIN:
        told = t("You are the only Global admin: nobody could agree to this, so it takes effect at once.")
        blocks.append(section(told))
    return blocks


def _conflict(t: Translator, around: Around, meanwhile: Meanwhile | None) -> list[Block]:
    if meanwhile is None:
        return []
    held = grant_line(t, meanwhile.held, around.customers, around.now)
    nothing: list[rich.Element] = [rich.words(t("No partner roles"))]
    event = meanwhile.event
    if event is not None:
        who, when = rich.mention(event.actor_id), rich.moment(t, event.occurred_at)
        told = rich.woven(t("{who} changed this {when}. Yours is not saved. Now it is:"), who=who, when=when)
    else:
        told = [rich.words(t("Somebody else changed this meanwhile. Yours is not saved. Now it is:"))]
    remedy = t("What you entered is still in the form. Save to replace theirs, or cancel to keep theirs.")
    return [
        rich.rich(
            rich.lines([rich.warning_sign(), rich.words(" "), *told]),
            rich.bullets([held if meanwhile.held.roles else nothing]),
            rich.lines([rich.words(remedy)]),
        )
    ]


def _group_input(t: Translator, nonce: str, groups: Sequence[Choosable]) -> InputBlock:
    """Offer the user groups, the first 400 by name: a view has at most 250 KB.

    Slack takes a hundred options in each group of them.
    """
    offered = groups[:GROUPS_OFFERED]
    pages = [offered[start : start + MAXIMUM_OPTIONS] for start in range(0, len(offered), MAXIMUM_OPTIONS)]
    options = [[option(each.name, each.id) for each in page] for page in pages]
    grouped = [
        OptionGroup(label=plain(f"{page[0].name} … {page[-1].name}", OPTION), options=shown)
        for page, shown in zip(pages, options, strict=True)
    ]
    element = StaticSelectElement(
        action_id="group",
        placeholder=plain(t("Choose a user group"), 150),
        **({"option_groups": grouped} if len(pages) > 1 else {"options": options[0]}),
    )
    is_cut = len(groups) > len(offered)
    hint = t("Only the first {count} by name are listed.", count=t.number(len(offered))) if is_cut else ""
    return InputBlock(
        block_id=Inputs(t, nonce).block_id("group"),
        label=plain(t("User group")),
        element=element,
        hint=plain(hint) if hint else None,
        optional=False,
    )


def _errors(
    t: Translator, state: ViewState, problems: Iterable[Problem], without: Sequence[str]
) -> dict[str, str]:
    fields = [field for field in FIELDS if field not in without]
    sentences = ((problem.field, problem_sentence(t, problem)) for problem in problems)
    return by_block(sentences, fields, state.nonce)
