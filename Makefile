# make run    sets up everything and serves the portal on http://127.0.0.1:8000 (HOST, PORT)
# make ready  sets up what serving needs, and no more
# make test   sets up everything, then linters and all tests
# make quick  linters, and the tests that need nothing but Python and do not take long
# make dev    serves the portal as make run does, anew at every change of the code or a template
# make format puts code, stylesheets and scripts into their form (the last two where npm is)
# make lint   linters alone            make bench         measurements
# make assets linters of stylesheets and scripts: needs npm
# make soak   the faults again, for SOAK minutes (30) and more
# make lock   renews the lock files (UPGRADE=1: with the newest versions)
# make translations  renews the catalogues
# make sbom   what the portal is made of: build/sbom.json (CycloneDX) and docs/licences.md
# make load   a morning of school enrolment on each deployment, some minutes each: build/load.json
# make drill  a restore onto a new host and an upgrade with data, each alone: drill-restore, drill-upgrade
# make scale  a simulated morning of the whole city, and of ten: the tables of docs/scale.md
# make tour   takes the pictures of the README anew: needs chromium
# make clean  removes all that was made, but nothing in instance/
# With any of them, PYTHON=/path/to/python3.12 takes that one, not the newest of 3.13, 3.12, 3.11.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

# The newest that can make an environment, else the newest that could if it had its venv module,
# so that what is missing can be told.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
WITH_VENV := import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))
ifndef PYTHON
PYTHON := $(shell for test in '$(WITH_VENV)' '$(NEW_ENOUGH)'; do \
            for python in python3.13 python3.12 python3.11 python3; do \
              "$$python" -c "$$test" 2>/dev/null && echo "$$python" && exit; \
            done; done)
endif

# What an environment is made for: a Python, its version, this folder. An active .venv counts as
# the Python that it rests on.
ORIGIN := import os, sys; \
  print(ascii([os.path.realpath(sys._base_executable), sys.version, os.getcwd()]))
WANTED := $(shell "$(PYTHON)" -c '$(ORIGIN)' 2>/dev/null)
# Nothing after an installation that did not end: what it left is not trusted.
MADE_FOR := $(shell [ -e .venv/unfinished ] || cat .venv/origin 2>/dev/null)

BIN := .venv/bin
ENVIRONMENT := .venv/origin
RUNTIME := .venv/runtime-ready
TOOLS := .venv/tools-ready
PEERS := .venv/peers-ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
PIP := $(BIN)/python -m pip install --disable-pip-version-check

# Installs with a line for each package. An end without success leaves .venv/unfinished.
define install
@touch .venv/unfinished
@$(PIP) --progress-bar=off --require-hashes -r $(1) | sed --unbuffered --quiet \
  -e 's/^Collecting \([^ ;]*\).*/  \1/p' -e 's/^Installing collected packages.*/  Unpacking./p'
endef

define writable
@{ touch .writable && rm .writable; } 2>/dev/null || { echo "The folder $(CURDIR) cannot be\
 written: copy the project to a place that can, or mend its permissions."; exit 1; }
endef

.PHONY: run dev test quick lint format assets bench soak drill drill-restore drill-upgrade tour load scale lock translations sbom clean help anew
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# make/make/p; s/^# With/With/p' Makefile

run: $(RUNTIME) $(CATALOGUES)
	@exec $(BIN)/portal serve

dev: $(RUNTIME) $(CATALOGUES)
	@exec $(BIN)/portal serve --reload

# What a server needs, whose portal systemd starts.
.PHONY: ready
ready: $(RUNTIME) $(CATALOGUES)

# One process more than the usual two cores: one of them mostly waits for servers that it started.
test: lint
	$(BIN)/python -m pytest -q -n 3

quick: lint quick-tests

# The tests of quick alone: linters say the same with every Python.
.PHONY: quick-tests
quick-tests: $(TOOLS) $(CATALOGUES)
	$(BIN)/python -m pytest -q -n 2 -m "not (browser or postgres or slow)" \
	  $(addprefix --ignore=tests/,browser deploy faults load)

# Types and all else at once, a core each.
lint: $(TOOLS) $(CATALOGUES)
	@$(MAKE) --no-print-directory --jobs=2 lint-code lint-types

.PHONY: lint-code lint-types
lint-code:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint portal/templates --lint
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive portal

lint-types:
	$(BIN)/mypy

format: $(TOOLS)
	$(BIN)/ruff check --fix --select I,UP .
	$(BIN)/ruff format .
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory node_modules/.package-lock.json \
	  && npm run --silent format; else echo "npm is not here: portal/static stays as it is."; fi

assets: node_modules/.package-lock.json
	npm run --silent lint

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --silent --no-audit --no-fund
	@touch $@

bench: $(PEERS) $(CATALOGUES)
	@mkdir -p build
	$(BIN)/python -m bench --out build/bench.json

soak: SOAK ?= 30
soak: $(TOOLS) $(CATALOGUES)
	PORTAL_TEST_SOAK=$(SOAK) $(BIN)/python -m pytest -q -s tests/faults

# With what serving needs alone, so that a host can do it too.
drill: $(RUNTIME) $(CATALOGUES)
	@$(BIN)/python -m drills

drill-restore: $(RUNTIME) $(CATALOGUES)
	@$(BIN)/python -m drills restore

drill-upgrade: $(RUNTIME) $(CATALOGUES)
	@$(BIN)/python -m drills upgrade

tour: $(TOOLS) $(CATALOGUES)
	$(BIN)/python -m pytest -q tests/browser/tour.py

load: $(TOOLS) $(CATALOGUES)
	@mkdir -p build
	$(BIN)/python -m load --out build/load.json

scale: $(TOOLS) $(CATALOGUES)
	$(BIN)/python -m bench.scale

# The environment: made once, and anew for another Python or folder. The lists of packages are
# installed again when a lock file changes.
ifneq ($(WANTED),$(MADE_FOR))
$(ENVIRONMENT): anew
endif

$(ENVIRONMENT):
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' 2>/dev/null || { echo "Python 3.11 or newer is needed$(if \
	 $(PYTHON),$(if $(WANTED),; $(PYTHON) is older,; $(PYTHON) cannot be run)): install it\
	 (apt install python3 python3-venv) or set PYTHON=/path/to/python3.11."; exit 1; }
	@"$(PYTHON)" -c '$(WITH_VENV)' 2>/dev/null || { echo "The venv module of $(PYTHON) is\
	 missing: install it (apt install python3-venv)."; exit 1; }
	$(writable)
	@[ ! -e .venv ] || echo "Making .venv anew, for another Python or after a failure."
	@"$(PYTHON)" -c 'import sys; print("Python", sys.version.split()[0], "at", sys.executable)'
	@"$(PYTHON)" -m venv --clear .venv
	@"$(PYTHON)" -c '$(ORIGIN)' >$@

$(RUNTIME): requirements.txt requirements.in pyproject.toml $(ENVIRONMENT)
	$(writable)
	@echo "Installing what the portal needs (a minute or two, once):"
	$(call install,requirements.txt)
	@$(PIP) --quiet --no-deps --no-build-isolation --editable .
	@rm .venv/unfinished
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing the tools for tests:"
	$(call install,requirements-dev.txt)
	@rm .venv/unfinished
	@touch $@

$(PEERS): requirements-bench.txt $(TOOLS)
	@echo "Installing the peers of the measurements:"
	$(call install,requirements-bench.txt)
	@rm .venv/unfinished
	@touch $@

%.mo: %.po | $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

translations: $(TOOLS)
	$(BIN)/python translations/renew.py

# From the locked versions and their hashes; the index is not asked.
sbom: $(TOOLS)
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml \
	  --output-reproducible --of JSON --output-file build/sbom.json
	$(BIN)/python docs/licences.py

# For every Python from the oldest on, each package with its hashes. uv heeds none of what pip is
# told about indexes; what it could be told is taken away.
lock: COMPILE := env $(foreach name,CONFIG_FILE DEFAULT_INDEX INDEX INDEX_URL EXTRA_INDEX_URL \
  FIND_LINKS,-u UV_$(name)) build/lock/bin/uv --no-config pip compile --quiet --universal \
  --python-version 3.11.2 --generate-hashes --no-header --no-annotate $(if $(UPGRADE),--upgrade)
lock:
	"$(PYTHON)" -m venv --clear build/lock
	build/lock/bin/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --output-file requirements.txt requirements.in >/dev/null
	$(COMPILE) --output-file requirements-dev.txt requirements-dev.in >/dev/null
	$(COMPILE) --output-file requirements-bench.txt requirements-bench.in >/dev/null

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	rm -rf node_modules bench/lighthouse/node_modules
	rm -f translations/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
