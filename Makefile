# Two commands do all the set-up: `make read` reads an example article, `make test` runs every check.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: read test lint types tests gate bench clean

read: .venv/installed
	$(BIN)/naql read examples/call.txt

test: lint types tests gate

lint: .venv/developer
	$(BIN)/ruff check naql tests quality bench training docs
	$(BIN)/ruff format --check naql tests quality bench training docs

types: .venv/developer
	$(BIN)/mypy

tests: .venv/developer
	$(BIN)/pytest

gate: .venv/developer
	$(BIN)/python quality/gate.py

bench: .venv/developer
	$(BIN)/python bench/read.py

.venv/installed: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/developer: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@ .venv/installed

clean:
	rm -rf .venv build *.egg-info
