# make demo: check a shipped plan beside a shipped bill.   make test: everything that needs no server.   make lint: what CI asks besides.
# make test-live: clouds on loopback.   make test-openstack: real OpenStack services on loopback.   make test-browser: Chromium.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: demo test test-live test-openstack test-browser coverage lint docs format bench clean

demo: $(VENV)/installed
	@$(BIN)/finopsguard check fixtures/plans/demo.json --actuals focus:fixtures/billing/demo-focus.csv --soft-fail

test: $(VENV)/developed
	$(BIN)/python -m pytest -n $(JOBS)

# Real OpenStack services on 127.0.0.1 (tests/live/openstack/services/README.md). They are installed once, into the user's cache folder.
test-openstack: $(VENV)/developed
	$(BIN)/python -m pytest -p no:cacheprovider tests/live/openstack

# Clouds on loopback: needs no account and no network beyond 127.0.0.1.
test-live: $(VENV)/developed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[aws,gcp,azure,rego]' --group live
	$(BIN)/python -m pytest -q tests/live/usage tests/live/rego tests/live/action tests/live/precommit

test-browser: $(VENV)/developed
	@{ command -v chromium && command -v chromedriver; } >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -qq -y chromium chromium-driver; } || \
	  { echo "make test-browser needs chromium and chromedriver: install them, or run it as root on Debian." >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --group browser
	$(BIN)/python -m pytest -q tests/live/browser

# Tracing triples the time of the tests, so it is a target of its own. The adapters run in the live suites only, so those are traced too; what runs
# in child processes is not.
coverage: $(VENV)/developed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[aws,gcp,azure,rego]' --group live
	$(BIN)/python -m pytest -n $(JOBS) -q --cov=finopsguard --cov-report=
	$(BIN)/python -m pytest -n $(JOBS) -q tests/live/usage tests/live/rego --cov=finopsguard --cov-append --cov-report=term:skip-covered \
	  --cov-fail-under=93

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/write_docs.py --check
	$(BIN)/zizmor --offline --quiet action.yml .github
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-actions action.yml

docs: $(VENV)/developed
	$(BIN)/python tools/write_docs.py

format: $(VENV)/developed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/developed
	$(BIN)/python benchmarks/run.py
	$(BIN)/python benchmarks/full_book.py
	$(BIN)/python benchmarks/offer_file.py
	$(BIN)/python benchmarks/offer_file.py --json

clean:
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"

# Installed as a user would: from a built wheel, not editable.
$(VENV)/installed: pyproject.toml $(VENV)/bin/python $(shell find guard policies -type f -not -name '*.pyc')
	$(BIN)/python -m pip install --quiet --disable-pip-version-check '.[focus]'
	@touch $@
	@rm -f $(VENV)/developed

$(VENV)/developed: pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@
	@rm -f $(VENV)/installed
