# make run    sets up everything and serves the portal on http://127.0.0.1:8000 (HOST, PORT)
# make test   sets up everything, then linters and all tests
# make lint   linters alone            make bench         measurements
# make soak   the faults again, for SOAK minutes (30) and more
# make lock   renews the lock files    make translations  renews the catalogues
# make sbom   what the portal is made of: build/sbom.json (CycloneDX) and docs/licences.md
# make load   a morning of school enrolment on each deployment, some minutes each: build/load.json
# make clean  removes all that was made, but nothing in instance/

# The first of these that is new enough, unless PYTHON says which.
NEW_ENOUGH := -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
            "$$python" $(NEW_ENOUGH) && echo "$$python" && break; done)

BIN := .venv/bin
RUNTIME := .venv/runtime-ready
TOOLS := .venv/tools-ready
PEERS := .venv/peers-ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

define writable
@{ touch .writable && rm .writable; } 2>/dev/null || { echo "The folder $(CURDIR) cannot be\
 written: copy the project to a place that can, or mend its permissions."; exit 1; }
endef

.PHONY: run test lint bench soak load lock translations sbom clean
.DEFAULT_GOAL := run
.DELETE_ON_ERROR:

run: $(RUNTIME) $(CATALOGUES)
	@exec $(BIN)/portal serve

test: lint
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

lint: $(TOOLS) $(CATALOGUES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint portal/templates --lint
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive portal

bench: $(PEERS) $(CATALOGUES)
	@mkdir -p build
	$(BIN)/python -m bench --out build/bench.json

soak: SOAK ?= 30
soak: $(TOOLS) $(CATALOGUES)
	PORTAL_TEST_SOAK=$(SOAK) $(BIN)/python -m pytest -q -s tests/faults

load: $(TOOLS) $(CATALOGUES)
	@mkdir -p build
	$(BIN)/python -m load --out build/load.json

# The environment: created once, renewed when a lock file changes.
$(BIN)/python:
	@"$(PYTHON)" $(NEW_ENOUGH) || { echo "Python 3.11 or newer is needed: install it\
	 (apt install python3 python3-venv) or set PYTHON=/path/to/python3.11."; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is\
	 missing: install it (apt install python3-venv)."; exit 1; }
	$(writable)
	@"$(PYTHON)" -m venv --clear .venv

$(RUNTIME): requirements.txt requirements.in pyproject.toml | $(BIN)/python
	$(writable)
	@echo "Installing what the portal needs (a minute or two, once)."
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): requirements-dev.txt $(RUNTIME)
	@echo "Installing the tools for tests."
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(PEERS): requirements-bench.txt $(TOOLS)
	@echo "Installing the peers of the measurements."
	@$(PIP) --require-hashes -r requirements-bench.txt
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

# Compiled from the public index alone, whatever pip is told elsewhere.
lock: export PIP_CONFIG_FILE := /dev/null
lock: export PIP_FIND_LINKS :=
lock: COMPILE := build/lock/bin/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
  --no-header --no-annotate --no-emit-options --no-emit-index-url --no-emit-find-links \
  --no-emit-trusted-host
lock:
	"$(PYTHON)" -m venv build/lock
	build/lock/bin/pip install --quiet pip-tools
	$(COMPILE) --output-file=requirements.txt requirements.in
	$(COMPILE) --output-file=requirements-dev.txt requirements-dev.in
	$(COMPILE) --output-file=requirements-bench.txt requirements-bench.in
	sed -i -e '/^#/d' -e '/^$$/d' requirements.txt requirements-dev.txt requirements-bench.txt

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	rm -rf bench/lighthouse/node_modules
	rm -f translations/*/LC_MESSAGES/*.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
