"""When people may be disturbed: Monday to Friday, 9:00 to 18:00, on the clock where they are."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

BEGIN = time(9)
END = time(18)
_SATURDAY = 5


def is_at_work(now: datetime, zone: tzinfo) -> bool:
    """Tell whether it is working hours for somebody in a time zone."""
    there = now.astimezone(zone)
    return there.weekday() < _SATURDAY and BEGIN <= there.time() < END
