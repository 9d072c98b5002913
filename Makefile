# make run    sets up everything and serves the portal on http://127.0.0.1:8000 (HOST, PORT)
# make test   sets up everything, then linters and all tests
# make lint   linters alone        make bench   measurements
# make lock   renew the lock files make translations   renew the catalogues

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
RUNTIME := .venv/runtime-ready
TOOLS := .venv/tools-ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
HTML := portal/templates

export PYTHONDONTWRITEBYTECODE := 1

.PHONY: run test lint bench lock translations clean
.DEFAULT_GOAL := run

run: $(RUNTIME) $(CATALOGUES)
	@exec $(BIN)/portal serve

test: lint
	$(BIN)/python -m pytest -q

lint: $(TOOLS) $(CATALOGUES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy portal
	$(BIN)/djlint $(HTML) --lint --quiet

bench: $(TOOLS) $(CATALOGUES)
	$(BIN)/python -m pytest -q -p no:randomly -o addopts= tests/bench --benchmark-only

# The environment: created once, renewed when a lock file changes.
.venv/bin/python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed: install it (apt install python3 python3-venv) or set PYTHON=/path/to/python3.11."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing: install it (apt install python3-venv)."; exit 1; }
	@touch .writable 2>/dev/null && rm .writable || \
	  { echo "The folder $(CURDIR) cannot be written: copy the project to a place that can, or mend its permissions."; exit 1; }
	@"$(PYTHON)" -m venv .venv

$(RUNTIME): requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what the portal needs (a minute or two, once) …"
	@$(PIP) -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing the tools for tests …"
	@$(PIP) -r requirements-dev.txt
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@ --use-fuzzy

translations: $(TOOLS)
	$(BIN)/python translations/renew.py

lock:
	pip-compile --quiet --generate-hashes --allow-unsafe --no-header --no-annotate --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file=requirements.txt pyproject.toml
	pip-compile --quiet --generate-hashes --allow-unsafe --no-header --no-annotate --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --extra=dev --output-file=requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
