"""新市民服务门户 · New Resident Portal. `create_app` is the only place where the parts meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from flask import Flask
from jinja2 import StrictUndefined

from . import extensions, i18n, logs, mail_sender
from .config import Settings, read_settings
from .store import database, usage_counts
from .store.people import credentials
from .store.releases import city_in_use
from .store.releases.release_copy import Spare
from .web import admin, api, channels, errors
from .web.http import (
    hosts_and_proxies,
    kept_pieces,
    page_cache,
    rate_limits,
    request_context,
    request_values,
    security_headers,
    slash_redirects,
)
from .web.http.addresses import Portal
from .web.http.health import health
from .web.http.load_shedding import Shedding
from .web.http.static_files import install as install_static_files
from .web.http.template_functions import install as install_templates
from .web.service_worker import offline

LARGEST_BODY = 256 * 1024
TRANSLATIONS = i18n.TRANSLATIONS


def create_app(
    settings: Settings | None = None,
    today: Callable[[], date] | None = None,
    now: Callable[[], datetime] = request_context.moment,
) -> Flask:
    """The application. Raises ConfigurationError when the settings do not fit together."""
    settings = settings or read_settings()
    app = Portal(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        FORMER_SECRET_KEYS=settings.former_secret_keys,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        PORTAL_INSTANCE=settings.instance,
        KIOSK_COUNTDOWN=settings.kiosk_countdown,
        PUBLIC_URL=settings.address,
        HOSTS=settings.hosts,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.configure(settings.log, settings.secrets)
    request_values.install(app)
    extensions.install(app)
    database.init_app(app)
    i18n.install(app, request_context.locale)
    usage_counts.install(app)
    credentials.install(app, settings.password_memory, settings.password_rounds)
    spare = Spare(settings.instance, settings.database_url)
    app.extensions["portal_spare"] = spare
    request_context.install(app, today, now, spare)
    city_in_use.install(app, settings.content)
    mail_sender.install(app, mail_sender.mail_server(settings.smtp, settings.mail_from))
    app.wsgi_app = Shedding(app.wsgi_app)  # type: ignore[method-assign]
    page_cache.install(app)
    hosts_and_proxies.install(app, settings.trusted_proxies, settings.hosts)
    install_templates(app)
    kept_pieces.install(app)
    install_static_files(app)
    rate_limits.install(app, settings.valkey_url, settings.offices)
    slash_redirects.install(app)
    security_headers.install(app)
    errors.install(app)
    channels.register(app)
    admin.register(app)
    api.register(app, settings.instance)
    app.register_blueprint(health)
    app.register_blueprint(offline)
    return app
