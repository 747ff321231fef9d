"""Lists of domains as Microsoft and its tools write them, and as people do."""

from __future__ import annotations

import json

import pytest

from shared.domain.domain_list import read_domains
from shared.domain.problem import ProblemCode
from shared.errors import InvalidInputError

GRAPH = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#domains",
    "value": [
        {"id": "contoso.example", "authenticationType": "Managed", "isVerified": True, "isDefault": True},
        {"id": "SSO.contoso.example", "authenticationType": "Federated", "isVerified": True},
    ],
}
POWERSHELL = b"""#TYPE Microsoft.Graph.MicrosoftGraphDomain\r
"Id","AuthenticationType","IsVerified"\r
"contoso.example","Managed","True"\r
"sso.contoso.example","Federated","True"\r
"""
SEMICOLONS = b"""Domain name;Status;Authentication
https://Contoso.example/;Verified;Managed
sso.contoso.example;Verified;Federated
"""
BOTH = {"contoso.example": False, "sso.contoso.example": True}


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(GRAPH).encode(),
        b"\xef\xbb\xbf" + json.dumps(GRAPH["value"]).encode(),
        json.dumps(GRAPH, indent=2).encode("utf-16"),
        json.dumps(
            [
                {"Name": "contoso.example", "Authentication": 0, "Status": 1},
                {"Name": "sso.contoso.example", "Authentication": 1, "Status": 1},
            ]
        ).encode(),
        POWERSHELL,
        SEMICOLONS,
    ],
    ids=["Graph", "its bare items", "PowerShell's >", "Get-MsolDomain", "Export-Csv", "semicolons"],
)
def test_a_list_of_microsofts_is_read_with_what_it_says_of_sign_in(content: bytes) -> None:
    assert dict(read_domains(content).are_federated) == BOTH


def test_a_name_on_each_line_says_nothing_of_sign_in() -> None:
    listed = read_domains(b"contoso.example\n\n@sso.contoso.example\ncontoso.example\n")
    assert dict(listed.are_federated) == {"contoso.example": None, "sso.contoso.example": None}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"id": "new.example", "isVerified": False}, ProblemCode.DOMAIN_UNVERIFIED),
        ({"name": "new.example", "status": "PendingDeletion"}, ProblemCode.DOMAIN_UNVERIFIED),
        ({"id": "no domain"}, ProblemCode.DOMAIN_MALFORMED),
        ({"authenticationType": "Managed"}, ProblemCode.DOMAIN_MALFORMED),
        (7, ProblemCode.DOMAIN_MALFORMED),
    ],
)
def test_a_row_that_names_no_domain_to_use_is_left_out_and_told(row: object, code: ProblemCode) -> None:
    listed = read_domains(json.dumps([*GRAPH["value"], row]).encode())
    assert dict(listed.are_federated) == BOTH
    assert [problem.code for problem in listed.left_out] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ProblemCode.FILE_EMPTY),
        (b"[]", ProblemCode.FILE_LISTS_NO_DOMAIN),
        (b'{"value": [', ProblemCode.FILE_NOT_JSON),
        (b"First name,Last name\nNadia,Okafor\n", ProblemCode.DOMAIN_MALFORMED),
        (b"\n".join(b"d%d.example" % n for n in range(5_001)), ProblemCode.TOO_MANY_DOMAINS),
    ],
)
def test_a_file_without_a_list_of_domains_is_refused(content: bytes, code: ProblemCode) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_domains(content)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == ("file", code)
