"""Chinese names in cells: read in place of ids, written where they are read again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.problem_words import english
from portal.rules.lists import Names, decoded, read_counters, write_counters
from portal.rules.lists.names import Domain
from portal.rules.problem_codes import EntryCode, ListCode
from portal.rules.problems import ReadError

NAMES = Names(
    {
        "services": {"rental": "公租房", "both": "落户、迁移", "one": "补贴", "two": "补贴"},
        "topics": {"housing": "住房", "work": "就业"},
        "options": {"public": "公租房", "affordable": "保障性租赁住房"},
        "sources": {
            "guide": "公租房申请指南",
            "guide-2025": "公租房申请指南（2025年）",
            "measures": "重庆市居住证办法",
            "odd": "甲；乙",
        },
    }
)


@pytest.mark.parametrize(
    ("domain", "cell", "read"),
    [
        ("services", "公租房", ["rental"]),
        ("services", "公租房；落户、迁移", ["rental", "both"]),
        ("topics", "住房、就业", ["housing", "work"]),
        ("topics", "住房; work", ["housing", "work"]),
        ("services", "new-service", ["new-service"]),
        ("options", " 保障性 租赁住房", "affordable"),
        ("sources", "重庆市居住证办法", ["measures"]),
        ("sources", "《重庆市居住证办法》第九条、第十条", ["measures art.9,art.10"]),
        ("sources", "重庆市居住证办法 第六条第（二）款", ["measures art.6/par.2"]),
        ("sources", "公租房申请指南（2025年） 第3条", ["guide-2025 art.3"]),
        (
            "sources",
            "《公租房申请指南》；《重庆市居住证办法》第9条；第6条第1款",
            [
                "guide",
                "measures art.9,art.6/par.1",
            ],
        ),
        ("sources", "guide art.9; page", ["guide art.9", "page"]),
    ],
)
def test_names_stand_in_place_of_ids(domain: Domain, cell: str, read: object) -> None:
    assert NAMES.read(domain, cell) == read


@pytest.mark.parametrize(
    ("domain", "cell", "code", "hint"),
    [
        ("services", "公租", EntryCode.UNKNOWN_NAME, "did you mean 公租房?"),
        ("services", "补贴", ListCode.NAME_OF_SEVERAL, "one of one, two"),
        ("sources", "没有的办法", EntryCode.UNKNOWN_NAME, ""),
        ("sources", "重庆市居住证办法第条", EntryCode.NOT_A_CLAUSE, "write"),
    ],
)
def test_a_name_that_is_none_is_told(domain: Domain, cell: str, code: object, hint: str) -> None:
    with pytest.raises(ReadError) as refused:
        NAMES.read(domain, cell)
    assert refused.value.message.code is code
    assert hint in english(refused.value.hint)


CITED = st.tuples(
    st.sampled_from(["guide", "guide-2025", "measures", "odd", "unknown-one"]),
    st.sampled_from(["", " art.9", " art.9,art.10", " art.6/par.2,item.3", " sec.4.1"]),
).map("".join)


@given(
    st.lists(st.sampled_from(["rental", "both", "one", "new"]), min_size=1, max_size=4),
    st.lists(CITED, min_size=1, max_size=4),
)
def test_what_is_written_with_names_is_read_again(services: list[str], cited: list[str]) -> None:
    entry = {
        "district": "town",
        "name": {"zh": "大厅"},
        "address": {"zh": "路1号"},
        "services": services,
        "source": cited,
    }
    text = write_counters({"hall": entry}, NAMES)
    assert read_counters(text, "town", NAMES) == ({"hall": entry}, [])
    assert ("公租房" in text) == ("rental" in services or any("guide" in its for its in cited))


def test_ids_that_two_share_a_name_are_written_as_ids() -> None:
    assert NAMES.write("services", ["one", "rental"]) == "one; 公租房"


@given(st.text(max_size=60))
def test_whatever_stands_in_a_cell_is_read_or_told(cell: str) -> None:
    for domain in ("services", "topics", "options", "sources"):
        try:
            NAMES.read(domain, cell)
        except ReadError:
            continue


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_decoded_with_and_without_its_mark(encoding: str) -> None:
    text = "名称,地址,来源\r\n一号大厅,人民路一号,law\r\n"
    assert decoded(text.encode(encoding)).removeprefix("\ufeff") == text


def test_the_names_are_gone_through_once_for_all_rows() -> None:
    class Counted(dict[str, str]):
        looks = 0

        def items(self) -> Any:
            type(self).looks += 1
            return super().items()

    names = Names({"services": Counted({f"service-{n}": f"服务{n}" for n in range(50)})})
    for n in range(50):
        assert names.read("services", f"服务{n}") == [f"service-{n}"]
    assert Counted.looks == 1
