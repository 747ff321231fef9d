"""What a person reads: Block Kit turned into words, with dates and names as they see them."""

from sandbox.slack.reading.draw import drawn_blocks, drawn_text
from sandbox.slack.reading.reader import Reader
from sandbox.slack.reading.words import block_words, text_words, view_words

__all__ = ["Reader", "block_words", "drawn_blocks", "drawn_text", "text_words", "view_words"]
