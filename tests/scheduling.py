"""Which tests run on which worker of xdist, and in which order: the longest first, so that no core idles.

    python -m tests.scheduling .reports/tests.xml

brings the seconds of a run's report (JUnit XML) into `seconds.json`, which `make seconds` does.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from xdist.scheduler import LoadFileScheduling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pytest

ROOT = Path(__file__).parents[1]
MEASURED = ROOT / "tests" / "seconds.json"
UNKNOWN = 5.0  # seconds that a file takes that was never measured
SHARED_STACK = "what shares the deployed stack"
FOLDERS_OF_THE_STACK = ("tests/browser/", "tests/stack/")


def unit_of(node_id: str) -> str:
    """Return what is given to one worker as a whole: a file, or all files that share the deployed stack."""
    return SHARED_STACK if node_id.startswith(FOLDERS_OF_THE_STACK) else node_id.partition("::")[0]


def longest_first(node_ids: Iterable[str], seconds: Mapping[str, float]) -> list[str]:
    """Order the units of these tests by the measured seconds of their files, the longest first."""
    files: defaultdict[str, set[str]] = defaultdict(set)
    for node_id in node_ids:
        files[unit_of(node_id)].add(node_id.partition("::")[0])
    took = {unit: sum(seconds.get(each, UNKNOWN) for each in files[unit]) for unit in files}
    return sorted(files, key=lambda unit: (-took[unit], unit))


class SideBySide(LoadFileScheduling):  # type: ignore[misc]  # published without type hints
    """xdist's distribution by file, where what shares the deployed stack is one unit.

    `--dist loadgroup` would read it from marks, but groups nothing since pytest 9.2 (issue 1386 of xdist).
    A worker takes units in the order in which their tests were collected.
    """

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)


def order(items: list[pytest.Item]) -> None:
    """Sort collected tests so that the longest units are handed out first."""
    units = longest_first((item.nodeid for item in items), measured())
    places = {unit: place for place, unit in enumerate(units)}
    items.sort(key=lambda item: places[unit_of(item.nodeid)])


@cache
def measured() -> dict[str, float]:
    """Read the seconds that each file took when it was last measured."""
    seconds: dict[str, float] = json.loads(MEASURED.read_text(encoding="utf-8"))
    return seconds


def seconds_of(report: Path) -> dict[str, float]:
    """Add up the seconds of each file's tests in a report."""
    seconds: defaultdict[str, float] = defaultdict(float)
    for case in ET.parse(report).iter("testcase"):  # noqa: S314  pytest wrote it
        module = case.attrib["classname"].split(".")
        while module and not module[-1].startswith("test_"):
            module.pop()  # the test's class
        seconds["/".join(module) + ".py"] += float(case.attrib["time"])
    return seconds


def refresh(report: Path, into: Path = MEASURED) -> None:
    """Bring a report into the list, from which files that are gone are dropped."""
    seconds = json.loads(into.read_text(encoding="utf-8")) | seconds_of(report)
    kept = {name: round(took, 1) for name, took in sorted(seconds.items()) if (ROOT / name).exists()}
    into.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    refresh(Path(sys.argv[1]))
