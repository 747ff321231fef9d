"""Everything about a request that whoever decides must know, the most important first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.slack_ui.blocks import customer_warning, header
from shared.slack_ui.request.title import request_title

if TYPE_CHECKING:
    from slack_sdk.models.blocks import Block

    from shared.i18n.translator import Translator
    from shared.operations.subject import Subject


def request_blocks(t: Translator, subject: Subject) -> list[Block]:
    """Describe a request, with its title as the first block."""
    warning = customer_warning(t, subject.customer) if subject.customer else []
    return [header(request_title(t, subject)), *warning]
