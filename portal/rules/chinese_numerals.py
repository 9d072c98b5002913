"""Chinese numerals in a text as figures: ``第十二条`` → ``第12条``, ``二〇二六年`` → ``2026年``."""

from __future__ import annotations

import re

_FIGURES = {character: number for number, character in enumerate("〇一二三四五六七八九")}
_FIGURES |= {"零": 0, "两": 2, "兩": 2, "○": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(f"[{''.join(_FIGURES)}{''.join(_STEPS)}]+")


def with_figures(text: str) -> str:
    """The text with every Chinese numeral below ten thousand as figures."""
    return _NUMERAL.sub(lambda match: _figures(match[0]), text)


def _figures(numeral: str) -> str:
    """One numeral: by its steps (``二十八``) or, without any, figure by figure (``二〇二六``)."""
    if not any(character in _STEPS for character in numeral):
        return "".join(str(_FIGURES[character]) for character in numeral)
    total = 0
    pending = None
    for character in numeral:
        if character in _FIGURES:
            pending = _FIGURES[character] or None
        else:
            total += (1 if pending is None else pending) * _STEPS[character]
            pending = None
    return str(total + (pending or 0))
