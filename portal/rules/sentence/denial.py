"""What a clause denies, what it only asks or wishes, and what it affirms."""

from __future__ import annotations

from collections.abc import Sequence

from .tokens import Token

#: The most characters between a «没» and what it denies, before it and behind it.
_BEHIND = 9
_BEFORE = 7
_AND = frozenset(("和", "跟", "与", "、", "或者", "或", "也", "还有"))
#: A word of the content that says by itself that something is or was done.
_DONE = "有办买卖领拿退写想做还创学参登自考管打规口籍签期停"


#: Questions whose bare words say what somebody does.
_DOINGS = ("home", "work", "child_stage", "hukou_place")
_PLACES = ("hukou_place", "hukou_guangan")


def is_statement(token: Token) -> bool:
    """Whether a token says something that can be denied."""
    return token.word is not None and bool(token.word.meanings)


def denied(clause: Sequence[Token]) -> dict[int, int]:
    """Which tokens of a clause are denied, and how often: twice is no denial that we can read."""
    found: dict[int, int] = {}
    for place, token in enumerate(clause):
        if token.is_a("not") and not _is_tag(clause, place):
            for target in _targets(clause, place):
                found[target] = found.get(target, 0) + 1
    return found


def _is_tag(clause: Sequence[Token], place: int) -> bool:
    """Whether a «不» ends a clause and so makes it a question: «来得及不»."""
    return place == len(clause) - 1 and clause[place].word_text == "不"


def _targets(clause: Sequence[Token], place: int) -> list[int]:
    ahead = _next(clause, place, 1, _BEHIND)
    back = _next(clause, place, -1, _BEFORE)
    if ahead is not None and back is not None:
        has_verb = ahead - place > 1
        if has_verb and _can_lack(clause[back]) and not _is_affirmed_before(clause, back):
            return _joined(clause, back, -1)
    if ahead is not None:
        return _joined(clause, ahead, 1)
    return [] if back is None else _joined(clause, back, -1)


def _can_lack(token: Token) -> bool:
    """Whether a word names a thing that one may lack: «社保没交», not «租的单间没备案»."""
    return token.word is not None and any(
        its.value is not None or its.question not in _DOINGS for its in token.word.meanings
    )


def _next(clause: Sequence[Token], place: int, step: int, reach: int) -> int | None:
    """The nearest statement in one direction, with nothing but light words between."""
    own = clause[place]
    other = place + step
    while 0 <= other < len(clause):
        token = clause[other]
        gap = token.start - own.end if step > 0 else own.start - token.end
        if gap > reach:
            return None
        if is_statement(token):
            ahead = clause[other + 1] if step > 0 and other + 1 < len(clause) else None
            if ahead is None or not _is_placed(token) or not _is_thing(ahead):
                return other
        elif not (_is_light(token) or (token.is_a("not") and other - place == step)):
            return None
        other += step
    return None


def _is_thing(token: Token) -> bool:
    """Whether a word tells of something else than where: «学籍» in «本地学籍», not «户口»."""
    return is_statement(token) and not _is_placed(token)


def _is_placed(token: Token) -> bool:
    """Whether a word only says where: «没有本地学籍» does not deny the city."""
    return token.word is not None and all(its.question in _PLACES for its in token.word.meanings)


def _is_light(token: Token) -> bool:
    return (
        token.is_blank
        or token.is_a("have", "with", "self", "each", "hukou_end", "arrival", "partner")
        or (token.word is not None and (bool(token.word.districts) or token.word.child is not None))
    )


def _joined(clause: Sequence[Token], place: int, step: int) -> list[int]:
    """A statement, and those that «和» joins to it."""
    found = [place]
    other = place + step
    while 0 <= other + step < len(clause) and _is_and(clause[other]):
        if not is_statement(clause[other + step]):
            break
        found.append(other + step)
        other += 2 * step
    return found


def _is_and(token: Token) -> bool:
    return token.word is not None and token.word.text in _AND


def _is_affirmed_before(clause: Sequence[Token], place: int) -> bool:
    """Whether something like «有» stands before a statement."""
    for token in reversed(clause[max(0, place - 2) : place]):
        if token.is_a("have"):
            return True
        if is_statement(token):
            return False
    return False


def is_affirmed(clause: Sequence[Token], place: int) -> bool:
    """Whether a clause says of a thing that somebody has it, not only names it."""
    word = clause[place].word
    if word is not None and any(character in word.text for character in _DONE):
        return True
    return any(
        token.is_a("have") or token.time is not None
        for token in clause[max(0, place - 4) : place + 5]
    )


def asked(clause: Sequence[Token], text: str) -> frozenset[int]:
    """The tokens of a clause that are only asked about or wished for."""
    everything = frozenset(range(len(clause)))
    if any(token.is_a("if") for token in clause):
        return everything
    found = set()
    asks = False
    for place, token in enumerate(clause):
        if token.is_a("ask"):
            asks = True
        elif asks and token.is_a("self") and not _is_object(clause, place):
            asks = False
        if asks:
            found.add(place)
    end = clause[-1].end if clause else 0
    is_tagged = bool(clause) and _is_tag(clause, len(clause) - 1)
    is_question = (
        is_tagged or any(token.is_a("asked") for token in clause) or text[end : end + 1] == "?"
    )
    is_supposed = bool(found) and _is_supposed(clause, min(found))
    return everything if is_supposed or (is_question and not found) else frozenset(found)


def _is_supposed(clause: Sequence[Token], place: int) -> bool:
    """Whether something denied is only supposed: «没有居住证能上学吗»."""
    asks = clause[place].word_text
    return asks.startswith(("能", "可")) and any(its.is_a("not") for its in clause[:place])


def _is_object(clause: Sequence[Token], place: int) -> bool:
    """Whether «我» stands behind what it is the object of: «想让我», «能不能给我»."""
    before = clause[place - 1]
    return before.is_a("with", "joins") or (before.is_a("ask") and not _is_polite(before))


def _is_polite(token: Token) -> bool:
    """Whether a word only opens a question: «请问», «想咨询»."""
    return token.word is not None and any(c in token.word.text for c in "问询解晓知")
