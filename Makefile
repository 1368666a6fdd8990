# Two commands on a fresh machine: `make demo` runs the main job, `make test` passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help setup demo test check proof soak bench build lock docs clean

help:  ## List the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(VENV)/uv: requirements/uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/ready: $(VENV)/uv requirements/dev.txt pyproject.toml
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

.venv-sam/ready: $(VENV)/uv requirements/sam.txt
	$(BIN)/uv venv --quiet --clear --python $(PYTHON) .venv-sam
	$(BIN)/uv pip install --quiet --python .venv-sam/bin/python --require-hashes -r requirements/sam.txt
	@touch $@

.venv-checkov/ready: $(VENV)/uv requirements/checkov.txt
	$(BIN)/uv venv --quiet --clear --python $(PYTHON) .venv-checkov
	$(BIN)/uv pip install --quiet --python .venv-checkov/bin/python --require-hashes -r requirements/checkov.txt
	@touch $@

setup: $(VENV)/ready  ## Install the environment that everything runs in
