"""How the domains of a customer change: which become theirs, and which the customer itself lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from shared.domain.customer import LISTED_DOMAINS, Domain
from shared.domain.problem import Problem, ProblemCode
from shared.domain.user_principal_name import is_domain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from shared.domain.customer import Customer, CustomerProfile


@dataclass(frozen=True, slots=True)
class DomainClaim:
    """That a domain belongs to a customer, and how many of its active users sign in with it."""

    customer_id: str
    domain: Domain
    users: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainEdits:
    """Domains to add to a customer, or to make managed or federated, and names to remove; others stay."""

    add: tuple[Domain, ...] = ()
    remove: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Every domain that the edits name."""
        return frozenset({domain.name for domain in self.add} | set(self.remove))


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainChange:
    """What a change does to the claims on domains. Nothing else about any domain is written."""

    added: tuple[Domain, ...] = ()
    converted: tuple[Domain, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Every domain that changes."""
        return [*(each.name for each in (*self.added, *self.converted)), *self.removed]


def edit_problems(edits: DomainEdits | None) -> list[Problem]:
    """Name everything wrong with edits by themselves; the field is that of the input."""
    if edits is None:
        return []
    problems, seen = [], set()
    for domain in edits.add:
        field = "added_federated_domains" if domain.is_federated else "added_domains"
        facts = {"domain": domain.name[:100]}
        if not is_domain(domain.name):
            problems.append(Problem(field, ProblemCode.DOMAIN_MALFORMED, facts))
        elif domain.name in seen:
            problems.append(Problem(field, ProblemCode.DOMAIN_TWICE, facts))
        seen.add(domain.name)
    return problems + [
        Problem("removed_domains", ProblemCode.DOMAIN_TWICE, {"domain": name})
        for name in edits.remove
        if name in seen
    ]


def with_all(customer: Customer, profile: CustomerProfile) -> Customer:
    """Give a customer a profile that has all its domains: the first 20 are listed, the others counted."""
    listed = profile.domains[:LISTED_DOMAINS]
    further = profile.domains[LISTED_DOMAINS:]
    return replace(
        customer,
        profile=replace(profile, domains=listed),
        further_domains=len(further),
        further_federated=_federated(further),
    )


def between(before: Sequence[Domain], after: Sequence[Domain]) -> DomainChange:
    """Tell what changes where ``after`` are all the domains that stay."""
    had, has = ({domain.name: domain for domain in each} for each in (before, after))
    return DomainChange(
        added=tuple(domain for name, domain in has.items() if name not in had),
        converted=tuple(domain for name, domain in has.items() if name in had and had[name] != domain),
        removed=tuple(name for name in had if name not in has),
    )


def edited(
    customer: Customer, default_domain: str, edits: DomainEdits, theirs: Mapping[str, Domain]
) -> tuple[Customer, DomainChange]:
    """Apply edits to a customer's domains.

    ``theirs`` are the customer's domains, by name, of those that the edits name and the default one. The
    first 20 domains are listed with the customer, the default one before the others; the rest is counted.
    """
    wanted = {domain.name: domain for domain in edits.add}
    if default_domain not in theirs:
        wanted.setdefault(default_domain, Domain(default_domain))
    change = DomainChange(
        added=tuple(domain for name, domain in wanted.items() if name not in theirs),
        converted=tuple(domain for name, domain in wanted.items() if theirs.get(name, domain) != domain),
        removed=tuple(name for name in dict.fromkeys(edits.remove) if name in theirs),
    )
    total = customer.domain_count + len(change.added) - len(change.removed)
    was = [theirs[name] for name in (*(each.name for each in change.converted), *change.removed)]
    federated = _federated(customer.profile.domains) + customer.further_federated - _federated(was)
    federated += _federated((*change.added, *change.converted))
    listed = _listed(customer.profile.domains, default_domain, {**theirs, **wanted}, change)
    after = replace(
        customer,
        profile=replace(customer.profile, domains=listed),
        further_domains=total - len(listed),
        further_federated=federated - _federated(listed),
    )
    return after, change


def _federated(domains: Iterable[Domain]) -> int:
    return sum(domain.is_federated for domain in domains)


def _listed(
    before: Iterable[Domain], default_domain: str, known: Mapping[str, Domain], change: DomainChange
) -> tuple[Domain, ...]:
    kept: Collection[str] = [each.name for each in before if each.name not in change.removed]
    listed = {each.name: each for each in before}
    names = dict.fromkeys([default_domain, *kept, *(each.name for each in change.added)])
    return tuple(known.get(name) or listed[name] for name in names)[:LISTED_DOMAINS]
