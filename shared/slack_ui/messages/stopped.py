"""What is said of a request that its requester stopped under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.i18n.translator import Translator
    from shared.slack_ui.messages.job import Telling


def result_line(t: Translator, says: Telling, *, is_requesters: bool = True) -> str:
    """Say in numbers what came of a request, and how many were left where its requester stopped it."""
    request = says.job.request
    tally, left = request.tally, request.left
    counts = says.counts(tally)
    if not request.is_stopped:
        return counts
    if not tally.total:
        return t.n(
            "Stopped before anything was done: {count} left as it was.",
            "Stopped before anything was done: {count} left as they were.",
            left,
        )
    facts = {"dealt": t.number(tally.total), "total": t.number(request.targets), "counts": counts}
    if is_requesters:
        return t.n(
            "Stopped by you: {dealt} of {total} dealt with: {counts}; {count} left as it was.",
            "Stopped by you: {dealt} of {total} dealt with: {counts}; {count} left as they were.",
            left,
            **facts,
        )
    return t.n(
        "Stopped by the person who asked: {dealt} of {total} dealt with: {counts}; {count} left as it was.",
        "Stopped by the person who asked: {dealt} of {total} dealt with: {counts}; {count} left as they "
        "were.",
        left,
        **facts,
    )


def stopping_line(t: Translator) -> str:
    """Say that no others will be dealt with than those whose turn it is."""
    return t("It stops after these users: at most a hundred, and the others are left as they are.")
