"""The people whom something is about, one by one, and why some of them are left as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.blocks import context, header
from shared.slack_ui.problems import outcome_reason
from shared.slack_ui.texts import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block

    from shared.domain.outcome import Outcome
    from shared.i18n.translator import Translator

_NAME = 256


def named(t: Translator, display_name: str, sign_in_name: str) -> list[rich.Element]:
    """Name somebody by both of their names; who is gone for good has none."""
    if not display_name:
        return [rich.bold(t("Somebody who is no longer there"))]
    name = rich.bold(cut(display_name, _NAME))
    return [name, rich.words(" "), rich.code(sign_in_name)] if sign_in_name else [name]


def refused_blocks(t: Translator, title: str, refused: Sequence[Outcome]) -> list[Block]:
    """Say who is left as they are, and why; nothing where that is nobody."""
    if not refused:
        return []
    lines = [
        rich.rich(
            rich.lines(
                [
                    rich.warning_sign(),
                    rich.words(" "),
                    *named(t, outcome.target_name, outcome.sign_in_name),
                ],
                [rich.words(outcome_reason(t, outcome))],
            )
        )
        for outcome in refused
    ]
    return [header(title), *lines]


def unnamed_items(t: Translator, unnamed: int) -> list[list[rich.Element]]:
    """Say at the end of a list how many more there are; nothing where all are named."""
    if not unnamed:
        return []
    return [[rich.words(t.n("and {count} more", "and {count} more", unnamed))]]


def missing_blocks(t: Translator, missing: int) -> list[Block]:
    """Say how many of those chosen are no longer there; nothing where all are."""
    if not missing:
        return []
    said = t.n(
        "{count} of those chosen is no longer there.", "{count} of those chosen are no longer there.", missing
    )
    return [context(said)]
