# Every command of the project. `make` alone lists them.
#
# All of them run in .venv, which is made from pyproject.toml at the versions in constraints.txt,
# and made again when one of the two changes. Needed: Python 3.11 or later, its venv module, make.
# Where uv is on the PATH it is used, because it is faster.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory
# Many programs are started here one after the other: what Python has compiled once, it keeps.
unexport PYTHONDONTWRITEBYTECODE
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made
FUZZER := $(VENV)/.fuzzer
FUZZ_SECONDS ?= 60
BROWSER := $(VENV)/.browser
POSTGRESQL := $(VENV)/.postgresql
OFFICE := $(VENV)/.office
SUPPLY := $(VENV)/.supply

# What the linters and the type checker read: the folders that exist of these.
CODE := $(wildcard src tests tools benchmarks docs/conf.py)

##@ Using it

.PHONY: demo
demo: $(STAMP) ## open the service on an invented nation; it prints whom to sign in as
	@$(BIN)/sightline demo

##@ Working on it

.PHONY: setup
setup: $(STAMP) ## make .venv and nothing else (every other target does so when it must)

.PHONY: test
test: check $(BROWSER) $(POSTGRESQL) ## everything that must hold before a change goes in: check, then the tests
	SIGHTLINE_TEST_DATABASE=postgresql $(BIN)/pytest tests/service --ignore=tests/service/ui \
	  -m "not long and not browser and not once" --numprocesses=auto --dist=worksteal
	$(BIN)/pytest -m "not long and not upper" --numprocesses=auto --dist=worksteal

.PHONY: check
check: $(STAMP) ## lint, layout, types, import contracts, dependencies, the manual
	@$(MAKE) --jobs=2 --output-sync=target check-types check-others

.PHONY: check-types
check-types: $(STAMP)
	$(BIN)/mypy src tests tools

.PHONY: check-others
check-others: $(STAMP)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/lint-imports --no-logo
	SIGHTLINE_DEMO=yes $(BIN)/python -m django makemigrations --check --dry-run \
	  --settings sightline.service.web.settings
	$(BIN)/deptry --no-ansi src
ifneq ($(wildcard tools/docs.py),)
	$(BIN)/python -m tools.docs --check
endif
	$(BIN)/sphinx-build --quiet --fail-on-warning --nitpicky docs docs/_build/html

.PHONY: fix
fix: $(STAMP) ## put right what can be put right by machine
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# The mutation tester's progress is for people: without a terminal it would be megabytes of log.
.PHONY: test-long
test-long: $(STAMP) $(BROWSER) $(POSTGRESQL) $(OFFICE) $(FUZZER) supply ## hours: many more generated examples, the fuzzers, the slow tests, and the mutation tester
	HYPOTHESIS_PROFILE=long SIGHTLINE_TEST_DATABASE=postgresql $(BIN)/pytest tests/service -m "not browser"
	HYPOTHESIS_PROFILE=long $(BIN)/pytest -m "long or not long"
	$(BIN)/python -m tests.fuzz.run --seconds $(FUZZ_SECONDS)
	rm -rf mutants
	export HYPOTHESIS_PROFILE=mutants; \
	if [ -t 1 ]; then $(BIN)/mutmut run; else $(BIN)/mutmut run >/dev/null; fi
	$(BIN)/python -m tools.mutation

.PHONY: pictures
pictures: $(STAMP) $(BROWSER) ## take the pictures of the README and the manual again
	SIGHTLINE_PICTURES=docs/pictures $(BIN)/pytest tests/service/test_demo.py -k morning

.PHONY: supply
supply: $(STAMP) $(SUPPLY) ## what the service is made of: the list (SBOM), its licences, known vulnerabilities
	$(BIN)/python -m tools.supply --out build/sbom.json

.PHONY: coverage
coverage: $(STAMP) $(BROWSER) ## the lines that no test runs
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage report

.PHONY: bench
bench: $(STAMP) ## CPU seconds on generated nations
	$(BIN)/python benchmarks/run.py

.PHONY: bench-peers
bench-peers: $(STAMP) ## the same returns read by Sightline and by the published validators
	$(BIN)/python benchmarks/peers.py

.PHONY: fuzz
fuzz: $(STAMP) $(FUZZER) ## made-up files for every reader, FUZZ_SECONDS=60 each
	$(BIN)/python -m tests.fuzz.run --seconds $(FUZZ_SECONDS)

.PHONY: docs
docs: $(STAMP) ## write the generated pages, then build the manual into docs/_build/html
ifneq ($(wildcard tools/docs.py),)
	$(BIN)/python -m tools.docs
endif
	$(BIN)/sphinx-build --quiet --fail-on-warning --nitpicky docs docs/_build/html
	@echo "The manual is at docs/_build/html/index.html."

# Only whoever moves to another release of them needs npm and node for these two.
.PHONY: assets
assets: $(STAMP) ## fetch the styles, scripts and font that the service shows its pages with
	$(BIN)/python -m tools.assets

.PHONY: fixtures
fixtures: $(STAMP) ## fetch the HTML that the service's macros are held to
	$(BIN)/python -m tools.ui_fixtures

# Kept pins stay where they are; `make lock UPGRADE=--upgrade` moves all of them to the latest.
# The file holds for every Python from 3.11 on, whichever wrote it.
UPGRADE ?=
UV := $(or $(shell command -v uv),$(BIN)/uv)
.PHONY: lock
lock: | $(UV) ## write constraints.txt anew from pyproject.toml
	$(UV) pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	  --all-extras $(UPGRADE) --custom-compile-command "make lock" \
	  pyproject.toml --output-file constraints.txt

.PHONY: clean
clean: ## remove what was built and cached, but not .venv
	rm -rf .fuzz build dist docs/_build htmlcov mutants .coverage .hypothesis \
	  .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests tools benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} + \
	  2>/dev/null || true

.PHONY: help
help: ## this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@/ { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Sightline needs Python 3.11 or later, as python3 or named: make PYTHON=python3.11" >&2; \
	  exit 1; }
	@echo "Making $(VENV) (once, about a minute)." >&2
	@if command -v uv >/dev/null; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) $(VENV); \
	  uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[dev,service]'; \
	else \
	  $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2; \
	    exit 1; }; \
	  $(PYTHON) -m venv $(VENV); \
	  $(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile \
	    -c constraints.txt -e '.[dev,service]'; \
	fi
	@touch $@

# The tests open pages in a real browser. Only they need it; nothing else that is made here does.
$(BROWSER): | $(STAMP)
	@command -v chromium chromium-browser google-chrome >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests (once)." >&2; \
	    apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; \
	  else \
	    echo "The browser tests need Chromium. On Debian: sudo apt-get install chromium" >&2; \
	    exit 1; \
	  fi; }
	@touch $@

# The service's tests run on PostgreSQL as well, in a cluster that they make and throw away.
$(POSTGRESQL): | $(STAMP)
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing PostgreSQL for the tests (once)." >&2; \
	    apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql; \
	  else \
	    echo "The tests need PostgreSQL. On Debian: sudo apt-get install postgresql" >&2; \
	    exit 1; \
	  fi; }
	@touch $@

# What is written for Word and Excel is opened by another program than the one that wrote it.
$(OFFICE): | $(STAMP)
	@command -v soffice >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing LibreOffice for the long tests (once)." >&2; \
	    apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	      libreoffice-writer-nogui libreoffice-calc-nogui qpdf poppler-utils; \
	  else \
	    echo "The long tests need LibreOffice. On Debian: sudo apt-get install" \
	      "libreoffice-writer-nogui libreoffice-calc-nogui qpdf poppler-utils" >&2; \
	    exit 1; \
	  fi; }
	@touch $@

# Atheris comes ready-made for some systems only; elsewhere the fuzzers do without a guide.
$(FUZZER): | $(STAMP)
	@{ if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[fuzz]'; \
	else \
	  $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[fuzz]'; \
	fi; } || echo "Atheris cannot be installed here: files are changed at random instead." >&2
	@touch $@

# Two tools with many libraries of their own, which nothing else needs.
$(SUPPLY): $(STAMP)
	@if command -v uv >/dev/null; then \
	  uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[supply]'; \
	else \
	  $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e '.[supply]'; \
	fi
	@touch $@

# Only for `make lock` before there is a .venv.
$(BIN)/uv:
	@$(MAKE) $(STAMP)
