"""Who reads: their language, their clock, and the names they see for ids."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Reader:
    locale: str
    zone: ZoneInfo
    now: float
    user_name: Callable[[str], str]
    channel_name: Callable[[str], str]

    @property
    def is_french(self) -> bool:
        return self.locale.startswith("fr")

    def moment(self, timestamp: float) -> datetime:
        return datetime.fromtimestamp(timestamp, self.zone)

    @property
    def today(self) -> datetime:
        return self.moment(self.now)
