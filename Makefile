# dafu: `make run` shows it working, `make test` tests it. Both work in a fresh clone.
#
# Everything is made inside the clone (.venv, caches, db/var) and nothing is made
# twice: .ci/environment does nothing while the locks are unchanged. All paths
# are relative, so the clone may stand below a directory with spaces in its name.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin

# What tools would otherwise write below the home directory and in /tmp.
export XDG_CACHE_HOME := $(CURDIR)/.venv/cache
export XDG_CONFIG_HOME := $(CURDIR)/.venv/config
export PYTEST_DEBUG_TEMPROOT := $(CURDIR)/.venv/tmp
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run test quality fuzz lint types format lock browser clean environment environment-test

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-17s %s\n", $$1, $$2 }' Makefile
	@echo 'More options: make test ARGS="-k letter", make run ARGS="--help", make PYTHON=python3.12 run'

# Ctrl-C is the ordinary way to stop the site: the trap keeps make from calling it an error.
run: environment ## crawl the built-in sample portals, publish, open the site on 127.0.0.1
	@trap : INT; $(BIN)/dafu demo $(ARGS) || { status=$$?; [ $$status -eq 130 ] || exit $$status; }

test: environment-test browser ## all tests, on all cores
	@mkdir -p .venv/tmp
	@$(BIN)/python -m pytest -n auto $(ARGS)

quality: environment-test ## scores of the parser per field and per variant (ARGS="--failures --peers")
	@$(BIN)/python -m tests.quality.report $(ARGS)

fuzz: environment-test ## hostile inputs by hand (ARGS="--count 10000 --seed 7 --jobs 2")
	@$(BIN)/python -m tests.fuzz $(ARGS)

lint: environment-test ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: environment-test ## mypy --strict
	@$(BIN)/mypy

format: environment-test ## let ruff put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: environment ## compute the locks again from pyproject.toml (ARGS=--upgrade for newer versions)
	@.ci/lock $(ARGS)

browser: ## Chromium for the browser test, from Debian where apt-get may be used
	@.ci/browser

environment: ## .venv with what running needs
	@.ci/environment run

environment-test: environment ## .venv with what tests need too
	@.ci/environment test

clean: ## remove .venv, caches and build files; the corpus in db/var stays
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find crawler parsers db tests -name __pycache__ -type d -prune -exec rm -rf {} +
