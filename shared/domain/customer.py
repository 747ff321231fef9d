"""A customer of the partner: the company whose users are looked after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.domain import text
from shared.domain.collation import sought, words
from shared.domain.country import country_problems
from shared.domain.damage import damage_problems
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import is_domain

if TYPE_CHECKING:
    from datetime import datetime

MAXIMUM_NAME = 100
MAXIMUM_WARNING = 300
MAXIMUM_DOMAINS = 5_000  # Microsoft's limit for a tenant
MAXIMUM_TYPED_DOMAINS = 40  # all at once, of a new customer
LISTED_DOMAINS = 20  # with the customer itself: shown at a glance, and found by any of their words
MAXIMUM_DOMAIN_CHANGES = 10  # in one save: a transaction takes 100 items
MAXIMUM_NAME_WORDS = 10  # by which a customer is found


@dataclass(frozen=True, slots=True)
class Domain:
    """A verified domain. Users cannot be created in a federated one ("Create user accounts")."""

    name: str
    is_federated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerProfile:
    """What a person fills in about a customer. The first domain is the default one.

    Of more than 20 domains of a customer the first are here; the customer counts the others.
    ``notice_channel`` is the Slack channel that notices about the customer go to, ``approvals_channel`` the
    one where others are asked to agree; empty for the deployment's.
    """

    name: str
    domains: tuple[Domain, ...]
    country: str
    warning: str = ""
    notice_channel: str = ""
    approvals_channel: str = ""

    @property
    def default_domain(self) -> Domain:
        """The domain that new users get unless another is chosen."""
        return self.domains[0]

    @property
    def managed_domains(self) -> tuple[Domain, ...]:
        """The listed domains in which users can be created."""
        return tuple(domain for domain in self.domains if not domain.is_federated)

    @property
    def search_words(self) -> frozenset[str]:
        """Every word by whose beginning the customer is found: of its name, and its domains.

        ``mail.contoso.com`` is found as that and as ``contoso.com``; a top-level domain is no word.
        """
        found = set(words(self.name)[:MAXIMUM_NAME_WORDS])
        for domain in self.domains:
            found.add(domain.name)
            found.add(".".join(domain.name.split(".")[-2:]))
        return frozenset(found)

    def is_found_by(self, typed: str) -> bool:
        """Whether each word typed begins one of the search words.

        "contoso-west.ex" begins a domain; "contoso-west" may also be two words of the name.
        """
        return all(
            self._has(piece) or all(self._has(part) for part in words(piece)) for piece in sought(typed)
        )

    def _has(self, beginning: str) -> bool:
        return any(word.startswith(beginning) for word in self.search_words)

    def problems(self) -> list[Problem]:
        """Name everything wrong. The first domain is field ``default_domain``, the others ``domains``."""
        problems = [
            *text.line_problems("name", self.name, limit=MAXIMUM_NAME, is_required=True),
            *damage_problems("name", self.name.replace("?", "")),  # companies ask questions in their names
            *text.line_problems("warning", self.warning, limit=MAXIMUM_WARNING),
        ]
        if self.name and not words(self.name):
            problems.append(Problem("name", ProblemCode.REQUIRED))
        return [*problems, *_domain_problems(self.domains), *country_problems("country", self.country)]


def _domain_problems(domains: tuple[Domain, ...]) -> list[Problem]:
    problems = []
    seen: set[str] = set()
    for position, domain in enumerate(domains):
        field = "domains" if position else "default_domain"
        if not domain.name and not position:
            problems.append(Problem(field, ProblemCode.REQUIRED))
        elif not is_domain(domain.name):
            problems.append(Problem(field, ProblemCode.DOMAIN_MALFORMED, {"domain": domain.name[:100]}))
        elif domain.name in seen:
            problems.append(Problem(field, ProblemCode.DOMAIN_TWICE, {"domain": domain.name}))
        seen.add(domain.name)
    if len(domains) > MAXIMUM_TYPED_DOMAINS:
        facts = {"limit": MAXIMUM_TYPED_DOMAINS, "count": len(domains)}
        problems.append(Problem("domains", ProblemCode.TOO_MANY_DOMAINS_TYPED, facts))
    return problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer as the directory has it. ``version`` counts its changes, from 1.

    ``further_domains`` counts those beyond the ones in the profile, ``further_federated`` the federated ones
    of these: what is said of a customer takes the same read whatever the number of its domains.
    """

    id: str
    profile: CustomerProfile
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str
    version: int = 1
    further_domains: int = 0
    further_federated: int = 0

    @property
    def domain_count(self) -> int:
        """How many domains the customer has."""
        return len(self.profile.domains) + self.further_domains

    @property
    def may_create_users(self) -> bool:
        """Whether users can be created in some domain."""
        return bool(self.profile.managed_domains) or self.further_domains > self.further_federated

    def may_use(self, domain: str) -> bool:
        """Whether users may be created in a domain; of a further one its claim decides in the end."""
        listed = {each.name: each for each in self.profile.domains}
        if domain in listed:
            return not listed[domain].is_federated
        return self.further_domains > self.further_federated

    @property
    def name(self) -> str:
        """The company's name."""
        return self.profile.name


@dataclass(frozen=True, slots=True)
class CustomerSummary:
    """What a list of customers shows of one."""

    id: str
    name: str
    default_domain: str
