"""The emoji names that work apps use most. An unknown name is shown as Slack shows it: `:name:`."""

# ruff: noqa: RUF001 - these are emoji, not the letters they look like

import re

EMOJI = {
    "+1": "👍", "-1": "👎", "alarm_clock": "⏰", "arrow_left": "⬅️", "arrow_right": "➡️",
    "arrows_counterclockwise": "🔄", "ballot_box_with_check": "☑️", "bar_chart": "📊", "bell": "🔔",
    "black_circle": "⚫", "black_small_square": "▪️", "book": "📖", "building_construction": "🏗️",
    "bulb": "💡", "busts_in_silhouette": "👥", "calendar": "📆", "card_index_dividers": "🗂️",
    "clipboard": "📋", "clock1": "🕐", "closed_lock_with_key": "🔐", "construction": "🚧", "crown": "👑",
    "date": "📅", "email": "✉️", "envelope": "✉️", "exclamation": "❗", "eyes": "👀",
    "file_folder": "📁", "gear": "⚙️", "green_circle": "🟢", "grey_question": "❔",
    "heavy_check_mark": "✔️", "heavy_minus_sign": "➖", "heavy_plus_sign": "➕", "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳", "house": "🏠", "identification_card": "🪪", "inbox_tray": "📥",
    "information_source": "ℹ️", "key": "🔑", "large_blue_circle": "🔵", "large_green_circle": "🟢",
    "large_orange_circle": "🟠", "large_yellow_circle": "🟡", "leftwards_arrow_with_hook": "↩️",
    "link": "🔗", "lock": "🔒", "mag": "🔍", "memo": "📝", "newspaper": "📰",
    "no_entry": "⛔", "no_entry_sign": "🚫", "office": "🏢", "outbox_tray": "📤", "package": "📦",
    "page_facing_up": "📄", "paperclip": "📎", "pencil": "📝", "pencil2": "✏️",
    "point_right": "👉", "pushpin": "📌", "question": "❓", "receipt": "🧾", "recycle": "♻️",
    "red_circle": "🔴", "repeat": "🔁", "rotating_light": "🚨", "scroll": "📜", "shield": "🛡️",
    "sparkles": "✨", "star": "⭐", "stopwatch": "⏱️", "tada": "🎉", "ticket": "🎫",
    "unlock": "🔓", "warning": "⚠️", "wastebasket": "🗑️", "wave": "👋",
    "white_check_mark": "✅", "white_circle": "⚪", "wrench": "🔧", "x": "❌", "zap": "⚡",
}  # fmt: skip


def with_emoji(text: str) -> str:
    return re.sub(r":([a-z0-9_+-]+):", lambda name: EMOJI.get(name[1], name[0]), text)
