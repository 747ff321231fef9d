"""What to do when something takes too long or fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui import rich
from shared.slack_ui.messages.message import Message

if TYPE_CHECKING:
    from slack_sdk.models.blocks import RichTextBlock

    from shared.i18n.translator import Translator


def busy(t: Translator) -> Message:
    """Say that trying again is safe, whether anything was done or not."""
    told = t("Too much is going on at once. Try again in a moment: nothing is done twice.")
    return _plain(told)


def trouble(t: Translator, reference: str) -> Message:
    """Say that something failed that should not, with the reference that the log carries."""
    sentence = t("Something went wrong. Look first whether it was done. Reference: {reference}")
    told = sentence.format(reference=reference)
    return Message(told, [trouble_block(t, reference)])


def gone(t: Translator) -> Message:
    """Say that what was asked for is not there, or not any more."""
    return _plain(t("That is no longer there. Open the list again to see what is."))


def no_passwords(t: Translator) -> Message:
    """Say that no passwords wait for this person, whatever the reason."""
    return _plain(
        t(
            "No passwords wait here for you. They are handed over once, within 24 hours, to the person who "
            "had them set. Reset the passwords to get new ones."
        )
    )


def no_import(t: Translator) -> Message:
    """Say that nobody knows this file any more, or that it is another person's."""
    return _plain(t("This file was checked too long ago, or by somebody else. Upload it again."))


def slack_is_slow(t: Translator) -> Message:
    """Say that Slack did not open the window in time."""
    return _plain(t("Slack did not open the window in time. Nothing was changed: try again."))


def trouble_block(t: Translator, reference: str) -> RichTextBlock:
    """Say what is not known, what to look at, and what to give to whom if it goes on."""
    unsure = t(
        "Something went wrong on our side. What you asked for may or may not have been done: look first."
    )
    sentence = t("If it goes on, give your administrator this reference: {reference}")
    return rich.rich(rich.lines([rich.words(unsure)], rich.woven(sentence, reference=rich.code(reference))))


def _plain(told: str) -> Message:
    return Message(told, [rich.rich(rich.lines([rich.words(told)]))])
