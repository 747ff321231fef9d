"""Rich text: the sections, lists, quotes and preformatted parts, and what stands in them."""

from sandbox.slack.limits.checks import boolean, by_type, integer, items, one_of, shape, string
from sandbox.slack.limits.parts import AN_ID

_STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "unlink"), boolean))
_MENTION_STYLE = shape(
    {},
    dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), boolean),
)

INLINE = {
    "text": shape({"type": one_of("text"), "text": string(at_least=1)}, {"style": _STYLE}),
    "link": shape(
        {"type": one_of("link"), "url": string(at_least=1)},
        {"text": string(at_least=1), "unsafe": boolean, "style": _STYLE},
    ),
    "user": shape({"type": one_of("user"), "user_id": string(at_least=1)}, {"style": _MENTION_STYLE}),
    "channel": shape(
        {"type": one_of("channel"), "channel_id": string(at_least=1)}, {"style": _MENTION_STYLE}
    ),
    "usergroup": shape(
        {"type": one_of("usergroup"), "usergroup_id": string(at_least=1)}, {"style": _MENTION_STYLE}
    ),
    "emoji": shape(
        {"type": one_of("emoji"), "name": string(at_least=1)},
        {"unicode": string(at_least=1), "skin_tone": integer(1, 6)},
    ),
    "date": shape(
        {"type": one_of("date"), "timestamp": integer(0), "format": string(at_least=1)},
        {"url": string(at_least=1), "fallback": string(at_least=1), "style": _STYLE},
    ),
    "broadcast": shape(
        {"type": one_of("broadcast"), "range": one_of("here", "channel", "everyone")},
        {"style": _STYLE},
    ),
    "color": shape({"type": one_of("color"), "value": string(at_least=1)}, {"style": _STYLE}),
}

_SECTION = shape({"type": one_of("rich_text_section"), "elements": items(by_type(INLINE), at_least=0)})

RICH_TEXT = shape(
    {
        "type": one_of("rich_text"),
        "elements": items(
            by_type(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": shape(
                        {
                            "type": one_of("rich_text_list"),
                            "style": one_of("bullet", "ordered"),
                            "elements": items(by_type({"rich_text_section": _SECTION})),
                        },
                        {"indent": integer(0, 8), "offset": integer(0), "border": integer(0, 1)},
                    ),
                    "rich_text_preformatted": shape(
                        {
                            "type": one_of("rich_text_preformatted"),
                            "elements": items(by_type(INLINE, {"text", "link", "user", "emoji", "date"})),
                        },
                        {"border": integer(0, 1), "language": string(at_least=1)},
                    ),
                    "rich_text_quote": shape(
                        {"type": one_of("rich_text_quote"), "elements": items(by_type(INLINE))},
                        {"border": integer(0, 1)},
                    ),
                }
            )
        ),
    },
    {"block_id": AN_ID},
)
