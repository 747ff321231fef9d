"""What a form says when somebody else saved a newer version while it was open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.readings import shown
from shared.slack_ui.sentences import field_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.models.blocks import RichTextBlock

    from shared.domain.customer import Customer
    from shared.domain.subscription import Subscription
    from shared.domain.user import User
    from shared.i18n.translator import Translator

_SHOWN = 300  # characters of a value


def conflict_banner(
    t: Translator,
    theirs: User | Customer | Subscription,
    saved: Mapping[str, str],
    typed: Mapping[str, str],
) -> RichTextBlock:
    """Say who saved what in between, and that saving again replaces it knowingly.

    ``saved`` and ``typed`` are the readings of each field. What the record was before is not known any
    more, so the banner lists where the form differs from what is saved now.
    """
    told = rich.woven(
        t("{who} saved a newer version {when}, while you had this form open. Yours is not saved."),
        who=rich.mention(theirs.changed_by),
        when=rich.moment(t, theirs.changed_at),
    )
    parts = [rich.lines([rich.warning_sign(), rich.words(" "), *told])]
    differences = [field for field in saved if saved[field] != typed[field]]
    if differences:
        remedy = t("What you typed is still in the form. Save to replace theirs, or cancel to keep theirs.")
        listed = [_difference(t, field, saved[field], typed[field]) for field in differences]
        return rich.rich(*parts, rich.bullets(listed), rich.lines([rich.words(remedy)]))
    same = t("What they saved is what you typed: there is nothing more to save.")
    return rich.rich(*parts, rich.lines([rich.words(same)]))


def _difference(t: Translator, field: str, saved: str, typed: str) -> list[rich.Element]:
    label = t("{label}:", label=field_name(t, field))
    values = rich.woven(
        t("saved now: {saved}; yours: {typed}"),
        saved=shown(field, saved, limit=_SHOWN),
        typed=shown(field, typed, limit=_SHOWN),
    )
    return rich.fact(label, *values)
