"""The inputs about a user that creating and editing share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.license import MAXIMUM_CHANGES
from shared.domain.user import DirectoryRole, UserProfile
from shared.slack_ui.blocks import context
from shared.slack_ui.inputs import Entered, Inputs, by_block
from shared.slack_ui.options import option
from shared.slack_ui.problems import problem_sentence
from shared.slack_ui.products import hindered, subscription_name
from shared.slack_ui.sentences import directory_role_name, field_name, permissions_name
from shared.slack_ui.texts import OPTION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from slack_sdk.models.blocks import Block, InputBlock

    from shared.domain.customer import Customer
    from shared.domain.problem import Problem
    from shared.domain.subscription import Subscription
    from shared.i18n.translator import Translator

# The first one takes the errors that concern no input.
FIELDS = (
    "display_name",
    "first_name",
    "last_name",
    "user_name",
    "domain",
    "usage_location",
    "directory_roles",
)


def profile_inputs(
    t: Translator,
    nonce: str,
    profile: UserProfile,
    customer: Customer,
    permissions: Collection[DirectoryRole],
    *,
    kept_domain: str = "",
) -> list[Block]:
    """Ask for everything about a user of a customer, starting from a profile.

    ``kept_domain`` is the one that the user has, usable for new users or not.
    ``permissions`` are those offered; of the profile's, others are not asked for.
    """
    inputs = Inputs(t, nonce)
    return [
        inputs.text("first_name", field_name(t, "first_name"), profile.first_name, is_optional=True),
        inputs.text("last_name", field_name(t, "last_name"), profile.last_name, is_optional=True),
        inputs.text("display_name", field_name(t, "display_name"), profile.display_name),
        inputs.text(
            "user_name",
            field_name(t, "user_name"),
            profile.user_name,
            hint=t("The part of the sign-in name before the @, without accents: nadia.okafor"),
        ),
        inputs.domain("domain", field_name(t, "domain"), customer, profile.domain, kept=kept_domain),
        inputs.country(
            "usage_location",
            field_name(t, "usage_location"),
            profile.usage_location,
            hint=t("Where the user works. Needed for licenses: Microsoft assigns them by country or region."),
            is_optional=True,
        ),
        _permissions_input(inputs, profile.directory_roles, permissions),
    ]


def _permissions_input(
    inputs: Inputs, held: Collection[DirectoryRole], offered: Collection[DirectoryRole]
) -> Block:
    t = inputs.t
    if not offered:
        return context(
            t(
                "Your roles let you give no permissions: this user can use licenses and services. For more, "
                "ask a Global admin or an Admin agent."
            )
        )
    boxes = {
        role: option(directory_role_name(t, role), role.value) for role in DirectoryRole if role in offered
    }
    hints = [t("Without any of these, the user can use licenses and services.")]
    if missing := set(DirectoryRole) - boxes.keys():
        hints.append(
            t(
                "Your roles do not let you give: {permissions}. Ask a Global admin or an Admin agent.",
                permissions=permissions_name(t, missing),
            )
        )
    return inputs.choices(
        "directory_roles",
        field_name(t, "directory_roles"),
        list(boxes.values()),
        [box for role, box in boxes.items() if role in held],
        hint=" ".join(hints),
    )


def protection_input(t: Translator, nonce: str, *, is_protected: bool) -> InputBlock:
    """Ask whether it takes two people to touch the account."""
    box = option(t("Protected"), "protected")
    return Inputs(t, nonce).choices(
        "is_protected",
        t("Protection"),
        [box],
        [box] if is_protected else [],
        hint=t("Editing, resetting, deleting or restoring this user takes another person's agreement."),
    )


def entered_profile(entered: Entered) -> UserProfile:
    """Read what was entered, tidied: phones turn apostrophes, and what is pasted brings what nobody sees."""
    return UserProfile(
        first_name=entered.text("first_name"),
        last_name=entered.text("last_name"),
        display_name=entered.text("display_name"),
        user_name=entered.user_name("user_name"),
        domain=entered.choice("domain"),
        usage_location=entered.choice("usage_location"),
        directory_roles=frozenset(DirectoryRole(role) for role in entered.choices("directory_roles")),
        is_protected=bool(entered.choices("is_protected")),
    )


def license_step(
    t: Translator, nonce: str, subscriptions: Sequence[Subscription], sku_ids: Collection[str]
) -> Block:
    """Ask for a new user's licenses, starting from some; or say why none can be given now."""
    seats = {
        each.id: option(
            subscription_name(each, OPTION),
            each.id,
            t.n("{count} available", "{count} available", each.available),
        )
        for each in subscriptions
        if each.hindrance is None
    }
    why_not = hindered(t, subscriptions)
    if not seats:
        reason = why_not or t("The customer has no subscription yet.")
        return context(" ".join([t("No license can be given now."), reason]))
    return Inputs(t, nonce).several(
        "licenses",
        field_name(t, "licenses"),
        list(seats.values()),
        [choice for sku_id, choice in seats.items() if sku_id in sku_ids],
        placeholder=t("Choose products"),
        hint=why_not,
        limit=MAXIMUM_CHANGES,
    )


def profile_errors(
    t: Translator, nonce: str, problems: Iterable[Problem], fields: Sequence[str] = FIELDS
) -> dict[str, str]:
    """Say each problem under the input that it is about."""
    sentences = ((problem.field, problem_sentence(t, problem)) for problem in problems)
    return by_block(sentences, fields, nonce)
