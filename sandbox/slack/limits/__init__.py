"""What Slack accepts, as pure functions: a list of problems, empty when Slack would take it.

The sentences are Slack's own (`[ERROR] must be less than 25 characters
[json-pointer:/view/title/text]`), so a failing test reads like Slack's answer would.
Blocks and elements that the page does not draw (video, table, channel menus…) count as unknown.
The limits are those of docs.slack.dev, Block Kit reference, views and chat.postMessage.
"""

from sandbox.slack.limits.answers import options_problems
from sandbox.slack.limits.surfaces import message_problems, view_problems, view_size

__all__ = ["message_problems", "options_problems", "view_problems", "view_size"]
