"""Files of finished pages: whole or not there, found by key, never mixed up."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.http.pages_file import (
    LOOK_SECONDS,
    KeptPage,
    MadePages,
    PagesFile,
    PagesWriter,
    file_name,
    remove_others,
    sole_maker,
)

DAY = date(2026, 11, 24)


def page(words: str) -> KeptPage:
    return KeptPage(
        body=words.encode(),
        etag=f"{words}-br",
        headers=(("Content-Type", "text/html"), ("ETag", f'"{words}"')),
        route="/districts/<district>",
        counts=(("guide", words),),
    )


def written(path: Path, pages: dict[tuple[object, ...], KeptPage]) -> PagesFile:
    writer = PagesWriter(path)
    for key, its in pages.items():
        writer.add(key, its)
    writer.finish()
    return PagesFile(path)


@given(st.dictionaries(st.tuples(st.text(max_size=8), st.booleans()), st.text(max_size=30)))
def test_every_page_is_given_back_and_no_other(words: dict[tuple[object, ...], str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        pages = {key: page(its) for key, its in words.items()}
        file = written(Path(folder) / "pages-x", pages)
        assert len(file) == len(pages)
        for key, its in pages.items():
            assert file.get(key) == its
        assert file.get(("not", "there", 1)) is None


def test_there_is_no_file_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "pages-x"
    writer = PagesWriter(path)
    writer.add(("a",), page("a"))
    assert not path.exists()
    writer.give_up()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"x", b"PAGES001", b"PAGES001" + bytes(16)])
def test_a_damaged_file_is_as_none(tmp_path: Path, damage: bytes) -> None:
    made = MadePages(tmp_path, "")
    path = made.path("digest", 1, DAY)
    path.write_bytes(damage if damage != b"PAGES001" + bytes(16) else damage + b"more")
    assert made.file("digest", 1, DAY) is None


def test_a_file_is_of_one_release_one_day_and_one_address(tmp_path: Path) -> None:
    names = {
        file_name("a", 1, DAY, ""),
        file_name("b", 1, DAY, ""),
        file_name("a", 2, DAY, ""),
        file_name("a", 1, date(2026, 11, 25), ""),
        file_name("a", 1, DAY, "https://portal.example"),
    }
    assert len(names) == 5


def test_a_file_is_found_once_it_is_there_and_looked_for_once_a_second(tmp_path: Path) -> None:
    seconds = [0.0]
    made = MadePages(tmp_path, "", clock=lambda: seconds[0])
    assert made.file("digest", 1, DAY) is None
    written(made.path("digest", 1, DAY), {("a",): page("a")})
    assert made.file("digest", 1, DAY) is None
    seconds[0] += LOOK_SECONDS
    file = made.file("digest", 1, DAY)
    assert file is not None
    assert file.get(("a",)) == page("a")
    assert made.file("digest", 2, DAY) is None, "of another release"
    assert made.file("digest", 1, date(2026, 11, 25)) is None, "of another day"


def test_one_process_alone_makes_pages(tmp_path: Path) -> None:
    with sole_maker(tmp_path) as first:
        assert first
        with sole_maker(tmp_path) as second:
            assert not second
    with sole_maker(tmp_path) as again:
        assert again


def test_old_files_and_what_a_killed_maker_left_are_taken_away(tmp_path: Path) -> None:
    for name in ("pages-old", "pages-new", ".pages-old.1.part", "lock"):
        (tmp_path / name).write_bytes(b"")
    remove_others(tmp_path, {tmp_path / "pages-new"})
    assert sorted(its.name for its in tmp_path.iterdir()) == ["lock", "pages-new"]
