"""The commands of portal/deploy/README.md for one server, as somebody would type them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from tests.deploy.running import ROOT

NAME = "portal.example.net"
_CERTIFICATE = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
    f"-subj /CN={NAME} -addext subjectAltName=DNS:{NAME} "
    "-keyout /etc/letsencrypt/live/{0}/privkey.pem -out /etc/letsencrypt/live/{0}/fullchain.pem"
).format(NAME)


def guide() -> list[str]:
    """The commands of the guide for one server, one an entry."""
    text = (ROOT / "portal" / "deploy" / "README.md").read_text()
    section = text.split("## One server")[1].split("\n## ")[0]
    shown = "\n".join(its[4:] for its in section.splitlines() if its.startswith("    "))
    lines = re.sub(r"\\\n\s*", "", shown).splitlines()
    return [its for its in lines if its.strip() and not its.lstrip().startswith("#")]


def one(begins: str) -> str:
    """The one command of the guide that begins so."""
    (found,) = (its for its in guide() if its.startswith(begins))
    return found


def packages() -> list[str]:
    """What the guide installs."""
    return shlex.split(one("apt install"), comments=True)[2:]


def followed(secret: str) -> Iterator[str]:
    """The guide from the account on, with what a person would type or get from elsewhere."""
    commands = guide()
    after = commands[commands.index(one("cd /opt/portal")) + 1 : commands.index(command())]
    for its in after:
        if its.startswith("editor "):
            file = shlex.split(its, comments=True)[1]
            yield f"sed -i 's/^PORTAL_SECRET_KEY=.*/PORTAL_SECRET_KEY={secret}/' {file}"
            yield f"sed -i 's/portal.example.org/{NAME}/' {file}"
            # Nobody asks for most pages here, and everything else would wait for them.
            yield f"echo PORTAL_PAGES_AHEAD=no >>{file}"
        elif its.startswith("certbot "):
            # Who gives certificates is out of reach; the guide allows one from elsewhere.
            yield f"mkdir -p /etc/letsencrypt/live/{NAME} && {_CERTIFICATE}"
        else:
            yield its.replace("YOUR.NAME", NAME)


def command() -> str:
    """How a command of the portal is given."""
    return one("systemd-run ")


def portal(words: str) -> str:
    return command().replace("editor add NAME --role manager", words)
