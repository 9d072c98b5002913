"""What fields, kinds of items, choices and problems are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import lazy_gettext

from ....i18n import gettext
from ....problem_words import Bit, Tongue, bits_of
from ....rules.problems import Message

_LABELS = {
    "action": lazy_gettext("What the person can do about a no"),
    "adults": lazy_gettext("Adults of the household"),
    "about": lazy_gettext("What it is for"),
    "address": lazy_gettext("Address"),
    "ahead": lazy_gettext("Not yet the time when"),
    "alternatives": lazy_gettext("Services that reach the same end"),
    "aliases": lazy_gettext("Other names, one per line"),
    "anniversary_of": lazy_gettext("Before each full year of"),
    "announced": lazy_gettext("Announced on"),
    "answers": lazy_gettext("Answers"),
    "apply": lazy_gettext("How to apply"),
    "ask": lazy_gettext("What to say at the counter or on the phone"),
    "area_code": lazy_gettext("Area code of its telephone numbers"),
    "attributes": lazy_gettext("What every district has, one per line"),
    "audience": lazy_gettext("Whom it is for"),
    "carried_by": lazy_gettext("Carried by, one per line"),
    "changeable": lazy_gettext("A person can change this to qualify"),
    "children": lazy_gettext("Children of the household"),
    "check": lazy_gettext("Who decides it"),
    "closes": lazy_gettext("Closes on"),
    "cluster": lazy_gettext("Cluster"),
    "code": lazy_gettext("Code of the statistics bureau"),
    "concerns": lazy_gettext("Whom it concerns"),
    "contacts": lazy_gettext("Hotlines"),
    "contested": lazy_gettext("Announced to end: from then on a no is left open"),
    "costs": lazy_gettext("Amounts that say what it costs"),
    "counts": lazy_gettext("How months are counted"),
    "denied": lazy_gettext("Words that say no, one per line"),
    "date": lazy_gettext("Date of the document"),
    "day": lazy_gettext("Day"),
    "days": lazy_gettext("Calendar days"),
    "decimals": lazy_gettext("Decimal places"),
    "district": lazy_gettext("District"),
    "district_name": lazy_gettext("What a part of the city is called"),
    "districts": lazy_gettext("Where it holds (nothing chosen: the whole city)"),
    "every": lazy_gettext("Counted once per so many"),
    "expect": lazy_gettext("Outcome it must have"),
    "failed": lazy_gettext("Requirements that must be no"),
    "form": lazy_gettext("Original or copy"),
    "grants": lazy_gettext("What holding it makes true"),
    "grants_family": lazy_gettext("What it lets the family do"),
    "joins": lazy_gettext("Whom the others may join"),
    "of": lazy_gettext("Whose fact it is"),
    "for": lazy_gettext("For whom"),
    "text_partner": lazy_gettext("Wording of the question about the partner"),
    "groups": lazy_gettext("Groups"),
    "hint": lazy_gettext("Hint under the question"),
    "hint_partner": lazy_gettext("Hint under the question about the partner, where it differs"),
    "hotline": lazy_gettext("Hotline of the city"),
    "hours": lazy_gettext("Opening hours"),
    "household": lazy_gettext("Answers of the household"),
    "how": lazy_gettext("How to get it"),
    "icon": lazy_gettext("Icon"),
    "id": lazy_gettext("Id"),
    "indicator": lazy_gettext("Figure of the target"),
    "inferred": lazy_gettext("Inferred; no document says so"),
    "issuer": lazy_gettext("Who issues it"),
    "items": lazy_gettext("What gives points"),
    "items.text": lazy_gettext("What gives the points"),
    "judged_when": lazy_gettext("Otherwise the counter judges when"),
    "kind": lazy_gettext("Kind"),
    "large": lazy_gettext("A large door on the start page"),
    "last_grade": lazy_gettext("Grade of the registration"),
    "last_stage": lazy_gettext("Stage of the registration"),
    "layer": lazy_gettext("Layer"),
    "like": lazy_gettext("Told beside the words of these questions"),
    "lead": lazy_gettext("Shown to residents as unconfirmed"),
    "left_out": lazy_gettext("Left out because"),
    "maximum": lazy_gettext("Largest"),
    "minimum": lazy_gettext("Smallest"),
    "missing": lazy_gettext("What to say while no amount is in force"),
    "at_least": lazy_gettext("Smallest plausible amount"),
    "at_most": lazy_gettext("Largest plausible amount"),
    "month": lazy_gettext("Month of every year"),
    "most": lazy_gettext("At most so many points"),
    "name": lazy_gettext("What it is called"),
    "none": lazy_gettext("Words for the answer none"),
    "note": lazy_gettext("Note"),
    "number": lazy_gettext("Number of the document"),
    "open": lazy_gettext("What is still to be known, to the person"),
    "opens": lazy_gettext("Opens on"),
    "operator": lazy_gettext("Comparison"),
    "option": lazy_gettext("Way to live"),
    "options": lazy_gettext("Answers to choose from"),
    "order": lazy_gettext("Place in the list"),
    "sequence": lazy_gettext("Order"),
    "streets": lazy_gettext("Its streets and towns, each after its district"),
    "basis": lazy_gettext("From what this is known"),
    "shows": lazy_gettext("The amount whose threshold it shows"),
    "generated": lazy_gettext("Written by the portal, which renews it when the rules change"),
    "own_classes": lazy_gettext("Conditions may compare it with a number"),
    "origins": lazy_gettext("Pages that agree and are no copies of each other"),
    "paper": lazy_gettext("Document"),
    "partial": lazy_gettext("Only a part"),
    "per": lazy_gettext("Counted for each"),
    "points": lazy_gettext("Points"),
    "publisher": lazy_gettext("Publisher"),
    "rent": lazy_gettext("Rent"),
    "rent.maximum": lazy_gettext("Highest rent a month"),
    "rent.minimum": lazy_gettext("Lowest rent a month"),
    "rent.text": lazy_gettext("Rent in words"),
    "rest": lazy_gettext("Takes all that is not named elsewhere"),
    "rural": lazy_gettext("Registered in a village then"),
    "review_by": lazy_gettext("To be reviewed by"),
    "right": lazy_gettext("A right of everybody it concerns"),
    "role": lazy_gettext("Role"),
    "said": lazy_gettext("Words that name what is asked about, one per line"),
    "sentence": lazy_gettext("One sentence: words that answer it"),
    "see": lazy_gettext("Policies that say otherwise or later"),
    "service": lazy_gettext("Services"),
    "services": lazy_gettext("Services"),
    "site": lazy_gettext("Address of its own site"),
    "short": lazy_gettext("Label beside the answer"),
    "short_name": lazy_gettext("Name inside a sentence"),
    "shown": lazy_gettext("Listed among the amounts of the guide"),
    "since": lazy_gettext("From (first day)"),
    "size": lazy_gettext("Size"),
    "size.maximum": lazy_gettext("Largest size in square metres"),
    "size.minimum": lazy_gettext("Smallest size in square metres"),
    "size.text": lazy_gettext("Size in words"),
    "source": lazy_gettext("Source and clause"),
    "status": lazy_gettext("Status"),
    "strength": lazy_gettext("Strength it must have"),
    "successors": lazy_gettext("What became of it"),
    "summary": lazy_gettext("Summary"),
    "synonyms": lazy_gettext("What people type, one per line"),
    "target_year": lazy_gettext("Target year"),
    "tel": lazy_gettext("Phone numbers, one per line"),
    "text": lazy_gettext("Wording"),
    "then": lazy_gettext("After its last day"),
    "tier": lazy_gettext("Tier"),
    "tile": lazy_gettext("Column and row of its tile"),
    "title": lazy_gettext("Title"),
    "to_verify": lazy_gettext("Claims still to verify"),
    "topic": lazy_gettext("Topic"),
    "topics": lazy_gettext("Topics"),
    "towns": lazy_gettext("Towns, one per line"),
    "undecided": lazy_gettext("Requirements that must be unknown"),
    "union": lazy_gettext("Groups it unites"),
    "unmet": lazy_gettext("What is lacking, to the person"),
    "unit": lazy_gettext("Unit"),
    "unpublished": lazy_gettext("The law was read for it and names no amount"),
    "words": lazy_gettext("Words of one sentence, one per line"),
    "until": lazy_gettext("Until (last day)"),
    "until_month": lazy_gettext("To the month"),
    "url": lazy_gettext("Address on the web"),
    "usual": lazy_gettext("What the counter judges mostly goes through"),
    "value": lazy_gettext("Amount"),
    "verified_on": lazy_gettext("Last read on"),
    "when": lazy_gettext("It holds when"),
    "where": lazy_gettext("Where to find this"),
    "who": lazy_gettext("Who may"),
    "why": lazy_gettext("Why"),
    "without": lazy_gettext("Wording while an amount in it is not in force"),
    "working_days": lazy_gettext("Working days"),
    "yearly": lazy_gettext("Set anew each year"),
    "zone": lazy_gettext("Time zone"),
}

_KINDS = {
    "service": lazy_gettext("Service"),
    "requirements": lazy_gettext("Requirement"),
    "parameters": lazy_gettext("Amount: what it is"),
    "rows": lazy_gettext("Amount in force"),
    "covers": lazy_gettext("Where a procedure is held"),
    "steps": lazy_gettext("Step"),
    "particulars": lazy_gettext("At the office"),
    "windows": lazy_gettext("Dates of the year"),
    "options": lazy_gettext("Way to live"),
    "points": lazy_gettext("Counting of points"),
    "examples": lazy_gettext("Example"),
    "city": lazy_gettext("City"),
    "topics": lazy_gettext("Topic"),
    "life_events": lazy_gettext("Event in life"),
    "contacts": lazy_gettext("Hotline"),
    "questions": lazy_gettext("Question"),
    "papers": lazy_gettext("Document"),
    "sources": lazy_gettext("Source"),
    "policies": lazy_gettext("Policy"),
    "groups": lazy_gettext("Group of districts"),
    "districts": lazy_gettext("District"),
    "streets": lazy_gettext("Streets and towns of a district"),
    "places": lazy_gettext("What people call a place"),
    "facts": lazy_gettext("Fact of the sources"),
    "counters": lazy_gettext("Counter or place to go"),
    "offers": lazy_gettext("Offer"),
    "order": lazy_gettext("Order"),
}

_CHOICES = {
    "place": lazy_gettext("a place"),
    "area": lazy_gettext("an area"),
    "default": lazy_gettext("the wider rule holds again"),
    "computed": lazy_gettext("computed from the answers"),
    "formality": lazy_gettext("a formality the counter looks at"),
    "judgement": lazy_gettext("the counter judges"),
    "months": lazy_gettext("months"),
    "years": lazy_gettext("years"),
    "fen": lazy_gettext("yuan"),
    "fen_per_month": lazy_gettext("yuan a month"),
    "fen_per_year": lazy_gettext("yuan a year"),
    "grade": lazy_gettext("school grade"),
    "sqm": lazy_gettext("square metres"),
    "persons": lazy_gettext("persons"),
    "percent": lazy_gettext("per cent"),
    "days": lazy_gettext("days"),
    "day": lazy_gettext("a day"),
    "text": lazy_gettext("in words"),
    "original": lazy_gettext("original"),
    "copy": lazy_gettext("copy"),
    "original_and_copy": lazy_gettext("original and copy"),
    "where": lazy_gettext("where"),
    "hours": lazy_gettext("opening hours"),
    "time_limit": lazy_gettext("time limit"),
    "fee": lazy_gettext("fee"),
    "visits": lazy_gettext("visits"),
    "online": lazy_gettext("online"),
    "complaints": lazy_gettext("complaints"),
    "meets": lazy_gettext("meets the published conditions"),
    "does_not_meet": lazy_gettext("does not meet"),
    "more_information": lazy_gettext("more to answer"),
    "ask_the_counter": lazy_gettext("ask the counter"),
    "does_not_concern": lazy_gettext("does not concern"),
    "counter_decides": lazy_gettext("only the counter's part is left"),
    "not_yet": lazy_gettext("not yet the time"),
    "information": lazy_gettext("information"),
    "entitlement": lazy_gettext("a right or an offer that nobody here decides"),
    "preschool": lazy_gettext("before primary school"),
    "household": lazy_gettext("the household"),
    "adult": lazy_gettext("each adult"),
    "child": lazy_gettext("each child"),
    "person": lazy_gettext("each adult and each child"),
    "here": lazy_gettext("in this district"),
    "primary": lazy_gettext("primary school"),
    "junior": lazy_gettext("junior secondary school"),
    "senior": lazy_gettext("senior secondary school"),
    "vocational": lazy_gettext("vocational secondary school"),
    "confirmed": lazy_gettext("confirmed"),
    "indicative": lazy_gettext("indicative"),
    "law": lazy_gettext("law"),
    "official": lazy_gettext("official page"),
    "reprint": lazy_gettext("reprint"),
    "secondary": lazy_gettext("unofficial page"),
    "yes_no": lazy_gettext("yes or no"),
    "choice": lazy_gettext("choice"),
    "number": lazy_gettext("number"),
    "money": lazy_gettext("money"),
    "month": lazy_gettext("month"),
    "district": lazy_gettext("district"),
    "paid_months": lazy_gettext("paid months"),
    "cluster": lazy_gettext("cluster"),
    "type": lazy_gettext("type of county town"),
    "pilot": lazy_gettext("pilot"),
    "union": lazy_gettext("union of groups"),
    "plan": lazy_gettext("plan"),
    "policy": lazy_gettext("policy"),
    "indicator": lazy_gettext("indicator"),
    "procedure": lazy_gettext("procedure"),
    "done": lazy_gettext("said to be done"),
    "duty": lazy_gettext("duty"),
    "target": lazy_gettext("target"),
    "direction": lazy_gettext("direction"),
    "gradual": lazy_gettext("step by step"),
    "explore": lazy_gettext("to be explored"),
    "about": lazy_gettext("about"),
    "low_confidence": lazy_gettext("too weak"),
    "not_for_residents": lazy_gettext("not for residents"),
    "superseded": lazy_gettext("superseded"),
    "not_a_rule": lazy_gettext("not a rule"),
    "topics": lazy_gettext("Topics"),
    "groups": lazy_gettext("Groups of districts"),
    "districts": lazy_gettext("Districts"),
    "contacts": lazy_gettext("Hotlines"),
    "papers": lazy_gettext("Documents"),
}


def label_of(name: str) -> str:
    """What the field of a leaf is called; languages are named: ``Wording (Chinese)``."""
    *above, last = name.split(".")
    if last in ("zh", "en") and above:
        language = gettext("Chinese") if last == "zh" else gettext("English")
        own = label_of(".".join(above))
        return gettext("%(field)s (%(language)s)", field=own, language=language)
    named = [part for part in name.split(".") if not part.isdigit()]
    return str(_LABELS.get(name) or _LABELS.get(named[-1] if named else "", name))


def kind_words(kind: str) -> str:
    """What a kind of item is called."""
    return str(_KINDS.get(kind, kind))


def choice_words(choice: str) -> str:
    """What a fixed choice is called."""
    return str(_CHOICES.get(choice, choice))


_PAGE = Tongue(translate=gettext, choice=choice_words, field=label_of, quote=str)


@dataclass(frozen=True, slots=True)
class ProblemWords:
    """A problem and its hint, piece by piece."""

    words: tuple[Bit, ...]
    hint: tuple[Bit, ...]

    def __bool__(self) -> bool:
        return bool(self.words)


def message_words(message: Message) -> str:
    """A message or a hint in the language of the request."""
    return "".join(bit.words for bit in bits_of(message, _PAGE))


def _nameless(_name: str) -> str:
    return ""


def problem_words(
    message: Message, hint: Message | None, words_of: Callable[[str], str] = _nameless
) -> ProblemWords:
    """What is wrong and how to mend it, in the language of the request.

    ``words_of``: the words of an id that may stand in it; empty where it has none.
    """

    def entry(name: str) -> str:
        words = words_of(name)
        return gettext("“%(name)s”", name=words) if words else name

    tongue = replace(_PAGE, entry=entry)
    return ProblemWords(bits_of(message, tongue), bits_of(hint, tongue) if hint else ())
