"""One checklist: each document once, those of routes that are not taken left out."""

from portal.rules.evaluation.answer_reader import read_answers
from portal.rules.evaluation.checklist import checklist
from portal.rules.evaluation.outcomes import Frame
from tests.rules.evaluation.test_next_steps import with_papers
from tests.rules.worlds import TODAY


def papers(raw: dict[str, object]) -> list[tuple[str, list[str]]]:
    rules = with_papers()
    answers, problems = read_answers(rules.questions, raw, TODAY, rules.gazetteer)
    assert not problems
    frame = Frame(rules, rules.gazetteer.districts["town"], TODAY).service("flat")
    items = checklist([(frame, answers), (frame, answers)])
    return [(item.paper.id, [name for name, _ in item.needed]) for item in items]


def test_a_document_of_several_services_stands_once_with_all_of_them() -> None:
    assert papers({"work": "flexible", "owns_home": True}) == [("id-card", ["flat", "flat"])]


def test_a_document_of_a_route_stands_there_unless_the_route_is_known_not_to_be_taken() -> None:
    assert [name for name, _ in papers({})] == ["id-card", "contract", "lease"]
    assert [name for name, _ in papers({"work": "contract", "owns_home": True})] == [
        "id-card",
        "contract",
    ]
