"""The form that takes partner roles from a colleague, or from all members of a user group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.command import RevokeRoles, UnmapGroup
from shared.slack_ui import rich
from shared.slack_ui.asking import approval_note, submit_text
from shared.slack_ui.blocks import section
from shared.slack_ui.grants import grant_line
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.problem import Problem
    from shared.domain.staff import MappedGroup, Staff
    from shared.i18n.translator import Translator
    from shared.slack_ui.modals.grant_form import Around


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeForm:
    """Take from somebody what they were granted, or take a mapping away."""

    state: ViewState
    command: RevokeRoles | UnmapGroup

    @staticmethod
    def build_for_person(
        t: Translator, state: ViewState, around: Around, person: Staff, reason: str = "", notice: str = ""
    ) -> SlackView:
        """Say what a colleague loses, and ask why."""
        told = [t("From the next click on, and for requests under way, they hold this no more.")]
        if person.memberships:
            told.append(t("What they hold as members of user groups stays until they leave the group."))
        blocks: list[Block] = [
            *_before(t, around, notice),
            rich.rich(
                rich.lines(rich.fact(t("Colleague:"), rich.mention(person.slack_user_id))),
                rich.bullets([grant_line(t, person.own, around.customers, around.now)]),
            ),
            section(" ".join(told)),
            _why(t, state, reason),
        ]
        submit = submit_text(t, around.decision, t("Revoke"))
        title = t("Revoke roles")
        return modal(View.REVOKE_ROLES, title, blocks, state, close=t("Cancel"), submit=submit)

    @staticmethod
    def build_for_group(
        t: Translator,
        state: ViewState,
        around: Around,
        group: MappedGroup,
        reason: str = "",
        notice: str = "",
    ) -> SlackView:
        """Say what all members of a user group lose, and ask why."""
        blocks: list[Block] = [
            *_before(t, around, notice),
            rich.rich(
                rich.lines(rich.fact(t("User group:"), rich.words(group.name))),
                rich.bullets([grant_line(t, group.grant, around.customers, around.now)]),
            ),
            section(t("All its members hold this no more; what they were granted themselves stays.")),
            _why(t, state, reason),
        ]
        submit = submit_text(t, around.decision, t("Remove"))
        title = t("Remove the mapping")
        return modal(View.UNMAP_GROUP, title, blocks, state, close=t("Cancel"), submit=submit)

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> RevokeForm:
        """Read what was entered."""
        state = ViewState.decode(view["private_metadata"])
        reason = Entered(view, state.nonce).text("reason")
        command: RevokeRoles | UnmapGroup
        if view["callback_id"] == View.UNMAP_GROUP:
            command = UnmapGroup(group_id=state.staff_id, reason=reason, version=state.version)
        else:
            command = RevokeRoles(slack_user_id=state.staff_id, reason=reason, version=state.version)
        return cls(state=state, command=command)

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say each problem under the input, of which there is one."""
        sentences = ((problem.field, problem_sentence(t, problem)) for problem in problems)
        return by_block(sentences, ("reason",), self.state.nonce)


def _before(t: Translator, around: Around, notice: str) -> list[Block]:
    return [*([section(notice)] if notice else []), *approval_note(t, around.decision)]


def _why(t: Translator, state: ViewState, reason: str) -> Block:
    hint = t("Kept in the history, and shown to who has to agree.")
    return Inputs(t, state.nonce).text("reason", t("Why"), reason, hint=hint)
