# The base is any Debian with Python 3.11.2 or newer and its venv module:
#   docker build --build-arg BASE=python:3.12-slim .
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
WORKDIR /app
COPY requirements.txt ./
RUN python3 -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY pyproject.toml requirements.in ./
COPY portal portal
COPY translations translations
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && /venv/bin/pybabel compile --directory=translations

FROM ${BASE}
ENV PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 PORTAL_INSTANCE=/data
RUN useradd --system --uid 10001 --home-dir /data --create-home portal
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["/venv/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/livez', timeout=2)"]
CMD ["/venv/bin/portal", "serve"]
