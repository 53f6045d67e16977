# make demo: check a shipped plan.   make test: everything that needs no server.   make lint: what CI asks besides.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: demo test test-openstack coverage lint docs format bench clean

demo: $(VENV)/installed
	@$(BIN)/finopsguard check fixtures/plans/demo.json --soft-fail

test: $(VENV)/developed
	$(BIN)/python -m pytest -n $(JOBS)

# Real OpenStack services on 127.0.0.1 (tests/live/openstack/services/README.md). They are installed once, into the user's cache folder.
test-openstack: $(VENV)/developed
	$(BIN)/python -m pytest -p no:cacheprovider tests/live/openstack

# Tracing triples the time of the tests, so it is a target of its own.
coverage: $(VENV)/developed
	$(BIN)/python -m pytest -n $(JOBS) -q --cov=finopsguard --cov-report=term:skip-covered --cov-fail-under=95

lint: $(VENV)/developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python tools/write_docs.py --check

docs: $(VENV)/developed
	$(BIN)/python tools/write_docs.py

format: $(VENV)/developed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/developed
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) build dist

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"

# Installed as a user would: from a built wheel, not editable.
$(VENV)/installed: pyproject.toml $(VENV)/bin/python $(shell find guard policies -type f -not -name '*.pyc')
	$(BIN)/python -m pip install --quiet --disable-pip-version-check .
	@touch $@
	@rm -f $(VENV)/developed

$(VENV)/developed: pyproject.toml $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@
	@rm -f $(VENV)/installed
