"""The documents: short where promised, links that lead on, words that match, commands that run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

import portal
from portal.cli import main
from portal.web.admin.pages import ENTRIES
from tests.conftest import SECRET

ROOT = Path(portal.__file__).parent.parent
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/*.md", "docs/decisions/*.md", "portal/*/README.md")
    for path in ROOT.glob(pattern)
)
#: Documents whose indented lines hold commands, in the order in which a newcomer reads them.
WITH_COMMANDS = ("README.md", "docs/editing.md", "docs/operations.md", "CONTRIBUTING.md")
GLOSSARY = (ROOT / "docs/glossary.md").read_text("utf-8")
CONSOLE = ".venv/bin/portal "
#: Commands of the console that no test starts; CONTRIBUTING.md says when somebody last did.
NOT_RUN = ("serve", "kiosk-launch", "restore")


def commands() -> list[str]:
    """Every line of the documents that somebody could type, without its remark."""
    found: list[str] = []
    for name in WITH_COMMANDS:
        for line in (ROOT / name).read_text("utf-8").splitlines():
            command = re.sub(r"\s+#.*", "", line.strip())
            if line.startswith("    ") and re.match(r"\.venv/bin/|make |curl |git ", command):
                found.append(command)
    return list(dict.fromkeys(found))


def packages() -> list[str]:
    """Every package below `portal`, as the glossary writes it; migrations are alembic's."""
    folders = (
        path.parent.relative_to(ROOT / "portal") for path in (ROOT / "portal").rglob("__init__.py")
    )
    return sorted(str(folder) for folder in folders if str(folder) != ".")


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_to_a_file_finds_it(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("package", packages())
def test_every_package_stands_in_the_glossary(package: str) -> None:
    assert f"| `{package}` |" in GLOSSARY


@pytest.mark.parametrize(("view", "words"), ENTRIES, ids=[view for view, _ in ENTRIES])
def test_every_page_of_the_administration_stands_in_the_glossary(view: str, words: object) -> None:
    po = ROOT / "translations/zh_Hans_CN/LC_MESSAGES/messages.po"
    with po.open("rb") as file:
        message = read_po(file).get(str(words))
    assert message is not None
    assert f"| `{view}` | {message.string} |" in GLOSSARY


def test_every_decision_says_context_decision_and_consequences() -> None:
    for path in sorted((ROOT / "docs/decisions").glob("*.md")):
        text = path.read_text("utf-8")
        for word in ("Context", "Decision", "Consequences"):
            assert re.search(rf"^(\*\*|## ){word}", text, re.MULTILINE), (path, word)
        assert len(text.splitlines()) <= 60, path


def test_what_make_is_asked_for_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for path in DOCUMENTS:
        for target in re.findall(
            r"(?:`|^    )make ([a-z][a-z-]*)", path.read_text("utf-8"), re.MULTILINE
        ):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), (path, target)


def test_every_command_of_the_console_runs_as_it_is_written(
    tmp_path: Path, seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = [line for line in commands() if line.startswith(CONSOLE)]
    assert len(written) >= 6
    shutil.copy(seeded, tmp_path / "portal.sqlite")
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path / 'portal.sqlite'}")
    monkeypatch.setenv("PORTAL_SECRET_KEY", SECRET)
    monkeypatch.chdir(ROOT)
    for line in written:
        words = shlex.split(line.removeprefix(CONSOLE).replace("FOLDER", str(tmp_path / "files")))
        if words[0] not in NOT_RUN and "--url" not in words:
            done = CliRunner().invoke(main, words)
            assert done.exit_code == 0, (words, done.output[-500:], done.exception)


def test_the_console_itself_leads_to_its_commands() -> None:
    done = subprocess.run(
        [ROOT / ".venv/bin/portal", "--help"], check=True, capture_output=True, text=True
    )
    for line in commands():
        if line.startswith(CONSOLE):
            assert re.search(rf"^  {line.split()[1]}\b", done.stdout, re.MULTILINE), line
