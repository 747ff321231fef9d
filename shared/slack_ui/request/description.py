"""Everything about a request that whoever decides must know, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.command import ImportRows, RolesCommand, UsersCommand
from shared.slack_ui import rich
from shared.slack_ui.blocks import customer_warning, header
from shared.slack_ui.messages.job import Job
from shared.slack_ui.messages.stopped import result_line
from shared.slack_ui.messages.tellings import telling
from shared.slack_ui.request.agreement import asked_lines, decision_lines, state_line
from shared.slack_ui.request.consequences import consequences
from shared.slack_ui.request.people import named_user, people_blocks
from shared.slack_ui.request.records import record_lines
from shared.slack_ui.request.roles import roles_lines
from shared.slack_ui.request.rows import rows_blocks
from shared.slack_ui.request.title import request_title

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject


def request_blocks(t: Translator, subject: Subject) -> list[Block]:
    """Describe a request, with its title first."""
    return [
        *title_blocks(t, subject),
        *_result_blocks(t, subject),
        *facts_blocks(t, subject),
        *consequence_blocks(t, subject),
        *agreement_blocks(t, subject),
    ]


def _result_blocks(t: Translator, subject: Subject) -> list[Block]:
    """Say in numbers what came of it; what became of each user is on its card."""
    request = subject.request
    job = Job(request=request, customer=subject.customer, subscriptions=subject.subscriptions)
    says = telling(t, job)
    if says is None or not request.is_finished or not (request.tally.total or request.is_stopped):
        return []
    return [rich.rich(rich.lines([rich.bold(result_line(t, says, is_requesters=False))]))]


def title_blocks(t: Translator, subject: Subject) -> list[Block]:
    """Say what is asked for, where it stands, for whom, and with what to take care."""
    lines = [state_line(t, subject.request)]
    if subject.customer_name:
        lines.append(rich.fact(t("Customer:"), rich.words(subject.customer_name)))
    warning = customer_warning(t, subject.customer) if subject.customer else []
    return [header(request_title(t, subject)), rich.rich(rich.lines(*lines)), *warning]


def facts_blocks(t: Translator, subject: Subject) -> list[Block]:
    """Say what exactly is asked for: to whom, or what becomes of each field."""
    command = subject.request.command
    if isinstance(command, UsersCommand):
        return people_blocks(t, subject, command)
    if isinstance(command, ImportRows):
        return rows_blocks(t, subject, command)
    if isinstance(command, RolesCommand):
        return [rich.rich(rich.lines(*roles_lines(t, subject, command)))]
    who = [named_user(t, each) for each in subject.users]
    lines = [*who, *record_lines(t, subject)]
    return [rich.rich(rich.lines(*lines))] if lines else []


def consequence_blocks(t: Translator, subject: Subject) -> list[Block]:
    """Say what comes of it."""
    told = consequences(t, subject)
    return [rich.rich(rich.bullets(told))] if told else []


def agreement_blocks(t: Translator, subject: Subject) -> list[Block]:
    """Say who asked, who may agree, and what was said so far."""
    blocks: list[Block] = [rich.rich(rich.lines(*asked_lines(t, subject)))]
    decided = decision_lines(t, subject.request)
    return [*blocks, *([rich.rich(rich.bullets(decided))] if decided else [])]
