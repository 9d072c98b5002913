"""A guide as a reader takes it in: its box, its marks, its sources, what leads away."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAGS = re.compile(r"<svg.*?</svg>|<[^>]+>", re.DOTALL)


class Reader:
    """The parts of a guide."""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def box(self) -> list[tuple[str, str]]:
        """The rows of the first box: label and words."""
        found = re.search(r'<dl class="box">(.*?)</dl>', self.text, re.DOTALL)
        assert found
        rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", found[1], re.DOTALL)
        return [(words(label), words(told)) for label, told in rows]

    @property
    def marks(self) -> list[int]:
        """The numbers of the sources that sentences name."""
        found = re.findall(r'<a class="ref(?: weak)?" href="#source-(\d+)"', self.text)
        return [int(number) for number in found]

    @property
    def source_numbers(self) -> list[int]:
        """The numbers of the list of sources."""
        return [int(number) for number in re.findall(r'<li id="source-(\d+)"', self.text)]

    @property
    def leading_away(self) -> list[tuple[str, str]]:
        """Address and ``rel`` of every link to another site."""
        found = _Links()
        found.feed(self.text)
        return found.links


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        href = named.get("href") or ""
        if tag == "a" and href.startswith(("http:", "https:")):
            self.links.append((href, named.get("rel") or ""))


def words(markup: str) -> str:
    """The words of some markup, without the numbers of sources."""
    plain = re.sub(r'<(a|span)\s+class="ref.*?</\1>', "", markup, flags=re.DOTALL)
    return re.sub(r"\s+", " ", _TAGS.sub(" ", plain)).strip()
