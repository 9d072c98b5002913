"""A browser without scripts: it asks one portal on this machine and keeps cookies."""

from __future__ import annotations

import html
import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from .steps import Wrong

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; ``to`` is where it leads, empty where it leads nowhere."""

    status: int
    text: str
    to: str = ""


@dataclass
class Visitor:
    """One browser. ``name``: under which it asks for the host on this machine."""

    port: int
    name: str = "127.0.0.1"
    cookies: SimpleCookie = field(default_factory=SimpleCookie)

    @property
    def origin(self) -> str:
        """The origin of the pages that it sees."""
        return f"http://{self.name}:{self.port}"

    def another(self, name: str = "") -> Visitor:
        """A browser that has never been here."""
        return Visitor(self.port, name or self.name)

    def status(self, path: str) -> int:
        """With which status an address is answered, 0 where nobody answers."""
        try:
            return self._ask("GET", path).status
        except (OSError, http.client.HTTPException):
            return 0

    def page(self, path: str, status: int = 200) -> str:
        """The page of an address. Raises Wrong where its status is another."""
        found = self._ask("GET", path)
        if found.status != status:
            raise Wrong(f"{path} was answered with {found.status}, not {status}")
        return found.text

    def send(self, path: str, form: Mapping[str, str], page: str) -> Answer:
        """Send a form that stands on a page, with the token of that page."""
        token = _TOKEN.search(page)
        if token is None:
            raise Wrong(f"the page with the form to {path} carries no token")
        return self._ask("POST", path, {**form, "csrf_token": html.unescape(token[1])})

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE)
        headers = {"Connection": "close", "Host": f"{self.name}:{self.port}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.cookies:
            pairs = (f"{name}={cookie.value}" for name, cookie in self.cookies.items())
            headers["Cookie"] = "; ".join(pairs)
        try:
            connection.request(method, path, urlencode(form) if form else None, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for written in response.headers.get_all("Set-Cookie") or ():
            self.cookies.load(written)
        leads = urlsplit(response.headers.get("Location", ""))
        return Answer(response.status, text, leads.path)
