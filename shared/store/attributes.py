"""Kinds of attribute that pynamodb lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.constants import LIST, MAP

Plain = str | int | bool | list[str]


class PlainMapAttribute(Attribute[Mapping[str, Plain]]):
    """A map of texts, whole numbers, truths and lists of texts, under any keys.

    pynamodb's own raw map reads some keys ("default", "null") as settings of the attribute.
    """

    attr_type = MAP

    def serialize(self, value: Mapping[str, Plain]) -> dict[str, Any]:
        """Write each value with its type."""
        return {key: _written(each) for key, each in value.items()}

    def deserialize(self, value: Mapping[str, Any]) -> dict[str, Plain]:
        """Read each value by its type."""
        return {key: _read(each) for key, each in value.items()}


class TextListAttribute(Attribute[list[str]]):
    """A list of texts, empty ones and none at all included."""

    attr_type = LIST

    def serialize(self, value: list[str]) -> list[dict[str, str]]:
        """Write each text with its type."""
        return [{"S": each} for each in value]

    def deserialize(self, value: list[dict[str, str]]) -> list[str]:
        """Read each text."""
        return [each["S"] for each in value]


class TextListsAttribute(Attribute[Mapping[str, list[str]]]):
    """A map of lists of texts, under any keys."""

    attr_type = MAP

    def serialize(self, value: Mapping[str, list[str]]) -> dict[str, Any]:
        """Write each list with its type."""
        return {key: {"L": [{"S": each} for each in texts]} for key, texts in value.items()}

    def deserialize(self, value: Mapping[str, Any]) -> dict[str, list[str]]:
        """Read each list."""
        return {key: [each["S"] for each in texts["L"]] for key, texts in value.items()}


def _written(value: Plain) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, str):
        return {"S": value}
    return {"L": [{"S": each} for each in value]}


def _read(value: Mapping[str, Any]) -> Plain:
    ((kind, content),) = value.items()
    if kind == "N":
        return int(content)
    if kind == "L":
        return [each["S"] for each in content]
    return content  # type: ignore[no-any-return]  # a text or a truth
