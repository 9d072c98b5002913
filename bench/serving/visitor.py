"""A person who answers the check over HTTP and keeps the cookie."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

DISTRICT = "shapingba"
#: Answers as the forms carry them.
FORMS: Mapping[str, Mapping[str, str]] = {
    "hukou_place": {"value": "sichuan"},
    "work": {"value": "contract"},
    "birth_month": {"year": "1990", "month": "5"},
    "work_since": {"year": "2022", "month": "3"},
    "pension_insured_since": {"year": "2022", "month": "4"},
    "home": {"value": "registered_rental"},
    "owns_home": {"value": "no"},
    "has_residence_permit": {"value": "yes"},
    "child_stage": {"value": "junior"},
}


class Visitor:
    """One browser without scripts."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._jar = CookieJar()
        self._opener = build_opener(HTTPCookieProcessor(self._jar))

    def begin(self, district: str = DISTRICT) -> str:
        """Begin in a district; the path of the first question."""
        return self._post("/check", {"district": district})

    def answer(self, question: str) -> str:
        """Answer one question; the path of what is next."""
        return self._post(f"/check/{question}", FORMS[question])

    def answer_all(self) -> str:
        """Begin and answer; the path of the question that is next."""
        following = self.begin()
        for question in FORMS:
            following = self.answer(question)
        return following

    @property
    def cookies(self) -> list[tuple[str, str]]:
        """What the browser keeps."""
        return [(its.name, its.value or "") for its in self._jar]

    @property
    def cookie(self) -> str:
        """The header that carries the answers."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies)

    def headers_of(self, path: str, **sent: str) -> Mapping[str, str]:
        """The headers of a page."""
        request = Request(self.address + path, headers=sent)
        with self._opener.open(request) as response:
            return dict(response.headers.items())

    def _post(self, path: str, form: Mapping[str, str]) -> str:
        headers = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        body = urlencode(form).encode()
        with self._opener.open(Request(self.address + path, body, headers)) as response:
            return str(urlsplit(response.url).path)
