"""Slack's date tokens (`{date_short}`, `{time}`, …) as each person reads them."""

import re
from collections.abc import Callable
from datetime import datetime

from sandbox.slack.reading.reader import Reader

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
}
DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
NEAR = {
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
    "fr": {-1: "hier", 0: "aujourd’hui", 1: "demain"},
}


def shown_date(timestamp: float, template: str, reader: Reader) -> str:
    """`{date_short} at {time}` as this person sees it, in their language and time zone."""
    when = reader.moment(timestamp)

    def shown(token: re.Match[str]) -> str:
        write = TOKENS.get(token[1])
        return write(when, reader) if write else token[0]

    return re.sub(r"\{(\w+)\}", shown, template)


def _language(reader: Reader) -> str:
    return "fr" if reader.is_french else "en"


def _day(when: datetime, reader: Reader) -> str:
    if reader.is_french:
        return "1er" if when.day == 1 else str(when.day)
    ending = {1: "st", 2: "nd", 3: "rd"}.get(when.day % 10, "th")
    return f"{when.day}{'th' if when.day in {11, 12, 13} else ending}"


def _date(when: datetime, reader: Reader) -> str:
    month = MONTHS[_language(reader)].split()[when.month - 1]
    day = _day(when, reader)
    return f"{day} {month} {when.year}" if reader.is_french else f"{month} {day}, {when.year}"


def _short(when: datetime, reader: Reader) -> str:
    month = SHORT_MONTHS[_language(reader)].split()[when.month - 1]
    if reader.is_french:
        return f"{_day(when, reader)} {month} {when.year}"
    return f"{month} {when.day}, {when.year}"


def _long_full(when: datetime, reader: Reader) -> str:
    month = MONTHS[_language(reader)].split()[when.month - 1]
    return _date(when, reader) if reader.is_french else f"{month} {when.day}, {when.year}"


def _long(when: datetime, reader: Reader) -> str:
    day = DAYS[_language(reader)].split()[when.weekday()]
    return f"{day} {_date(when, reader)}" if reader.is_french else f"{day}, {_date(when, reader)}"


def _pretty(write: Callable[[datetime, Reader], str]) -> Callable[[datetime, Reader], str]:
    def shown(when: datetime, reader: Reader) -> str:
        away = (when.date() - reader.today.date()).days
        return NEAR[_language(reader)].get(away) or write(when, reader)

    return shown


def _time(when: datetime, reader: Reader) -> str:
    if reader.is_french:
        return when.strftime("%H:%M")
    return f"{when.hour % 12 or 12}:{when.minute:02d} {'AM' if when.hour < 12 else 'PM'}"  # noqa: PLR2004 - noon


def _time_with_seconds(when: datetime, reader: Reader) -> str:
    if reader.is_french:
        return when.strftime("%H:%M:%S")
    clock, half = _time(when, reader).split(" ")
    return f"{clock}:{when.second:02d} {half}"


def _ago(when: datetime, reader: Reader) -> str:
    seconds = int((reader.today - when).total_seconds())
    units = (("day", "jour", 86400), ("hour", "heure", 3600), ("minute", "minute", 60))
    for english, french, size in units:
        count = abs(seconds) // size
        if count:
            plural = "s" if count > 1 else ""
            if reader.is_french:
                return f"{'il y a' if seconds > 0 else 'dans'} {count} {french}{plural}"
            return f"{count} {english}{plural} ago" if seconds > 0 else f"in {count} {english}{plural}"
    return "à l’instant" if reader.is_french else "just now"


TOKENS: dict[str, Callable[[datetime, Reader], str]] = {
    "date_num": lambda when, _: when.strftime("%Y-%m-%d"),
    "date_slash": lambda when, reader: when.strftime("%d/%m/%Y" if reader.is_french else "%m/%d/%Y"),
    "date": _date,
    "date_pretty": _pretty(_date),
    "date_short": _short,
    "date_short_pretty": _pretty(_short),
    "date_long": _long,
    "date_long_full": _long_full,
    "date_long_pretty": _pretty(_long),
    "day_divider_pretty": _pretty(_long),
    "time": _time,
    "time_secs": _time_with_seconds,
    "ago": _ago,
}
