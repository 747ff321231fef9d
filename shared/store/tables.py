"""The three tables of one deployment, and the one connection to them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from pynamodb.connection import Connection

from shared.store.models import (
    AuditItem,
    CardItem,
    CountsItem,
    CredentialItem,
    CustomerItem,
    CustomerListItem,
    DomainItem,
    FormerNameItem,
    HolderItem,
    ImportItem,
    ImportPartItem,
    LinkItem,
    NoticeItem,
    ProductItem,
    ProductListItem,
    RequestItem,
    SealedItem,
    SeatsItem,
    SliceItem,
    StaffItem,
    StopItem,
    SubscriptionItem,
    UserGroupItem,
    UserItem,
    UserPrincipalNameItem,
)

if TYPE_CHECKING:
    from botocore.session import Session
    from pynamodb.models import Model

AnyItem = TypeVar("AnyItem", bound="Model")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait, in seconds: Slack wants its answer within three.

    ``retry`` is for how long a transaction that met another one is tried again. ``mode`` is botocore's: a
    call that DynamoDB throttles is made once more, in mode "legacy" 50 ms later, in "standard" up to a
    second. A click has several calls, one after the other.
    """

    connect: float = 0.5
    read: float = 1.0
    retry: float = 1.0
    mode: Literal["legacy", "standard"] = "legacy"


class Tables:
    """The items of each kind, bound to their table, all over one client.

    Tables of several deployments may be open at once: each makes its own subclasses of the models.
    """

    def __init__(
        self,
        directory_table: str,
        workflow_table: str,
        audit_table: str,
        endpoint_url: str | None,
        patience: Patience,
        session: Session | None,
    ) -> None:
        self.patience = patience
        self.connection = Connection(
            region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION"),
            host=endpoint_url,
            connect_timeout_seconds=patience.connect,
            read_timeout_seconds=patience.read,
            retry_configuration={"total_max_attempts": 2, "mode": patience.mode},
        )
        if session is not None:
            self.connection._local.session = session  # noqa: SLF001  pynamodb takes none, and makes its own
        # A client is made when first used, which is not safe in several threads at once: so use it now.
        self.connection.client  # noqa: B018
        self.customers = self._bind(CustomerItem, directory_table)
        self.domains = self._bind(DomainItem, directory_table)
        self.customer_list = self._bind(CustomerListItem, directory_table)
        self.users = self._bind(UserItem, directory_table)
        self.user_principal_names = self._bind(UserPrincipalNameItem, directory_table)
        self.former_names = self._bind(FormerNameItem, directory_table)
        self.counts = self._bind(CountsItem, directory_table)
        self.subscriptions = self._bind(SubscriptionItem, directory_table)
        self.seats = self._bind(SeatsItem, directory_table)
        self.holders = self._bind(HolderItem, directory_table)
        self.products = self._bind(ProductItem, directory_table)
        self.product_list = self._bind(ProductListItem, directory_table)
        self.staff = self._bind(StaffItem, workflow_table)
        self.user_groups = self._bind(UserGroupItem, workflow_table)
        self.requests = self._bind(RequestItem, workflow_table)
        self.cards = self._bind(CardItem, workflow_table)
        self.stops = self._bind(StopItem, workflow_table)
        self.slices = self._bind(SliceItem, workflow_table)
        self.imports = self._bind(ImportItem, workflow_table)
        self.import_parts = self._bind(ImportPartItem, workflow_table)
        self.credentials = self._bind(CredentialItem, workflow_table)
        self.sealed = self._bind(SealedItem, workflow_table)
        self.links = self._bind(LinkItem, workflow_table)
        self.notices = self._bind(NoticeItem, workflow_table)
        self.audit = self._bind(AuditItem, audit_table)

    def _bind(self, model: type[AnyItem], table_name: str) -> type[AnyItem]:
        meta = type("Meta", (), {"table_name": table_name})
        make_class: Any = type(model)
        bound = cast("type[AnyItem]", make_class(model.__name__, (model,), {"Meta": meta}))
        # pynamodb would give each model a client, with its own start-up and its own connections to AWS.
        own = bound._get_connection().connection  # noqa: SLF001
        own._client = self.connection.client  # noqa: SLF001
        return bound
