"""Files out and in: the same bytes, every problem listed, nothing changed when there is any."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.problem_words import console_line
from portal.publishing.archives import imported, opened, packed, unpacked
from portal.publishing.seed import changes_to, draft_of
from portal.rules.problems import ContentError
from portal.store import drafts
from tests.publishing.conftest import FILES, FLAT, Office


def archive(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as its:
        for name, text in files.items():
            its.writestr(name, text)
    return buffer.getvalue()


def problems_of(data: bytes) -> list[str]:
    with pytest.raises(ContentError) as caught:
        imported(opened(data, FILES), FILES)
    return [console_line(problem) for problem in caught.value.problems]


def test_what_is_packed_comes_back_and_the_bytes_are_always_the_same() -> None:
    assert packed(FILES) == packed(dict(reversed(FILES.items())))
    assert unpacked(packed(FILES)) == dict(FILES)


def test_notes_for_people_may_lie_beside_the_documents() -> None:
    assert unpacked(archive({**FILES, "README.md": "words", "checksums.txt": "x"})) == dict(FILES)


def test_every_problem_is_listed() -> None:
    broken = FILES[FLAT].replace("value = 18", 'value = "x"').replace("minimum_area", "no_area", 1)
    found = problems_of(archive({**FILES, FLAT: broken}))
    assert len(found) >= 2


@pytest.mark.parametrize(
    "name",
    ["../evil.toml", "services/../../x.toml", "services/a.exe", "/etc/passwd", "sources\\x.toml"],
)
def test_a_file_that_belongs_nowhere_is_refused(name: str) -> None:
    assert any("no document belongs here" in words for words in problems_of(archive({name: "x"})))


def test_what_is_no_zip_is_refused() -> None:
    assert problems_of(b"PK not a zip")
    assert problems_of(b"")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive({f"sources/s{number}.toml": "x" * 300_000 for number in range(80)})
    assert problems_of(bomb)
    large = archive({"sources/s.toml": " " * 300_000})
    assert any("larger than" in words for words in problems_of(large))


def test_another_encoding_is_said() -> None:
    assert any("cannot be read" in w for w in problems_of(archive({FLAT: "中文".encode("gbk")})))


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    with pytest.raises(ContentError):
        unpacked(data)


def test_an_import_is_a_draft_of_what_differs(office: Office) -> None:
    changed = FILES[FLAT].replace(
        'name.en = "Public rental housing"', 'name.en = "Public homes"', 1
    )
    number = draft_of(
        imported(opened(archive({FLAT: changed})), FILES), 1, "来自文件", office.editor.id
    )
    (change,) = drafts.read_draft(number).changes
    assert (change.path, change.place) == (FLAT, "service")


def test_an_import_of_what_is_published_is_no_draft(office: Office) -> None:
    assert changes_to(unpacked(packed(FILES)), 1) == ()
    assert draft_of(FILES, 1, "nothing", office.editor.id) == 0


def test_a_zip_with_any_byte_damaged_is_told_as_a_problem() -> None:
    few = dict(sorted(FILES.items(), key=lambda its: len(its[1]))[:3])
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as its:
            for name, text in few.items():
                its.writestr(name, text)
        whole = buffer.getvalue()
        for at in range(len(whole)):
            for flip in (0x01, 0x80, 0xFF):
                damaged = bytearray(whole)
                damaged[at] ^= flip
                with suppress(ContentError):
                    assert set(unpacked(bytes(damaged)).values()) <= set(few.values())
        for length in range(0, len(whole), 7):
            with pytest.raises(ContentError):
                unpacked(whole[:length])


MAC = {
    "规则/.DS_Store": b"x",
    "__MACOSX/规则/._topics.toml": b"x",
    "规则/services/housing/._public-rental.toml": b"x",
    "规则/README.md": b"x",
}


def test_a_folder_zipped_anew_is_the_same_documents() -> None:
    again = {f"规则/{path}": text.encode() for path, text in FILES.items()}
    found = opened(archive({**again, **MAC}))
    assert found.documents == dict(FILES)
    assert found.folder == "规则/"
    assert set(found.passed_over) == set(MAC)
    deep = opened(archive({f"a/b/{path}": text for path, text in FILES.items()}))
    assert (deep.documents, deep.folder) == (dict(FILES), "a/b/")


def test_what_a_zip_lacks_stays_as_it_is_in_force() -> None:
    changed = FILES[FLAT].replace('"Public rental housing"', '"Public homes"', 1)
    files = imported(opened(archive({FLAT: changed})), FILES)
    assert files == {**FILES, FLAT: changed}


def test_a_file_without_its_folders_is_placed_where_one_path_fits() -> None:
    name = FLAT.rsplit("/", 1)[-1]
    found = opened(archive({name: FILES[FLAT]}), FILES)
    assert found.documents == {FLAT: FILES[FLAT]}
    assert found.placed == ((name, FLAT),)
    two = {"counters/a.toml": "", "offers/a.toml": ""}
    with pytest.raises(ContentError):
        opened(archive({"a.toml": FILES[FLAT]}), two)


@pytest.mark.parametrize("name", ["规则/../../evil.toml", "/规则/topics.toml", "../topics.toml"])
def test_no_way_out_is_taken_for_a_folder(name: str) -> None:
    with pytest.raises(ContentError):
        opened(archive({name: "x"}), FILES)


@given(
    st.lists(st.sampled_from(sorted(FILES)), unique=True), st.sampled_from(["", "甲/", "甲/乙/"])
)
def test_any_part_of_the_files_comes_back_as_it_is(paths: list[str], folder: str) -> None:
    found = opened(archive({f"{folder}{path}": FILES[path] for path in paths}), FILES)
    assert found.documents == {path: FILES[path] for path in paths}
