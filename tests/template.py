"""template.yaml as data. CloudFormation's short forms become their long ones."""

from functools import cache
from typing import Any

import yaml

from sandbox.places import ROOT

Properties = dict[str, Any]


class _Loader(yaml.SafeLoader):
    """Understands `!Ref`, `!GetAtt` and the like."""


def _intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        return {name: value.split(".", 1) if suffix == "GetAtt" else value}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def template() -> Properties:
    loaded: Properties = yaml.load((ROOT / "template.yaml").read_text(), Loader=_Loader)  # noqa: S506
    return loaded


def resources(kind: str | None = None) -> dict[str, Properties]:
    """Every resource by its logical name, or those of one type."""
    return {
        name: resource
        for name, resource in template()["Resources"].items()
        if kind in {None, resource["Type"]}
    }


def properties(name: str) -> Properties:
    found: Properties = template()["Resources"][name]["Properties"]
    return found
