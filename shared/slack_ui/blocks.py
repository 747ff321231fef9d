"""The blocks that modals and messages are made of, with every text inside Slack's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    HeaderBlock,
    RichTextBlock,
    SectionBlock,
)

from shared.slack_ui import rich
from shared.slack_ui.texts import BUTTON, DIALOG, DIALOG_BUTTON, DIALOG_TITLE, HEADER, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.models.blocks import Block, InteractiveElement

    from shared.domain.customer import Customer
    from shared.i18n.translator import Translator
    from shared.slack_ui.ids import Click


def header(text: str) -> HeaderBlock:
    """A heading."""
    return HeaderBlock(text=plain(text, HEADER))


def section(text: str, accessory: InteractiveElement | None = None, block_id: str = "") -> SectionBlock:
    """A paragraph, with a button or select at its side."""
    return SectionBlock(text=plain(text), accessory=accessory, block_id=block_id or None)


def context(text: str) -> ContextBlock:
    """A remark in small type."""
    return ContextBlock(elements=[plain(text)])


def button(
    text: str,
    click: Click,
    value: str = "",
    *,
    is_primary: bool = False,
    is_danger: bool = False,
    reads_as: str = "",
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """A button, with what is asked before it counts as pressed.

    ``reads_as`` is what a screen reader says where the text alone is not enough.
    """
    style = "primary" if is_primary else "danger" if is_danger else None
    return ButtonElement(
        text=plain(text, BUTTON),
        action_id=click.value,
        value=value or None,
        style=style,
        accessibility_label=plain(reads_as, BUTTON).text if reads_as else None,
        confirm=confirm,
    )


def dialog(title: str, text: str, *, yes: str, no: str, is_danger: bool = False) -> ConfirmObject:
    """What Slack asks before a button counts as pressed."""
    return ConfirmObject(
        title=plain(title, DIALOG_TITLE),
        text=plain(text, DIALOG),
        confirm=plain(yes, DIALOG_BUTTON),
        deny=plain(no, DIALOG_BUTTON),
        style="danger" if is_danger else None,
    )


def actions(elements: Sequence[InteractiveElement]) -> list[Block]:
    """A row of buttons and selects; no row where there are none."""
    return [ActionsBlock(elements=list(elements))] if elements else []


def customer_warning(t: Translator, customer: Customer) -> list[RichTextBlock]:
    """What everybody who works for this customer must know, if there is anything."""
    if not customer.profile.warning:
        return []
    text = rich.fact(
        t("Take care with {customer}:", customer=customer.name), rich.words(customer.profile.warning)
    )
    return [rich.rich(rich.lines([rich.warning_sign(), rich.words(" "), *text]))]
