"""Something Slack could not do with the app's answer."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What the person saw, and why: for the developer."""

    user_id: str
    sentence: str
    why: str
