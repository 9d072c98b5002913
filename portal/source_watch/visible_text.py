"""The visible text of a page."""

from __future__ import annotations

import hashlib
import re

from selectolax.lexbor import LexborHTMLParser

MOST_CHARACTERS = 200_000
_BINARY = ("application/pdf", "application/msword", "application/vnd.", "image/", "video/")
_UNSEEN = ("script", "style", "noscript", "template", "svg", "nav", "header", "footer")
_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


def visible_text(body: bytes, content_type: str) -> str:
    """What a reader of a page sees, one block a line, without menus; at most 200,000 characters.

    Of what is no text, a PDF or a picture, its kind and a fingerprint.
    """
    kind = content_type.partition(";")[0].strip().lower()
    if body.startswith(b"%PDF") or kind.startswith(_BINARY):
        return f"[{kind or 'application/pdf'} {hashlib.sha256(body).hexdigest()[:16]}]"
    words = _decoded(body, content_type)
    if "html" not in content_type.lower() and "<" not in words[:2000]:
        return _tidy(words)
    tree = LexborHTMLParser(words)
    for node in tree.css(",".join(_UNSEEN)):
        node.decompose()
    root = tree.body or tree.root
    return _tidy(root.text(separator="\n") if root else "")


def _decoded(body: bytes, content_type: str) -> str:
    named = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(body[:2048])
    encoding = named.group(1).decode("ascii").lower() if named else "utf-8"
    if encoding in ("gb2312", "gbk"):
        encoding = "gb18030"
    try:
        return body.decode(encoding)
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")


def _tidy(words: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in words[:MOST_CHARACTERS].splitlines())
    return "\n".join(line for line in lines if line)
