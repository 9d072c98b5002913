"""The order of a list, changed by moving its entries, as one change of a draft."""

from __future__ import annotations

import html
import re
import tomllib

from flask import Flask

from portal.publishing.assembly import assemble_for_release, checked
from portal.rules.items.parts import Edit, apply, items_of, order_of, reordered
from portal.store import drafts
from portal.store.releases.stored import files_of
from portal.web.admin.drafts.order import moved_by
from tests.conftest import TODAY
from tests.web.admin.signing import AdminFetcher, signed_in
from tests.web.fetching import Fetcher

RENTAL = "services/housing/public-rental.toml"


def begun(app: Flask) -> tuple[AdminFetcher, str]:
    """An approver's browser and the address of a list in a draft of theirs."""
    fetch = signed_in(app, "approver")
    given = {"path": RENTAL, "place": "service", "under": "order", "title": "次序"}
    response = fetch.post("/admin/change", given)
    return fetch, fetch.follow(response)


def names_on(page: str) -> list[str]:
    return [html.unescape(its) for its in re.findall(r'data-entry="([^"]+)"', page)]


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


def moved(fetch: AdminFetcher, address: str, move: str, **more: object) -> str:
    """Press a button of the list as it stands; the page after it."""
    page = fetch.get(address).text
    where = address.partition("?")[0]
    kind = re.search(r"kind=(\w+)", address)
    path = re.search(r'name="path" value="([^"]+)"', page)
    assert kind
    assert path
    given = {
        "path": html.unescape(path[1]),
        "kind": kind[1],
        "seen": seen_on(page),
        "name": names_on(page),
        "move": move,
        **more,
    }
    return fetch.get(fetch.follow(fetch.post(where, given))).text


def test_an_entry_is_moved_by_a_button_and_the_page_says_where_it_stands(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    names = names_on(fetch.get(address).text)
    page = moved(fetch, address, f"{names[2]}:up")
    after = names_on(page)
    assert after[:3] == [names[0], names[2], names[1]]
    assert "排在第2位" in page
    assert re.search(rf'value="{names[2]}:up"[^>]*autofocus', page), "the keyboard stays with it"
    page = moved(fetch, address, f"{names[0]}:down")
    assert re.search(rf'value="{names[0]}:down"[^>]*autofocus', page), "on the same button"


def test_several_moves_are_one_change_and_moving_back_leaves_none(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    names = names_on(fetch.get(address).text)
    for _ in range(3):
        moved(fetch, address, f"{names[0]}:down")
    number = int(address.split("/drafts/")[1].split("/")[0])
    with admin_app.app_context():
        (change,) = drafts.read_draft(number).changes
    assert change.after == {"sequence": [*names[1:4], names[0], *names[4:]]}
    page = fetch.get(f"/admin/drafts/{number}").text
    assert "次序" in page
    for _ in range(3):
        moved(fetch, address, f"{names[0]}:up")
    with admin_app.app_context():
        assert drafts.read_draft(number).changes == ()


def test_a_dragged_order_is_taken_as_it_was_dropped_without_a_button(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    names = names_on(fetch.get(address).text)
    dropped = [*names[1:], names[0]]
    page = moved(fetch, address, "", name=dropped, dragged=names[0])
    assert names_on(page) == dropped
    assert f"排在第{len(names)}位" in page


def test_the_order_is_that_of_the_rules_and_of_the_residents_page(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    names = names_on(fetch.get(address).text)
    moved(fetch, address, "", name=names[::-1])
    number = int(address.split("/drafts/")[1].split("/")[0])
    with admin_app.app_context():
        found = checked(assemble_for_release(drafts.read_draft(number), TODAY))
    assert found.problems == ()
    assert found.ruleset is not None
    assert list(found.ruleset.services["public-rental"].requirements) == names[::-1]


def test_comments_and_all_else_survive_in_the_document(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    names = names_on(fetch.get(address).text)
    moved(fetch, address, "", name=names[::-1])
    number = int(address.split("/drafts/")[1].split("/")[0])
    with admin_app.app_context():
        its = assemble_for_release(drafts.read_draft(number), TODAY)
    before, after = its.base[RENTAL], its.files[RENTAL]
    comments = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in comments if line not in after] == []
    assert tomllib.loads(before) == tomllib.loads(after), "only the order differs"


def test_whoever_moves_upon_an_order_that_a_colleague_changed_sees_both(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    page = fetch.get(address).text
    names = names_on(page)
    stale = seen_on(page)
    moved(fetch, address, f"{names[1]}:up")
    colleague = signed_in(admin_app, "approver")
    given = {"path": RENTAL, "kind": "requirements", "seen": stale, "name": names}
    given |= {"move": f"{names[-1]}:up"}
    refused = colleague.post(address.partition("?")[0], given, 409).text
    assert names_on(refused)[:2] == [names[1], names[0]], "theirs stands"
    assert "用我的次序" in refused


def test_a_district_editor_moves_what_is_theirs_and_nothing_of_others(admin_app: Flask) -> None:
    fetch = signed_in(admin_app, "editor", ["hechuan"], ["housing"])
    given = {"path": RENTAL, "place": "service", "under": "order", "title": "次序"}
    address = fetch.follow(fetch.post("/admin/change", given))
    page = fetch.get(address).text
    names = names_on(page)
    with admin_app.app_context():
        documents = items_of(RENTAL, tomllib.loads(files_of(1)[RENTAL]))
    where = {name: documents[f"requirements/{name}"].get("districts") for name in names}
    centre = [name for name in names if where[name] == "centre"]
    assert len(centre) > 1
    swapped = {centre[0]: centre[1], centre[1]: centre[0]}
    other = [swapped.get(name, name) for name in names]
    sent = {"path": RENTAL, "kind": "requirements", "seen": "0", "name": other}
    refused = fetch.post(address.partition("?")[0], sent, 403).text
    assert "您负责以外的区县" in refused
    own = [name for name in names if where[name] == "hechuan"]
    assert own
    away = [*own[::-1], *(name for name in names if name not in own)]
    fetch.post(address.partition("?")[0], {**sent, "name": away})


def test_services_of_a_topic_change_places_and_the_topic_page_follows(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    address = address.replace("kind=requirements", "kind=services")
    names = names_on(fetch.get(address).text)
    page = moved(fetch, address, f"{names[1]}:up")
    assert names_on(page)[:2] == [names[1], names[0]]


def test_strangers_paths_and_kinds_have_no_order(admin_app: Flask) -> None:
    fetch, address = begun(admin_app)
    own = address.partition("?")[0]
    fetch.get(f"{own}?path={RENTAL}&kind=examples", 404)
    fetch.get(f"{own}?path=services/housing/none.toml&kind=steps", 404)
    Fetcher(admin_app.test_client()).get(f"{own}?path={RENTAL}&kind=steps", 401)


def test_what_was_added_meanwhile_stays_behind_the_one_before_it() -> None:
    assert reordered(["a", "b", "new", "c"], ["c", "b", "a"]) == ["c", "b", "new", "a"]
    assert reordered(["new", "a"], ["a"]) == ["new", "a"]


def test_an_entry_at_the_end_stays_there() -> None:
    assert moved_by(["a", "b"], "a", "up") == ["a", "b"]
    assert moved_by(["a", "b"], "b", "down") == ["a", "b"]
    assert moved_by(["a", "b"], "c", "up") == ["a", "b"]


def test_lists_are_ordered_by_what_tells_their_entries_apart() -> None:
    document = {
        "service": {"id": "x"},
        "steps": [{"text": {"zh": "一"}}, {"text": {"zh": "二"}}],
    }
    names = order_of("services/a/x.toml", document, "steps")["sequence"]
    after = apply("services/a/x.toml", document, [Edit("order/steps", {"sequence": names[::-1]})])
    assert [step["text"]["zh"] for step in after["steps"]] == ["二", "一"]
