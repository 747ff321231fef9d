"""What the bytes of a CSV file are: no CSV at all, or text, in which encoding, and how often misread."""

from __future__ import annotations

import codecs
import re
from itertools import islice

from shared.domain.file import file_problem, refusal
from shared.domain.problem import ProblemCode

_CHUNK = 65_536  # bytes looked at together

# ZIP (also XLSX, ODS, Numbers), XLS, and what web sites call XLS; then PDF, RTF, pictures, other archives.
_WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_MARKUP = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s{0,99}<(?:\?xml|!doctype|html|table)\b")
_NO_TEXTS = (
    *(b"%PDF-", b"{\\rtf", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"),
    *(b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00", b"\x7fELF"),
)

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_DEFAULT = "windows-1252"
_SAMPLE = 128  # bytes that tell UTF-16 without its mark: about a heading row
_OUTSIDE_ASCII = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\x80-\xff]"
)

BROKEN = "\udfff"  # which no text can hold: stands for bytes that are no character
codecs.register_error("partner_desk_broken", lambda error: (BROKEN, getattr(error, "end", 0)))


def _byte_of_control(error: UnicodeError) -> tuple[bytes, int]:
    """Write a control character of ISO 8859-1, which programs put where Windows-1252 has nothing."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return error.object[error.start : error.end].encode("latin-1"), error.end


codecs.register_error("partner_desk_latin", _byte_of_control)


def refuse_what_is_no_csv(content: bytes) -> None:
    if content.startswith(_WORKBOOKS) or _MARKUP.match(content):
        raise refusal([file_problem(ProblemCode.FILE_IS_WORKBOOK)])
    if content.startswith(_NO_TEXTS):
        raise refusal([file_problem(ProblemCode.FILE_NOT_TEXT)])


def is_unicode(content: bytes) -> bool:
    """Whether a file is read as UTF-8 or UTF-16, which no program takes for something else."""
    return encoding_of(content)[0] != _DEFAULT


def encoding_of(content: bytes) -> tuple[str, int]:
    """Tell the encoding, and where the text begins."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return encoding, len(mark)
    first, second = content[0:_SAMPLE:2].count(0), content[1:_SAMPLE:2].count(0)
    half = len(content[:_SAMPLE]) // 4
    if first + second > half and min(first, second) <= max(first, second) // 16:
        return ("utf-16-le" if second > first else "utf-16-be"), 0
    return ("utf-8" if _is_utf_8(content) else _DEFAULT), 0


def _is_utf_8(content: bytes) -> bool:
    """Whether a text is UTF-8, or was but for some damage."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        sizes = [len(found[0]) for found in islice(_OUTSIDE_ASCII.finditer(content), 1_000)]
        return len(sizes) < 2 * sum(size > 1 for size in sizes)
    return True


def as_meant(line: str, times_misread: int) -> str:
    """Read a line as UTF-8 that was read as Windows-1252; as it is where it cannot have been."""
    for _ in range(times_misread):
        try:
            line = line.encode("windows-1252", "partner_desk_latin").decode("utf-8")
        except UnicodeError:
            break
    return line
