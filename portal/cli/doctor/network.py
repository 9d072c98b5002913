"""What the doctor says of the way in: secret, proxies, names, offices, the portal that runs."""

from __future__ import annotations

import http.client
import ipaddress
from collections.abc import Iterator

from ...config import EVERYWHERE, Settings
from .findings import Line, advice, fault, ok

#: A secret made of fewer different characters, or of one piece repeated, is soon tried.
_FEWEST_CHARACTERS = 10
#: The widest networks that an office can be: 65,536 addresses of IPv4, a provider's part of IPv6.
_WIDEST = {4: 16, 6: 32}
_PATIENCE_SECONDS = 5


def network_lines(settings: Settings) -> Iterator[Line]:
    """The lines of the way in."""
    yield secret_line(settings)
    yield proxies_line(settings)
    yield names_line(settings)
    yield offices_line(settings)
    yield metrics_line(settings)
    yield running_line(settings)


def secret_line(settings: Settings) -> Line:
    """Whether secrets can be guessed; none of them is repeated."""
    named: dict[str, tuple[str, ...]] = {
        "PORTAL_SECRET_KEY": (settings.secret_key,),
        "PORTAL_FORMER_SECRET_KEYS": settings.former_secret_keys,
    }
    weak = [name for name, keys in named.items() if any(map(is_guessable, keys))]
    if weak:
        do = (
            "make another (python3 -c 'import secrets; print(secrets.token_hex(32))'); list the "
            "one of before in PORTAL_FORMER_SECRET_KEYS only if old receipts must still be read"
        )
        says = f"{' and '.join(weak)} can be guessed: receipts and sign-ins could be forged"
        return fault("secret strength", says, do)
    return ok("secret strength", "long and not repetitive")


def is_guessable(secret: str) -> bool:
    """Whether a secret is one piece repeated, or made of few different characters."""
    is_repeated = secret in (secret + secret)[1:-1]
    return is_repeated or len(set(secret)) < _FEWEST_CHARACTERS


def proxies_line(settings: Settings) -> Line:
    """Who is believed about addresses, and whether others reach the portal beside it."""
    number = settings.trusted_proxies
    if not number:
        return ok("proxies", "none is believed: each connection counts by its own address")
    says = f"{number} in front {'is' if number == 1 else 'are'} believed about addresses"
    if settings.host in EVERYWHERE:
        do = "let a firewall leave the port to the proxy, or set HOST to the address it reaches"
        return advice("proxies", f"{says}, but the portal listens to everybody", do)
    return ok("proxies", says)


def names_line(settings: Settings) -> Line:
    """The names the portal answers to."""
    if settings.hosts:
        return ok("names", f"it answers to {', '.join(settings.hosts)}")
    if settings.secure_cookies:
        return advice("names", "it answers to any name", "set PORTAL_HOSTS")
    return ok("names", "any: the portal serves this machine alone")


def offices_line(settings: Settings) -> Line:
    """Networks with many people behind one address, and whether they are too wide for that."""
    if not settings.offices:
        return ok("offices", "none: each address has the limits of one household")
    networks = [ipaddress.ip_network(written) for written in settings.offices]
    wide = [str(its) for its in networks if its.prefixlen < _WIDEST[its.version]]
    if wide:
        do = "name the networks of the offices themselves in PORTAL_OFFICES"
        says = f"{', '.join(wide)} has 20 times the limits and is wider than an office"
        return advice("offices", says, do)
    return ok("offices", f"20 times the limits for {', '.join(map(str, networks))}")


def metrics_line(settings: Settings) -> Line:
    """Whether strangers may read the metrics."""
    address = settings.metrics_address
    if not address:
        return ok("metrics", "not used")
    host = address.rpartition(":")[0].strip("[]")
    if host in EVERYWHERE or _is_public(host):
        do = "set PORTAL_METRICS to an address that only Prometheus reaches"
        return advice("metrics", f"{address} may be read by strangers", do)
    return ok("metrics", f"at {address}")


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def running_line(settings: Settings) -> Line:
    """Whether the portal runs and says that it is ready."""
    host = "localhost" if settings.host in EVERYWHERE else settings.host
    name = f"[{host}]:{settings.port}" if ":" in host else f"{host}:{settings.port}"
    connection = http.client.HTTPConnection(host, settings.port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", "/readyz", headers={"Connection": "close"})
        answer = connection.getresponse()
        said = answer.read(20).decode("ascii", "replace").strip()
    except TimeoutError:
        do = "see its log; start it again if it stands still"
        return fault("running", f"{name} takes the question and does not answer", do)
    except (OSError, http.client.HTTPException):
        do = "systemctl start portal, or portal serve; HOST and PORT must be those it runs with"
        return advice("running", f"nobody answers at {name}", do)
    finally:
        connection.close()
    if (answer.status, said) == (200, "ready"):
        return ok("running", f"ready at {name}")
    if (answer.status, said) == (503, "not ready"):
        do = "the lines on the database say why; else see its log"
        return fault("running", f"at {name}, but it says that it is not ready", do)
    do = "stop what uses the port, or set HOST and PORT to those of the portal"
    return advice("running", f"something else answers at {name} ({answer.status})", do)
