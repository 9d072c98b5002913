"""A list of counters or offers to fill in: a workbook that explains its columns and choices."""

from __future__ import annotations

from collections.abc import Sequence

from ....i18n import gettext
from ....publishing.workbooks import Explained, TemplateWords, template
from ....rules.lists import COLUMNS, Column, Names, is_required
from ....rules.model.districts import District
from ...http import request_context
from ..forms.labels import message_words


def names_in_force() -> Names:
    """The Chinese names that cells may hold, of the release in force."""
    rules = request_context.release().ruleset
    services = rules.services.values()
    options = {option.id: option.name.zh for service in services for option in service.options}
    return Names(
        {
            "services": {service.id: service.name.zh for service in services},
            "topics": {topic.id: topic.name.zh for topic in rules.topics.values()},
            "options": options,
            "sources": {source.id: source.title.zh for source in rules.sources.values()},
        }
    )


def list_template(section: str, district: District) -> bytes:
    """The workbook of a section for a district."""
    names = names_in_force()
    name = request_context.wording().text(district.name)
    title = (
        gettext("Counters of %(district)s: one a row", district=name)
        if section == "counters"
        else gettext("Offers of %(district)s: one a row", district=name)
    )
    return template(title, explained_columns(section, names), _words())


def explained_columns(section: str, names: Names) -> Sequence[Explained]:
    """The columns of a section with what goes into them."""
    return [
        Explained(
            heading=column.heading,
            is_required=is_required(section, column),
            words=_explanation(column),
            choices=tuple(names.of(column.names).values()) if column.names else (),
        )
        for column in COLUMNS[section]
    ]


def _explanation(column: Column) -> str:
    if column.path[-1] == "en":
        return gettext("in English; may be left out")
    if column.hint is None:
        return gettext("in Chinese, as residents shall read it")
    return message_words(column.hint)


def _words() -> TemplateWords:
    return TemplateWords(
        list_sheet=gettext("Fill in"),
        help_sheet=gettext("Explanation"),
        choice_sheet=gettext("Choices"),
        column=gettext("Column"),
        required=gettext("Must it be filled in?"),
        explanation=gettext("What goes into it"),
        yes=gettext("yes"),
        no=gettext("no"),
    )
