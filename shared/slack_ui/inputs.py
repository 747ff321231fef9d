"""The inputs of a form, and what a person entered into them.

Slack keeps what was typed into an input across an update of its view as long as its block_id stays the
same. So each form's block ids end with the nonce of its state: another nonce, empty inputs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from typing import TYPE_CHECKING, Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    DatePickerElement,
    EmailInputElement,
    ExternalDataMultiSelectElement,
    ExternalDataSelectElement,
    InputBlock,
    NumberInputElement,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    TimePickerElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement

from shared.domain.text import seen, tidy
from shared.domain.user_principal_name import straight
from shared.slack_ui.ids import Options
from shared.slack_ui.options import country_option, customer_option, option
from shared.slack_ui.texts import cut, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from slack_sdk.models.blocks import Option

    from shared.domain.customer import Customer, CustomerSummary
    from shared.i18n.translator import Translator

_COUNT = re.compile(r"[0-9]{1,12}")
_ERROR = 1000  # characters; Slack gives no limit
_TYPED = 3000  # characters that a text input takes


@dataclass(frozen=True, slots=True)
class Inputs:
    """Makes the inputs of one form, named after the fields of its command."""

    t: Translator
    nonce: str

    def block_id(self, field: str) -> str:
        """The id of a field's input on this form."""
        return f"{field}-{self.nonce}"

    def text(
        self,
        field: str,
        label: str,
        value: str,
        *,
        hint: str = "",
        is_optional: bool = False,
        is_multiline: bool = False,
    ) -> InputBlock:
        """An input for a text."""
        element = PlainTextInputElement(
            action_id=field, initial_value=cut(value, _TYPED) or None, multiline=is_multiline or None
        )
        return self._block(field, label, element, hint, is_optional=is_optional)

    def number(self, field: str, label: str, value: int | None, *, limit: int, hint: str = "") -> InputBlock:
        """An input for a whole number from 0 to ``limit``."""
        element = NumberInputElement(
            action_id=field,
            is_decimal_allowed=False,
            initial_value=None if value is None else str(value),
            min_value="0",
            max_value=str(limit),
        )
        return self._block(field, label, element, hint, is_optional=False)

    def email(self, field: str, label: str, *, hint: str) -> InputBlock:
        """An input for an e-mail address, which Slack looks at too."""
        return self._block(field, label, EmailInputElement(action_id=field), hint, is_optional=False)

    def file(self, field: str, label: str, *, extensions: Sequence[str], hint: str = "") -> InputBlock:
        """An input for one file; what it holds is looked at when it is read."""
        element = FileInputElement(action_id=field, filetypes=list(extensions), max_files=1)
        return self._block(field, label, element, hint, is_optional=False)

    def product(self, field: str, label: str, *, hint: str = "") -> InputBlock:
        """A select of a product from the catalogue, found by typing."""
        element = ExternalDataSelectElement(
            action_id=Options.PRODUCTS.value,
            min_query_length=0,
            placeholder=plain(self.t("Type a product's name or part number"), 150),
        )
        return self._block(field, label, element, hint, is_optional=False)

    def choice(self, field: str, label: str, options: Sequence[Option], chosen: Option) -> InputBlock:
        """A select of one of a few."""
        element = StaticSelectElement(action_id=field, options=list(options), initial_option=chosen)
        return self._block(field, label, element, "", is_optional=False)

    def domain(
        self, field: str, label: str, customer: Customer, chosen: str, *, kept: str = ""
    ) -> InputBlock:
        """A select of a domain in which users can be created, or of the one ``kept``.

        Of a customer who has many they are found by typing.
        """
        if not customer.further_domains:
            names = dict.fromkeys([*(domain.name for domain in customer.profile.managed_domains), kept])
            choices = {name: option(name, name) for name in names if name}
            first = next(iter(choices.values()))
            return self.choice(field, label, list(choices.values()), choices.get(chosen, first))
        element = ExternalDataSelectElement(
            action_id=Options.DOMAINS.value,
            min_query_length=0,
            placeholder=plain(self.t("Type the beginning of a domain"), 150),
            initial_option=option(chosen, chosen) if chosen else None,
        )
        return self._block(field, label, element, "", is_optional=False)

    def domains(
        self, field: str, label: str, chosen: Sequence[str], *, limit: int, hint: str = ""
    ) -> InputBlock:
        """A select of at most ``limit`` domains of a customer, found by typing; none has to be chosen."""
        element = ExternalDataMultiSelectElement(
            action_id=Options.DOMAINS_TO_REMOVE.value,
            min_query_length=0,
            placeholder=plain(self.t("Type the beginning of a domain"), 150),
            initial_options=[option(each, each) for each in chosen] or None,
            max_selected_items=limit,
        )
        return self._block(field, label, element, hint, is_optional=True)

    def radio(self, field: str, label: str, options: Sequence[Option], chosen: Option) -> InputBlock:
        """Buttons of which one is pressed, at most ten: what each means is seen at once."""
        element = RadioButtonsElement(action_id=field, options=list(options), initial_option=chosen)
        return self._block(field, label, element, "", is_optional=False)

    def country(
        self, field: str, label: str, code: str, *, hint: str = "", is_optional: bool = False
    ) -> InputBlock:
        """A select of a country or region, found by typing."""
        element = ExternalDataSelectElement(
            action_id=Options.COUNTRIES.value,
            min_query_length=0,
            placeholder=plain(self.t("Type a country or region"), 150),
            initial_option=country_option(self.t, code) if code else None,
        )
        return self._block(field, label, element, hint, is_optional=is_optional)

    def channel(self, field: str, label: str, channel_id: str, *, hint: str = "") -> InputBlock:
        """A select of a channel of our own workspace, shared with nobody else; none has to be chosen."""
        element = ConversationSelectElement(
            action_id=field,
            placeholder=plain(self.t("Choose a channel"), 150),
            initial_conversation=channel_id or None,
            filter=ConversationFilter(
                include=["public", "private"], exclude_bot_users=True, exclude_external_shared_channels=True
            ),
        )
        return self._block(field, label, element, hint, is_optional=True)

    def customer(self, field: str, label: str, customer: CustomerSummary | None) -> InputBlock:
        """A select of a customer, found by typing; none has to be chosen."""
        element = ExternalDataSelectElement(
            action_id=Options.CUSTOMERS.value,
            min_query_length=0,
            placeholder=plain(self.t("Name or domain"), 150),
            initial_option=customer_option(customer) if customer else None,
        )
        return self._block(field, label, element, "", is_optional=True)

    def person(
        self, field: str, label: str, slack_user_id: str, *, hint: str = "", is_optional: bool = False
    ) -> InputBlock:
        """A select of a person of the workspace."""
        element = UserSelectElement(
            action_id=field,
            placeholder=plain(self.t("Choose a person"), 150),
            initial_user=slack_user_id or None,
        )
        return self._block(field, label, element, hint, is_optional=is_optional)

    def day(self, field: str, label: str, value: date | None, *, hint: str = "") -> InputBlock:
        """A day of the calendar; none has to be chosen."""
        element = DatePickerElement(
            action_id=field,
            placeholder=plain(self.t("Choose a day"), 150),
            initial_date=value.isoformat() if value else None,
        )
        return self._block(field, label, element, hint, is_optional=True)

    def time(self, field: str, label: str, value: time | None, *, hint: str = "") -> InputBlock:
        """A time of the day; none has to be chosen."""
        element = TimePickerElement(
            action_id=field,
            placeholder=plain(self.t("Choose a time"), 150),
            initial_time=f"{value:%H:%M}" if value else None,
        )
        return self._block(field, label, element, hint, is_optional=True)

    def customers(
        self, field: str, label: str, chosen: Sequence[CustomerSummary], *, limit: int, hint: str = ""
    ) -> InputBlock:
        """A select of at most ``limit`` customers, found by typing; none has to be chosen."""
        element = ExternalDataMultiSelectElement(
            action_id=Options.SCOPE.value,
            min_query_length=0,
            placeholder=plain(self.t("Name or domain"), 150),
            initial_options=[customer_option(each) for each in chosen] or None,
            max_selected_items=limit,
        )
        return self._block(field, label, element, hint, is_optional=True)

    def several(
        self,
        field: str,
        label: str,
        options: Sequence[Option],
        chosen: Sequence[Option],
        *,
        placeholder: str,
        hint: str,
        limit: int,
    ) -> InputBlock:
        """A select of at most ``limit`` of up to 100; none has to be chosen."""
        element = StaticMultiSelectElement(
            action_id=field,
            options=list(options),
            initial_options=list(chosen) or None,
            placeholder=plain(placeholder, 150),
            max_selected_items=limit,
        )
        return self._block(field, label, element, hint, is_optional=True)

    def choices(
        self, field: str, label: str, options: Sequence[Option], chosen: Sequence[Option], *, hint: str
    ) -> InputBlock:
        """Boxes to tick, at most ten; none has to be."""
        element = CheckboxesElement(
            action_id=field, options=list(options), initial_options=list(chosen) or None
        )
        return self._block(field, label, element, hint, is_optional=True)

    def _block(self, field: str, label: str, element: Any, hint: str, *, is_optional: bool) -> InputBlock:
        return InputBlock(
            block_id=self.block_id(field),
            label=plain(label, 2000),
            element=element,
            hint=plain(hint, 2000) if hint else None,
            optional=is_optional,
        )


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person entered into the inputs of a form."""

    view: Mapping[str, Any]
    nonce: str

    def has(self, field: str) -> bool:
        """Whether the form asked for this field."""
        return f"{field}-{self.nonce}" in self.view["state"]["values"]

    def text(self, field: str) -> str:
        """A text, trimmed, its accents single characters, all visible; empty where nothing was typed."""
        return seen(self._value(field).get("value"))

    def user_name(self, field: str) -> str:
        """A sign-in name, or its first part: as a text, its apostrophes straight, the unseen left to tell."""
        return straight(tidy(self._value(field).get("value")))

    def choice(self, field: str) -> str:
        """The value of the option chosen; empty where none was."""
        option = self._value(field).get("selected_option") or {}
        return str(option.get("value", ""))

    def choices(self, field: str) -> list[str]:
        """The values of the boxes ticked, or of the options chosen."""
        return [str(option["value"]) for option in self._value(field).get("selected_options") or []]

    def named_choices(self, field: str) -> dict[str, str]:
        """The values of the options chosen, each with the text that it was shown by."""
        chosen = self._value(field).get("selected_options") or []
        return {str(option["value"]): str(option["text"]["text"]) for option in chosen}

    def number(self, field: str) -> int:
        """A whole number; -1 where what was entered is none, or has more digits than any count."""
        typed = self.text(field)
        return int(typed) if _COUNT.fullmatch(typed) else -1

    def channel(self, field: str) -> str:
        """The id of the channel chosen; empty where none was."""
        return str(self._value(field).get("selected_conversation") or "")

    def person(self, field: str) -> str:
        """The Slack id of the person chosen; empty where nobody was."""
        return str(self._value(field).get("selected_user") or "")

    def day(self, field: str) -> date | None:
        """The day chosen; None where none was."""
        chosen = self._value(field).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def time(self, field: str) -> time | None:
        """The time of the day chosen; None where none was."""
        chosen = self._value(field).get("selected_time")
        return time.fromisoformat(chosen) if chosen else None

    def file(self, field: str) -> str:
        """The id of the file attached; empty where none was."""
        attached = self._value(field).get("files") or [{}]
        return str(attached[0].get("id", ""))

    def file_name(self, field: str) -> str:
        """The name of the file attached, where Slack tells it."""
        attached = self._value(field).get("files") or [{}]
        return str(attached[0].get("name") or "")

    def _value(self, field: str) -> Mapping[str, Any]:
        elements: Mapping[str, Mapping[str, Any]] = self.view["state"]["values"].get(
            f"{field}-{self.nonce}", {}
        )
        return next(iter(elements.values()), {})


def by_block(sentences: Iterable[tuple[str, str]], fields: Sequence[str], nonce: str) -> dict[str, str]:
    """Join the sentences about each field under its input's block_id, as Slack takes errors.

    ``fields`` are those that have an input; what concerns none of them stands under the first.
    """
    joined: dict[str, str] = {}
    for field, sentence in sentences:
        block_id = f"{field if field in fields else fields[0]}-{nonce}"
        joined[block_id] = f"{joined[block_id]} {sentence}" if block_id in joined else sentence
    return {block_id: cut(sentence, _ERROR) for block_id, sentence in joined.items()}
