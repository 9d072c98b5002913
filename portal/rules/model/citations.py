"""Citations as text: ``residence-permit-regulation art.9,art.10``."""

from __future__ import annotations

import re

from ..problem_codes import EntryCode, Hint
from ..problems import ReadError, say
from .sources import Citation

CLAUSES = {
    "art": ("第{}条", "art. {}"),
    "sec": ("第{}节", "section {}"),
    "item": ("第{}项", "item {}"),
    "box": ("专栏{}", "box {}"),
    "ch": ("第{}章", "chapter {}"),
}
"""How each kind of clause is named, in Chinese and in English."""

_AS_CITED = ("art.9", "sec.4.1", "item.34", "box.9", "ch.1")
_AS_SAID = ("第9条", "第4.1节", "第34项", "专栏9", "第1章")
_CLAUSE = re.compile(r"(art|sec|item|box|ch)\.(\d+(?:\.\d+)*)")


def read_citation(text: str) -> Citation:
    """Read a source with its clauses; raises ReadError for a clause of no known form."""
    source, _, rest = text.strip().partition(" ")
    clauses = []
    for part in filter(None, (piece.strip() for piece in rest.split(","))):
        match = _CLAUSE.fullmatch(part)
        if match is None:
            raise ReadError(
                say(EntryCode.NOT_A_CLAUSE, typed=part), say(Hint.WRITE, forms=_AS_CITED)
            )
        clauses.append((match[1], match[2]))
    return Citation(source, tuple(clauses))


def clause_words(citation: Citation, language: str) -> str:
    """The clauses in words of ``zh`` or ``en``; empty if none is given."""
    form = 1 if language == "en" else 0
    words = [CLAUSES[kind][form].format(number) for kind, number in citation.clauses]
    return ("; " if form else "、").join(words)


_SAID = {
    "art": r"第(N)条|art\. ?(N)",
    "sec": r"第(N)节|sec(?:tion|\.) ?(N)",
    "item": r"第(N)项|item[. ] ?(N)",
    "box": r"专栏(N)|box[. ] ?(N)",
    "ch": r"第(N)章|ch(?:apter|\.) ?(N)",
}
_FORMS = {
    kind: re.compile(form.replace("N", r"\d+(?:\.\d+)*"), re.IGNORECASE)
    for kind, form in _SAID.items()
}


def clauses_said(words: str) -> str:
    """Clauses as people write them, ``第9条、第10条`` or ``art. 9``, in the form of a citation.

    Raises ReadError for what is no clause.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in re.split("[,;，、；]", words))):
        for kind, form in _FORMS.items():
            match = form.fullmatch(part)
            if match is not None:
                found.append(f"{kind}.{match[1] or match[2]}")
                break
        else:
            raise ReadError(
                say(EntryCode.NOT_A_CLAUSE, typed=part), say(Hint.WRITE, forms=_AS_SAID)
            )
    return ",".join(found)
