"""What Amazon SES takes as an address, and nothing that could end a header or name a second recipient."""

from __future__ import annotations

import pytest

from shared.domain.email_address import address_problems
from shared.domain.problem import ProblemCode


@pytest.mark.parametrize(
    "address",
    [
        "it@contoso.com",
        "Zoe.O'Brien+passwords@mail.contoso.co.uk",
        "a" * 64 + "@contoso.example",
        "desk@xn--bcher-kva.example",
    ],
)
def test_an_address_is_taken_as_people_write_it(address: str) -> None:
    assert address_problems("address", address) == []


@pytest.mark.parametrize(
    "address",
    [
        "it",
        "it@",
        "@contoso.com",
        "it@contoso",
        "it@contoso.com, bram@contoso.com",
        "it@contoso.com;bram@contoso.com",
        "IT <it@contoso.com>",
        "it@contoso.com\r\nBcc: eve@evil.example",
        "it@contoso.com\n",
        "it desk@contoso.com",
        "it@@contoso.com",
        ".it@contoso.com",
        "it..desk@contoso.com",
        "it@-contoso.com",
        "it@contoso.com.",
        "zoë@contoso.com",
        "it@bücher.example",
        "a" * 65 + "@contoso.com",
        "it@" + "d" * 64 + ".com",
        "it@" + "d." * 126 + "com",
    ],
)
def test_anything_else_is_pointed_out(address: str) -> None:
    (problem,) = address_problems("address", address)
    assert problem.code is ProblemCode.ADDRESS_MALFORMED


def test_an_address_is_required() -> None:
    (problem,) = address_problems("address", "")
    assert problem.code is ProblemCode.REQUIRED
