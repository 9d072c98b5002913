"""Clauses: as law writes them, in one form that is shown and read again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.model.citations import CLAUSES, clause_words, clauses_said, read_citation
from portal.rules.model.sources import Citation
from portal.rules.problems import ReadError

NUMBERS = st.one_of(
    st.integers(1, 999).map(str),
    st.tuples(st.integers(1, 99), st.integers(1, 99)).map(lambda pair: f"{pair[0]}.{pair[1]}"),
    st.tuples(st.integers(1, 999), st.integers(1, 9)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
)
KINDS = st.lists(st.sampled_from(list(CLAUSES)), min_size=1, max_size=4, unique=True)


@st.composite
def clauses(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    kinds = sorted(draw(KINDS), key=list(CLAUSES).index)
    numbers = [draw(NUMBERS) for _ in kinds]
    plain = [
        n.split("-")[0] if kind in ("annex", "box") else n
        for kind, n in zip(kinds, numbers, strict=True)
    ]
    return tuple(zip(kinds, plain, strict=True))


@given(st.lists(clauses(), max_size=5), st.sampled_from(["zh", "en"]))
def test_what_is_shown_is_read_again(
    found: list[tuple[tuple[str, str], ...]], language: str
) -> None:
    citation = Citation("law", tuple(found))
    assert read_citation(str(citation)) == citation
    said = clauses_said(clause_words(citation, language))
    assert read_citation(f"law {said}") == citation


@given(st.text() | st.text("第一二三十百条款项（）()、；,至12.- art", max_size=30))
def test_whatever_is_typed_is_a_clause_or_told(typed: str) -> None:
    try:
        said = clauses_said(typed)
    except ReadError:
        return
    citation = read_citation(f"law {said}")
    assert clauses_said(clause_words(citation, "zh")) == said


@pytest.mark.parametrize(
    ("typed", "kept", "shown"),
    [
        ("第六条第（二）款", "art.6/par.2", "第6条第2款"),
        ("第十二条第一款第（三）项", "art.12/par.1/item.3", "第12条第1款第3项"),
        ("第１２条第１款第（３）项", "art.12/par.1/item.3", "第12条第1款第3项"),
        ("《办法》第 九 条", "art.9", "第9条"),
        ("9条", "art.9", "第9条"),
        ("第一百二十条之一", "art.120-1", "第120条之1"),
        ("第二十二条、第一百零五条", "art.22,art.105", "第22条、第105条"),
        ("第九条至第十一条", "art.9,art.10,art.11", "第9条、第10条、第11条"),
        ("第九至十一条", "art.9,art.10,art.11", "第9条、第10条、第11条"),
        ("第六条第一、二款", "art.6/par.1,art.6/par.2", "第6条第1款；第6条第2款"),
        ("第六条第（一）项、第（二）项", "art.6/item.1,art.6/item.2", "第6条第1项；第6条第2项"),
        ("第6条第（一）项；第34项", "art.6/item.1,item.34", "第6条第1项；第34项"),
        ("第9条和第34项", "art.9,item.34", "第9条、第34项"),
        ("附件2、专栏九", "annex.2,box.9", "附件2、专栏9"),
        ("第三章第一节", "ch.3/sec.1", "第3章第1节"),
        ("第六条（二）", "art.6/item.2", "第6条第2项"),
        ("第 六 条 ㈡", "art.6/item.2", "第6条第2项"),
        ("第六条第一款（三）", "art.6/par.1/item.3", "第6条第1款第3项"),
        ("第六条之一（二）", "art.6-1/item.2", "第6条之1第2项"),
        ("第六条（一）（二）", "art.6/item.1,art.6/item.2", "第6条第1项；第6条第2项"),
        ("第六条（一）、（二）", "art.6/item.1,art.6/item.2", "第6条第1项；第6条第2项"),
        (
            "第六条（一）至（三）",
            "art.6/item.1,art.6/item.2,art.6/item.3",
            "第6条第1项；第6条第2项；第6条第3项",
        ),
        ("第六条（一）、（二）款", "art.6/par.1,art.6/par.2", "第6条第1款；第6条第2款"),
        ("第六条（一）、第（二）项", "art.6/item.1,art.6/item.2", "第6条第1项；第6条第2项"),
        ("第六条（二）、第八条（一）", "art.6/item.2,art.8/item.1", "第6条第2项；第8条第1项"),
        ("《意见》（三十四）", "item.34", "第34项"),
        ("第6条第（一）项；（三十四）", "art.6/item.1,item.34", "第6条第1项；第34项"),
        ("art. 12 para. 1 item 3", "art.12/par.1/item.3", "第12条第1款第3项"),
        ("art.9", "art.9", "第9条"),
        ("", "", ""),
    ],
)
def test_clauses_as_people_write_them(typed: str, kept: str, shown: str) -> None:
    assert clauses_said(typed) == kept
    assert clause_words(read_citation(f"law {kept}"), "zh") == shown


FIGURES = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """A number below 100 as laws write it."""
    tens, ones = divmod(number, 10)
    written = {0: "", 1: "十"}.get(tens, f"{FIGURES[tens]}十")
    return written + (FIGURES[ones] if ones else "")


@given(
    st.integers(1, 99),
    st.integers(0, 9),
    st.lists(st.integers(1, 99), min_size=1, max_size=5),
    st.sampled_from(["", "、", "和"]),
)
def test_items_named_by_their_number_alone_are_those_with_their_unit(
    article: int, paragraph: int, items: list[int], joined: str
) -> None:
    law = f"第{in_chinese(article)}条" + (f"第{in_chinese(paragraph)}款" if paragraph else "")
    numbers = [f"（{in_chinese(item)}）" for item in items]
    said = clauses_said(law + joined.join(numbers))
    assert said == clauses_said(law + "、".join(f"第{number}项" for number in numbers))
    assert clauses_said(clause_words(read_citation(f"law {said}"), "zh")) == said


@pytest.mark.parametrize(
    "typed",
    [
        "hello",
        "第条",
        "第9条第10条",
        "第三项第九条",
        "第1至9999条",
        "第9条见附则",
        "九",
        "一、（二）",
        "第六条后段",
        "后段",
        "第六条、（二）",
        "第三章（二）",
        "第三部分（二）",
        "第六条（2）",
        "第六条（二）（2）",
        "第六条（二〇二三）",
        "第六条（二）第八条",
    ],
)
def test_what_is_no_clause_is_told(typed: str) -> None:
    with pytest.raises(ReadError):
        clauses_said(typed)


@pytest.mark.parametrize("text", ["law par", "law art.9/", "law art.9/10", "law art.x"])
def test_what_documents_cite_has_one_form(text: str) -> None:
    with pytest.raises(ReadError):
        read_citation(text)
