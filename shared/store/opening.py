"""Open the tables of one deployment, and what the rest of the program sees of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shared.store.audit import AuditTrail
from shared.store.credential import CredentialTable
from shared.store.directory import DirectoryTable
from shared.store.import_file import ImportTable
from shared.store.notice import NoticeTable
from shared.store.product_catalogue import CatalogueTable
from shared.store.request import RequestTable
from shared.store.staff import StaffTable
from shared.store.tables import Patience, Tables

if TYPE_CHECKING:
    from collections.abc import Callable

    from botocore.session import Session

    from shared.ports import (
        Audit,
        Catalogue,
        Credentials,
        Directory,
        Imports,
        Notices,
        Requests,
        StaffRegister,
    )


@dataclass(frozen=True, slots=True)
class Store:
    """The ports, over one connection that threads may share."""

    directory: Directory
    audit: Audit
    staff: StaffRegister
    catalogue: Catalogue
    requests: Requests
    imports: Imports
    credentials: Credentials
    notices: Notices


def open_store(
    directory_table: str,
    workflow_table: str,
    audit_table: str,
    *,
    endpoint_url: str | None = None,
    patience: Patience | None = None,
    session: Session | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Store:
    """Open the tables by name, in the region of the environment.

    Without ``endpoint_url`` it is AWS's own, or what ``AWS_ENDPOINT_URL`` says. Makes one client, now and
    in this thread, and no call; over ``session`` where other clients share one. ``now`` is the clock by
    which is noted since when the worker has had a request.
    """
    patience = patience or Patience()
    tables = Tables(directory_table, workflow_table, audit_table, endpoint_url, patience, session)
    return Store(
        directory=DirectoryTable(tables),
        audit=AuditTrail(tables),
        staff=StaffTable(tables),
        catalogue=CatalogueTable(tables),
        requests=RequestTable(tables, now),
        imports=ImportTable(tables),
        credentials=CredentialTable(tables),
        notices=NoticeTable(tables),
    )
