"""新市民服务门户 · New Resident Portal. `create_app` is the only place where the parts meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from . import extensions, i18n, logs
from .config import Settings, read_settings
from .store import counting, credentials, database
from .store.spare import Spare
from .web import admin, api, caching, channels, entrance, errors, headers, limiting, surroundings
from .web.health import health
from .web.offline import offline
from .web.shedding import Shedding
from .web.templating import install as install_templates

LARGEST_BODY = 256 * 1024
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


def create_app(
    settings: Settings | None = None,
    today: Callable[[], date] = surroundings.clock,
    now: Callable[[], datetime] = surroundings.moment,
) -> Flask:
    """The application. Raises ConfigurationError when the settings do not fit together."""
    settings = settings or read_settings()
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        KIOSK_COUNTDOWN=settings.kiosk_countdown,
        BABEL_TRANSLATION_DIRECTORIES=str(TRANSLATIONS),
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.configure(settings.log, settings.secrets)
    extensions.install(app)
    database.init_app(app)
    i18n.install(app, surroundings.locale)
    counting.install(app)
    credentials.install(app, settings.password_memory, settings.password_rounds)
    spare = Spare(settings.instance, settings.database_url)
    surroundings.install(app, today, now, spare)
    app.wsgi_app = Shedding(app.wsgi_app)  # type: ignore[method-assign]
    caching.install(app)
    entrance.install(app, settings.trusted_proxies, settings.hosts)
    install_templates(app)
    limiting.install(app, settings.valkey_url, settings.offices)
    headers.install(app)
    errors.install(app)
    channels.register(app)
    admin.register(app)
    api.register(app)
    app.register_blueprint(health)
    app.register_blueprint(offline)
    return app
