"""A list of a customer's domains: JSON of Microsoft Graph or PowerShell, CSV, or a name on each line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.domain.csv_table import read_table
from shared.domain.customer import MAXIMUM_DOMAINS, Domain
from shared.domain.file import file_problem, refusal, shown
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import bare_domain, is_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NAMES = ("id", "name", "domainname", "domain", "nomdedomaine", "domaine")
_AUTHENTICATION = ("authenticationtype", "authentication")
_IS_VERIFIED, _STATUS = "isverified", "status"
_FEDERATED = frozenset({"federated", "1"})  # Get-MsolDomain | ConvertTo-Json writes 0 and 1
_MANAGED = frozenset({"managed", "0"})
_UNVERIFIED = frozenset({"unverified", "pendingdeletion"})
_OPENS_JSON = (b"{", b"[")
_BEFORE_JSON = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


@dataclass(frozen=True, slots=True)
class DomainList:
    """The verified domains of a list, and the rows left out.

    A domain is federated or managed as ``are_federated`` says, by name; None where the list does not say.
    """

    are_federated: Mapping[str, bool | None]
    left_out: tuple[Problem, ...] = ()

    def domain(self, name: str, known: Domain | None) -> Domain:
        """Make a domain of the list: as it is ``known`` where the list does not say, or else managed."""
        is_federated = self.are_federated[name]
        if is_federated is None:
            return known or Domain(name)
        return Domain(name, is_federated)


def read_domains(content: bytes) -> DomainList:
    """Read a list of domains. Rows that name no domain, or one that is not verified, are left out.

    JSON is a ``value`` or ``items`` collection, or the bare list. Properties and headings are Microsoft
    Graph's (``id``, ``authenticationType``, ``isVerified``), Partner Center's or PowerShell's (``name``,
    ``authentication``, ``status``), in any case. Without headings the first column has the names. Raises
    InvalidInputError on field ``file``.
    """
    found: dict[str, bool | None] = {}
    left_out: list[Problem] = []
    for row in _rows(content):
        written = next((row[key] for key in _NAMES if row.get(key)), "")
        name = bare_domain(written)
        if not is_domain(name):
            left_out.append(file_problem(ProblemCode.DOMAIN_MALFORMED, domain=shown(written)))
        elif row.get(_IS_VERIFIED) == "false" or row.get(_STATUS) in _UNVERIFIED:
            left_out.append(file_problem(ProblemCode.DOMAIN_UNVERIFIED, domain=name))
        else:
            found[name] = _is_federated(row) if found.get(name) is None else found[name]
    if not found:
        raise refusal(left_out or [file_problem(ProblemCode.FILE_LISTS_NO_DOMAIN)])
    if len(found) > MAXIMUM_DOMAINS:
        raise refusal([_too_many(len(found))])
    return DomainList(found, tuple(left_out))


def _is_federated(row: Mapping[str, str]) -> bool | None:
    said = next((row[key] for key in _AUTHENTICATION if row.get(key)), "")
    return True if said in _FEDERATED else False if said in _MANAGED else None


def _rows(content: bytes) -> Iterator[dict[str, str]]:
    if content.lstrip(_BEFORE_JSON).startswith(_OPENS_JSON):
        yield from (
            _row(item.items()) if isinstance(item, dict) else {"id": str(item)} for item in _items(content)
        )
        return
    headings: list[str] | None = None
    for row in read_table(content):
        if row.cells[0].startswith("#"):  # Export-Csv of Windows PowerShell says which type it wrote
            continue
        if headings is None:
            headings = [_key(cell) for cell in row.cells]
            if set(headings) & set(_NAMES):
                continue
            headings = ["id"]
        yield _row(zip(headings, row.cells, strict=False))


def _items(content: bytes) -> list[Any]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):  # not its encoding, not JSON, or deeper than any answer
        raise refusal([file_problem(ProblemCode.FILE_NOT_JSON)]) from None
    if isinstance(document, list):
        return document
    named = {_key(name): value for name, value in document.items()}
    items = next((named[key] for key in ("value", "items") if isinstance(named.get(key), list)), None)
    return [document] if items is None else items


def _row(pairs: Iterable[tuple[str, object]]) -> dict[str, str]:
    return {_key(name): str(value).strip().lower() for name, value in pairs if value is not None}


def _key(heading: str) -> str:
    return "".join(each for each in heading.lower() if each.isalpha())


def _too_many(count: int) -> Problem:
    return file_problem(ProblemCode.TOO_MANY_DOMAINS, limit=MAXIMUM_DOMAINS, count=count)
