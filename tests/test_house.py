"""The house: who may import whom, what the kernel may not do, imports at the top."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PORTAL = Path(__file__).resolve().parent.parent / "portal"
MODULES = sorted(path for path in PORTAL.rglob("*.py") if "migrations" not in path.parts)
#: What each part may import of the others; arrows are transitive.
MAY = {
    "rules": set(),
    "content": set(),
    "config": {"rules"},
    "problem_words": {"rules"},
    "extensions": set(),
    "i18n": {"rules"},
    "logs": set(),
    "metrics": set(),
    "gunicorn_server": {"config", "logs", "metrics", "web"},
    "gunicorn_worker": {"web"},
    "mail_delivery": {"mail_sender", "store"},
    "mail_sender": {"mail_delivery", "store"},
    "store": {"rules", "metrics"},
    "publishing": {"store", "rules"},
    "source_watch": {"store", "rules"},
    "web": {
        "publishing",
        "source_watch",
        "mail_sender",
        "store",
        "rules",
        "i18n",
        "metrics",
        "problem_words",
    },
    "cli": {
        "publishing",
        "source_watch",
        "store",
        "rules",
        "i18n",
        "problem_words",
        "web",
        "config",
        "content",
        "metrics",
        "mail_delivery",
        "mail_sender",
        "portal",
    },
    "portal": {"web", "store", "config", "extensions", "i18n", "logs", "mail_sender"},
}


def part_of(path: Path) -> str:
    """The part of the house a module belongs to."""
    first = path.relative_to(PORTAL).parts[0]
    return "portal" if first == "__init__.py" else first.removesuffix(".py")


@cache
def imported(path: Path) -> set[str]:
    """Every module a file imports, as a dotted name; ``portal.x`` for our own."""
    return imports_in(ast.parse(path.read_text()), path)


def imports_in(tree: ast.AST, path: Path) -> set[str]:
    """The same of a part of the file."""
    package = ["portal", *path.relative_to(PORTAL).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return found


def own_parts(path: Path) -> set[str]:
    """The parts of the house a module imports."""
    names = [name.split(".") for name in imported(path) if name.startswith("portal")]
    return {
        parts[1]
        if (PORTAL / parts[1]).is_dir() or (PORTAL / f"{parts[1]}.py").exists()
        else "portal"
        for parts in names
        if len(parts) > 1
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_a_part_imports_only_what_it_may(path: Path) -> None:
    part = part_of(path)
    assert own_parts(path) - {part} <= MAY[part]


@pytest.mark.parametrize("path", sorted((PORTAL / "rules").rglob("*.py")), ids=lambda p: p.name)
def test_the_kernel_imports_the_standard_library_alone(path: Path) -> None:
    others = {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names)
    allowed = {"portal", "pydantic"} if "documents" in path.parts else {"portal"}
    assert others <= allowed


@pytest.mark.parametrize("path", sorted((PORTAL / "rules").rglob("*.py")), ids=lambda p: p.name)
def test_the_kernel_reads_no_clock_locale_or_chance(path: Path) -> None:
    assert not {n.split(".")[0] for n in imported(path)} & {"time", "random", "locale", "os"}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("today", "now", "utcnow", "strftime"), node.lineno


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_only_the_store_knows_the_database(path: Path) -> None:
    if part_of(path) == "store":
        return
    roots = {name.split(".")[0] for name in imported(path)}
    assert not roots & {"sqlalchemy", "flask_sqlalchemy", "flask_migrate", "alembic"}
    if part_of(path) == "web":
        assert not any("store.tables" in name or name.endswith(".db") for name in imported(path))


#: What is imported where it is used: large, and needed by few processes or requests. That a start
#: loads none of it is held by `test_start`.
LATE = {
    "mail_sender.py": "portal.mail_delivery",
    "publishing/assembly.py": "portal.publishing.toml_text",
    "publishing/derived_texts.py": "opencc",
    "store/postgres_timeouts.py": "portal.store.postgres_connection",
    "store/usage_counts.py": "sqlalchemy.dialects",
    "web/lines/calendar_days.py": "icalendar",
}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_only_what_is_large_and_rare_is_imported_inside_a_function(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    inside = {
        name.rpartition(".")[0]
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in imports_in(function, path)
    }
    late = LATE.get(path.relative_to(PORTAL).as_posix())
    assert inside == ({late} if late else set())


def test_no_module_bears_a_name_that_says_nothing() -> None:
    nothing = {"utils", "helpers", "common", "misc", "manager", "forms"}
    assert not {path.stem for path in MODULES} & nothing


#: Packages of `web` whose parts are features: what each may import of `web` besides itself.
SHARED = {"http", "lines", "answer_cookie", "handoff_token", "receipt_code"}
WEB_MAY = {
    "http": set(),
    "lines": {"http"},
    "answer_cookie": {"http"},
    "handoff_token": {"http", "answer_cookie"},
    "receipt_code": {"http"},
    "service_worker": {"http"},
    "page_maker": {"http"},
    "warm_up": {"http"},
    "pages_watch": {"http"},
    "api": SHARED,
    "resident": SHARED | {"api"},
    "kiosk": SHARED | {"resident"},
    "admin": SHARED,
    "channels": SHARED | {"resident", "kiosk"},
    "errors": SHARED | {"resident", "kiosk", "api"},
    "__init__": set(),
}


@pytest.mark.parametrize(
    "path", sorted((PORTAL / "web").rglob("*.py")), ids=lambda path: str(path.relative_to(PORTAL))
)
def test_features_of_the_web_import_what_is_shared_and_no_arrow_leads_back(path: Path) -> None:
    own = path.relative_to(PORTAL / "web").parts[0].removesuffix(".py")
    parts = {name.split(".")[2] for name in imported(path) if name.startswith("portal.web.")}
    assert parts - {own} <= WEB_MAY[own]


def keyword_only(node: ast.ClassDef) -> bool:
    """Whether a class is no dataclass, or one that is built by keyword."""
    for made in node.decorator_list:
        name = made.func if isinstance(made, ast.Call) else made
        if isinstance(name, ast.Name) and name.id == "dataclass":
            given = made.keywords if isinstance(made, ast.Call) else []
            return any(one.arg == "kw_only" for one in given)
    return True


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_data_of_more_than_three_fields_is_built_by_keyword(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ClassDef):
            fields = [one for one in node.body if isinstance(one, ast.AnnAssign)]
            assert len(fields) <= 3 or keyword_only(node), f"{node.name}, line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PORTAL)))
def test_no_call_hands_over_eight_values_by_their_order(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            assert len(node.args) < 8, f"line {node.lineno}"


#: Matches over what is no closed set, so that a default stays: module, subject → why.
OPEN_SETS = {
    ("cli/__init__.py", "fault.errno"): "numbers of the operating system",
    ("publishing/toml_text.py", "value"): "values that TOML can hold",
    ("rules/items/change_scope.py", "kind"): "names of sections as documents have them",
    ("rules/documents/reader.py", "error['type']"): "pydantic's codes",
    ("web/admin/condition_builder/trees.py", "node.operator"): "as a form sent it",
    ("web/admin/forms/lexicon.py", "domain"): "names of sections as documents have them",
    ("web/admin/forms/rendering.py", "field.kind"): "kinds that need nothing beside the field",
    ("web/admin/forms/values.py", "field.kind"): "kinds without a form of their own are one line",
}


def defaults(tree: ast.Module) -> Iterator[str]:
    """The subject of each match that takes what it does not name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Match):
            last = node.cases[-1]
            is_any = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None
            is_default = is_any and last.guard is None
            if is_default and not ast.unparse(last).endswith(f"assert_never({_value(node)})"):
                yield ast.unparse(node.subject)


def _value(node: ast.Match) -> str:
    """What a match looks at: ``kind`` of ``match kind := question.kind``."""
    subject = node.subject
    return ast.unparse(subject.target if isinstance(subject, ast.NamedExpr) else subject)


def test_a_match_over_a_closed_set_names_every_member() -> None:
    found = {
        (path.relative_to(PORTAL).as_posix(), subject)
        for path in MODULES
        for subject in defaults(ast.parse(path.read_text()))
    }
    assert found == set(OPEN_SETS)


#: Tables that name only some members of a set, and are asked about those alone.
PARTIAL_TABLES = {
    ("rules/checking/examples.py", "Verdict"): "a reason is given for what is not yes",
}


def members() -> dict[str, set[str]]:
    """The members of every enumeration of the portal, by its name."""
    return {
        node.name: {
            one.targets[0].id
            for one in node.body
            if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name)
        }
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
        and {ast.unparse(base) for base in node.bases} & {"Enum", "StrEnum"}
    }


def test_a_table_by_a_closed_set_has_a_line_for_every_member() -> None:
    every = members()
    assert every["Verdict"] == {"YES", "NO", "UNKNOWN"}
    found = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Dict) or not all(node.keys):
                continue
            keys = [ast.unparse(key).partition(".") for key in node.keys if key]
            sets = {name for name, _, _ in keys}
            own = every.get(sets.pop() if len(sets) == 1 else "")
            if own is not None and {member for _, _, member in keys} != own:
                found.add((path.relative_to(PORTAL).as_posix(), keys[0][0]))
    assert found == set(PARTIAL_TABLES)


def test_no_line_of_a_template_a_stylesheet_or_a_script_is_too_long_to_read() -> None:
    long = [
        f"{path.relative_to(PORTAL)}:{number}"
        for pattern in ("templates/**/*.*", "static/*.css", "static/*.js")
        for path in PORTAL.glob(pattern)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > 160
    ]
    assert not long, long
