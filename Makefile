# Two commands on a fresh machine: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help setup demo test check proof soak bench build lock docs clean

help:  ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/uv-ready: requirements/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/ready: $(VENV)/uv-ready requirements/dev.txt pyproject.toml
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv-%/ready: requirements/%.txt | $(VENV)/uv-ready
	$(UV) venv --quiet --clear --python $(PYTHON) .venv-$*
	$(UV) pip install --quiet --python .venv-$*/bin/python --require-hashes -r requirements/$*.txt
	@touch $@

setup: $(VENV)/ready  ## Install the environment that everything runs in

demo: setup  ## The main job: a made-up vendor's partner files become KPIs on the local cloud
	$(BIN)/sellthrough demo

test: setup  ## The tests (under 10 minutes on 2 cores)
	$(BIN)/pytest -q -n 2 --dist loadfile -m "not proof and not cloud"
	$(BIN)/pytest -q -m "cloud and not proof"

check: setup docs-check gates  ## Lint, types, architecture rules, generated docs, template gates
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy layers/sellthrough/python local samples bench gates functions
	$(BIN)/lint-imports --no-cache

proof: setup  ## The slower proofs: crash points, concurrency, scenarios in every order
	$(BIN)/pytest -q -n 2 --dist load --maxschedchunk 1 --durations 10 -m "proof and not cloud"
	$(BIN)/pytest -q --durations 10 -m "cloud and proof"

soak: setup  ## Hours-long runs; their figures are kept in docs/
	SELLTHROUGH_CRASH_STEP=1 $(BIN)/pytest -q -s -m proof tests/faults
	SELLTHROUGH_FUZZ_SECONDS=3600 $(BIN)/pytest -q -s -n 2 --timeout=7200 -m proof tests/hostile
	SELLTHROUGH_SOAK_COMMITS=50 $(BIN)/pytest -q -s tests/e2e/test_concurrent_commits.py

bench: setup  ## Rows a second and peak memory, stage by stage, beside the floor and beside pandas
	$(BIN)/python -m bench

docs: setup  ## Write the generated pages
	$(BIN)/python -m sellthrough_local.reference_docs --write
	$(BIN)/python -m sellthrough_local.feature_docs --write

docs-check: setup
	$(BIN)/python -m sellthrough_local.reference_docs --check
	$(BIN)/python -m sellthrough_local.feature_docs --check

lock: $(VENV)/uv-ready  ## Renew the locks from requirements/*.in
	for name in dev uv sam checkov; do $(UV) pip compile --quiet --upgrade --generate-hashes --no-emit-index-url \
	  --no-header --universal --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

clean:  ## Remove what was built and installed
	rm -rf .venv .venv-* .aws-sam .build

include gates/targets.mk
