"""One of the people in the confirmation of a restoration: what comes back with them, or why they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.deletion import restorable_until
from shared.slack_ui.modals.people_named import named
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.products import ProductNames, licenses_text
from shared.slack_ui.restoration import missing_text
from shared.slack_ui.texts import SECTION

if TYPE_CHECKING:
    from slack_sdk.models.blocks import RichTextBlock

    from shared.i18n.translator import Translator
    from shared.operations.restorable import Restorable, Returning

_LEAST_SHOWN = 300  # characters of the licenses of one user; the fewer users, the more


def returning_block(t: Translator, restorable: Restorable, each: Returning) -> RichTextBlock:
    """Say what comes back with a deleted user, or why they cannot be restored here."""
    user = each.deleted.user
    lines = [named(t, each.name, user.user_principal_name)]
    if why_not := _why_not(t, restorable, each):
        lines.append([rich.warning_sign(), rich.words(f" {why_not}")])
        return rich.rich(rich.lines(*lines))
    lines.append(restorable_until(t, each.deleted, restorable.now))
    names = ProductNames(restorable.subscriptions)
    room = max(_LEAST_SHOWN, SECTION // len(restorable.people))
    if each.kept:
        held = " · ".join(licenses_text(t, names, each.kept))
        lines.append(rich.fact(t("Licenses that come back:"), rich.words(held, limit=room)))
    if each.missing:
        missing = missing_text(t, names, each.missing)
        lines.append(rich.fact(t("Licenses that do not come back:"), rich.words(missing, limit=room)))
    if not user.licenses:
        lines.append(rich.fact(t("Licenses when deleted:"), rich.words(t("no license"))))
    if each.needs_name:
        lines.append([rich.warning_sign(), rich.words(f" {_why_another(t, restorable, each)}")])
    return rich.rich(rich.lines(*lines))


def _why_not(t: Translator, restorable: Restorable, each: Returning) -> str:
    """Say why somebody cannot be restored from here; empty for those who can."""
    if each.guard is not None:
        return problem_sentence(t, each.guard)
    if each.is_too_late:
        return t("Deleted 30 days ago or more: this user cannot be restored any more.")
    if each.can_return:
        return ""
    return t(
        "All domains of {customer} are federated, and {domain} cannot be used any more: add a domain to the "
        "customer that is not federated, and then restore this user.",
        customer=restorable.customer.name,
        domain=each.deleted.user.profile.domain,
    )


def _why_another(t: Translator, restorable: Restorable, each: Returning) -> str:
    profile = each.deleted.user.profile
    if profile.domain in restorable.usable:
        return t(
            "Somebody else signs in as {upn} now: restore this user under another name.",
            upn=profile.user_principal_name,
        )
    return t(
        "{domain} cannot be used any more: restore this user with another domain.", domain=profile.domain
    )
