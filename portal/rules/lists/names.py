"""Chinese names in the cells of a list in place of ids, read and written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from ..model.citations import clause_words, clauses_said, read_citation
from ..problem_codes import EntryCode, Hint, ListCode, Noun
from ..problems import ReadError, say
from ..suggestions import nearest
from .cells import read_several, write_several

Domain = Literal["services", "topics", "options", "sources"]
"""What a cell can name."""

_NOUNS: Mapping[Domain, Noun] = {
    "services": Noun.SERVICE,
    "topics": Noun.TOPIC,
    "options": Noun.HOUSING_OPTION,
    "sources": Noun.SOURCE,
}
_ID = re.compile("[a-z0-9][a-z0-9_-]{0,79}")
_CITED = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}( (?:[a-z]+\.[0-9./a-z-]+,?)*)?")
_BETWEEN = re.compile("[;；\n]")


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    """A name as it is compared: without blanks and the brackets of titles."""
    return re.sub(r"[\s《》]", "", unicodedata.normalize("NFKC", name)).lower()


@dataclass(frozen=True)
class Names:
    """The Chinese names that cells may hold: of each domain, id → name.

    An id may always stand in a cell; one that is not known is left to the check of the draft.
    """

    known: Mapping[Domain, Mapping[str, str]] = field(default_factory=dict)

    def of(self, domain: Domain) -> Mapping[str, str]:
        """Id → name."""
        return self.known.get(domain, {})

    def read(self, domain: Domain, cell: str) -> object:
        """What a cell of a domain holds, as documents write it; raises ReadError."""
        match domain:
            case "options":
                return self._id(domain, cell.strip())
            case "sources":
                return list(self._citations(cell))
            case "services" | "topics":
                return self._several(domain, cell)

    def write(self, domain: Domain, value: object) -> str:
        """The cell of what a document holds, in Chinese where that is read again."""
        many = [value] if isinstance(value, str) else value
        assert isinstance(many, list)
        if domain == "sources":
            return write_several([self._cited(written) for written in many])
        return write_several([self._name(domain, name) for name in many])

    def _several(self, domain: Domain, cell: str) -> list[str]:
        """Ids of names; ``、`` stands between them, and inside some."""
        found = []
        for part in filter(None, map(str.strip, _BETWEEN.split(cell))):
            whole = self._ids_named(domain, part)
            names = [part] if whole else read_several(part)
            found += [self._id(domain, name) for name in names]
        return found

    def _id(self, domain: Domain, typed: str) -> str:
        ids = self._ids_named(domain, typed)
        if typed in self.of(domain):
            return typed
        if len(ids) > 1:
            raise ReadError(say(ListCode.NAME_OF_SEVERAL), say(Hint.ONE_OF, names=tuple(ids)))
        if ids:
            return ids[0]
        if _ID.fullmatch(typed):
            return typed
        near = nearest(typed, self.of(domain).values())
        raise ReadError(
            say(EntryCode.UNKNOWN_NAME, name=typed[:80], what=_NOUNS[domain]),
            say(Hint.DID_YOU_MEAN, near=near) if near else None,
        )

    def _ids_named(self, domain: Domain, typed: str) -> list[str]:
        return self._ids_by_name.get((domain, _plain(typed)), [])

    @cached_property
    def _ids_by_name(self) -> Mapping[tuple[Domain, str], list[str]]:
        """The ids of a name as it is compared, which every row of a list asks for."""
        found: dict[tuple[Domain, str], list[str]] = {}
        for domain, names in self.known.items():
            for name, words in names.items():
                found.setdefault((domain, _plain(words)), []).append(name)
        return found

    def _citations(self, cell: str) -> Iterator[str]:
        """Sources with their clauses; what is a clause alone belongs to the source before it."""
        cited: list[tuple[str, list[str]]] = []
        for part in filter(None, map(str.strip, _BETWEEN.split(cell))):
            more = _clauses_alone(part) if cited else ""
            if more:
                cited[-1][1].append(more)
            elif _CITED.fullmatch(part):
                source, _, clauses = part.partition(" ")
                cited.append((source, [clauses]))
            else:
                source, clauses = self._source(part)
                cited.append((source, [clauses]))
        for source, parts in cited:
            yield f"{source} {','.join(filter(None, parts))}".strip()

    def _source(self, typed: str) -> tuple[str, str]:
        """The source whose title stands in front, and the clauses behind it."""
        plain = _plain(typed)
        titles = {
            name: title
            for name, title in self.of("sources").items()
            if plain.startswith(_plain(title))
        }
        if not titles:
            head = re.split("[》 ]|第", typed)[0]
            return self._id("sources", head if _ID.fullmatch(head) else typed), ""
        longest = max(titles.values(), key=lambda title: len(_plain(title)))
        source = self._id("sources", longest)
        return source, clauses_said(plain[len(_plain(longest)) :])

    def _name(self, domain: Domain, name: str) -> str:
        """The Chinese name, where it is read as this and no other."""
        words = self.of(domain).get(name, name)
        is_clear = self._ids_named(domain, words) == [name] and not _BETWEEN.search(words)
        return words if is_clear and not _ID.fullmatch(words) else name

    def _cited(self, written: str) -> str:
        citation = read_citation(written)
        title = self._name("sources", citation.source)
        cell = f"{title} {clause_words(citation, 'zh')}".strip()
        try:
            is_read = list(self._citations(cell)) == [str(citation)]
        except ReadError:
            is_read = False
        return cell if is_read and title != citation.source else written


NO_NAMES = Names()
"""Names of nothing: cells hold ids."""


def _clauses_alone(typed: str) -> str:
    """Clauses without the title of a source before them; empty for anything else."""
    if "《" in typed:
        return ""
    try:
        return clauses_said(typed)
    except ReadError:
        return ""
