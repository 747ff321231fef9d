"""What is asked before somebody decides about a request: to read it once more, or for a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from shared.domain.text import one_line
from shared.operations.asking import content_hash
from shared.operations.objections import Deed
from shared.slack_ui import rich
from shared.slack_ui.blocks import section
from shared.slack_ui.ids import View
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.modals.modal import modal
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.request import request_blocks
from shared.slack_ui.request.description import title_blocks
from shared.slack_ui.state import ViewState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from slack_sdk.models.blocks import Block
    from slack_sdk.models.views import View as SlackView

    from shared.domain.problem import Problem
    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject

FIELDS = ("reason",)

_NAMED = 10  # people who are told, by name


def decision_view(t: Translator, deed: Deed, subject: Subject, state: ViewState) -> SlackView:
    """Ask before a request is decided about: what is submitted is about what is shown here."""
    request = subject.request
    state = replace(
        state, request_id=request.id, content_hash=content_hash(request), nonce=state.nonce or uuid4().hex
    )
    return _VIEWS[deed](t, subject, state)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonForm:
    """The reason that somebody gave, in one line."""

    state: ViewState
    reason: str

    @classmethod
    def parse(cls, view: Mapping[str, Any]) -> ReasonForm:
        """Read what was typed; its lines become one: it is shown as a single line."""
        state = ViewState.decode(view["private_metadata"])
        return cls(state=state, reason=one_line(Entered(view, state.nonce).text("reason")))

    def errors(self, t: Translator, problems: Iterable[Problem]) -> dict[str, str]:
        """Say what is wrong with it under its input."""
        sentences = ((problem.field, problem_sentence(t, problem)) for problem in problems)
        return by_block(sentences, FIELDS, self.state.nonce)


def _approval(t: Translator, subject: Subject, state: ViewState) -> SlackView:
    asked = t("Read what you agree to. It is done exactly as it stands here, or not at all.")
    blocks: list[Block] = [section(asked), *request_blocks(t, subject)]
    title, submit = t("Approve the request"), t("Approve")
    return modal(View.APPROVE_REQUEST, title, blocks, state, close=t("Back"), submit=submit)


def _rejection(t: Translator, subject: Subject, state: ViewState) -> SlackView:
    hint = t("The person who asked, and everybody who could agree, can read it.")
    blocks = [*title_blocks(t, subject), _reason(t, state, t("Why not"), hint)]
    title, submit = t("Reject the request"), t("Reject")
    return modal(View.REJECT_REQUEST, title, blocks, state, close=t("Back"), submit=submit)


def _taking_back(t: Translator, subject: Subject, state: ViewState) -> SlackView:
    asked = t("Cancel this request? Nothing of it is done, and nobody can agree to it any more.")
    blocks = [*title_blocks(t, subject), section(asked)]
    title, submit = t("Cancel the request"), t("Cancel request")
    return modal(View.CANCEL_REQUEST, title, blocks, state, close=t("Back"), submit=submit)


def _breaking_glass(t: Translator, subject: Subject, state: ViewState) -> SlackView:
    alone = t("You act alone: it begins at once, and nobody else has agreed to it.")
    review = t("A review is opened. Another person must look at what was done, and close it.")
    told: list[list[rich.Element]] = [_who_is_told(t, subject), [rich.words(review)]]
    warning = rich.rich(
        rich.lines([rich.warning_sign(), rich.words(" "), rich.bold(alone)]), rich.bullets(told)
    )
    hint = t("Everybody who could have agreed reads it now, and whoever closes the review.")
    blocks = [warning, *request_blocks(t, subject), _reason(t, state, t("Why it cannot wait"), hint)]
    title, submit = t("Act without approval"), t("Act now")
    return modal(View.BREAK_GLASS, title, blocks, state, close=t("Back"), submit=submit)


def _closing(t: Translator, subject: Subject, state: ViewState) -> SlackView:
    asked = t("Look at what was done without approval. The history of the customer has every change.")
    hint = t("What you found. It stays with the request, and in the history.")
    blocks = [section(asked), *request_blocks(t, subject), _reason(t, state, t("Note"), hint)]
    title, submit = t("Close the review"), t("Close review")
    return modal(View.CLOSE_REVIEW, title, blocks, state, close=t("Back"), submit=submit)


_VIEWS = {
    Deed.APPROVE: _approval,
    Deed.REJECT: _rejection,
    Deed.TAKE_BACK: _taking_back,
    Deed.BREAK_GLASS: _breaking_glass,
    Deed.CLOSE_REVIEW: _closing,
}


def _reason(t: Translator, state: ViewState, label: str, hint: str) -> Block:
    return Inputs(t, state.nonce).text("reason", label, "", hint=hint, is_multiline=True)


def _who_is_told(t: Translator, subject: Subject) -> list[rich.Element]:
    people = [rich.mention(each.slack_user_id) for each in subject.approvers]
    if not people:
        return [rich.words(t("Everybody who could agree is told at once, with your reason."))]
    named: list[rich.Element] = []
    for each in people[:_NAMED]:
        named += [rich.words(", "), each] if named else [each]
    if len(people) > _NAMED:
        others = t.n("and {count} more", "and {count} more", len(people) - _NAMED)
        named.append(rich.words(f" {others}"))
    told = t("Everybody who could agree is told at once, with your reason:")
    return [rich.words(f"{told} "), *named]
