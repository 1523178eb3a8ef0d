# Every command of the project, and the only list of them: `make` prints it.
# Settings are given on the command line: make run QIAO_PORT=9000, make test PYTHON=python3.12, make real LEDGER=/data/bank.

PYTHON ?= python3
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
SEED ?= 7
PERIOD ?= 2025
MANAGER ?= M0001
UPGRADE ?=
SIZE ?=
ROOM ?=

VENV := .venv
PY := $(VENV)/bin/python
QIAO := $(VENV)/bin/qiao
SAMPLE := build/sample-bank
RUN := build/sample-run

# What `make run` and `make engine` do, one line each.
MAKE_BANK = $(QIAO) demo
SERVE_BANK = $(QIAO) serve
MAKE_SAMPLE = $(QIAO) sample --seed $(SEED) --out $(SAMPLE)
MAKE_RUN = $(QIAO) assess $(SAMPLE) --period $(PERIOD) --out $(RUN) >/dev/null
SHOW_RUN = $(QIAO) show $(RUN)
SHOW_ONE = $(QIAO) explain $(RUN) --manager $(MANAGER)

PIP := $(PY) -m pip install -qq --disable-pip-version-check --no-input
PYTEST := $(PY) -m pytest -n $(JOBS) --dist worksteal
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m piptools compile --quiet --generate-hashes --allow-unsafe \
	--strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(UPGRADE)
SOURCES := $(shell find src/qiao -name '*.py' -o -name '*.sql' -o -name '*.yaml')
# The oldest PostgreSQL that a bank may run the desk on, from Debian.
POSTGRES_15 := /usr/lib/postgresql/15/bin
# The rooms' own tests ask it whatever is particular to a version.
ASKS_DATABASE := $(addprefix tests/desk/,api assess audit clients growth jobs notices people plan score server today)
# This work tree's folder in the machine's memory; none where there is less than 8 GB of it, or no program may run from it. Its
# name is short, since names of sockets must be.
MEMORY := /dev/shm/qiao-$(shell echo "$(CURDIR) `id -u`" | cksum | cut -c1-5)
IN_MEMORY = $(shell [ "`df -Pm /dev/shm 2>/dev/null | awk 'END {print $$4}'`" -ge 8000 ] 2>/dev/null && \
	! grep -qE ' /dev/shm .*noexec' /proc/mounts && mkdir -p $(MEMORY) && echo $(MEMORY))
PROVIDER := tests/desk/people/signing_on/provider
PAGES := $(shell find src/qiao/desk -name '*.html' -o -name apps.py)
TEXTS := $(shell find src/qiao/desk -name '*.po')

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run engine test quick lint types fuzz bench real bundle lock pictures words venv clean ledger-named system

help:           ## print this list
	@echo 'Qiao 桥. Commands:'
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 16

run: export QIAO_HOME ?= $(CURDIR)/build/sample-home
run: $(VENV)/.desk ## make a sample bank and serve it on http://localhost:8000 (QIAO_PORT changes the port)
	@$(MAKE_BANK)
	@$(SERVE_BANK)

engine: build/.run ## the calculation alone: assess the sample bank's ledger, show the result and one manager's explanation
	@$(SHOW_RUN)
	@$(SHOW_ONE)

# Tests run side by side: one thread in each engine is quicker than all of them in every one.
test quick fuzz: export QIAO_THREADS ?= 1
# Nor does each of the programs that they start compile all modules anew, whatever the machine has been told.
test quick fuzz: export PYTHONDONTWRITEBYTECODE =
# They write and sync many thousand small files: no disk is waited for where memory has room for them and may hold programs.
test: export TMPDIR ?= $(IN_MEMORY)

test: export QIAO_FUZZ ?= 20000
test: system lint types ## lint, types, every test, and the desk's once more on PostgreSQL 15 (a quarter of an hour on two cores, twenty minutes on slow ones)
	@rm -rf $(MEMORY)/*
	$(PYTEST)
	QIAO_POSTGRES_BIN=$(POSTGRES_15) $(PYTEST) -m 'not slow and not fuzz' $(ASKS_DATABASE)
	@rm -rf $(MEMORY)

quick: $(VENV)/.desk $(VENV)/.provider lint types ## before a commit, under a minute: what holds the whole together, and the engine; ROOM=clients adds a room's tests
	$(PYTEST) -m 'not slow and not fuzz' tests/house tests/engine $(ROOM:%=tests/desk/%)

lint: $(VENV)/.dev ## style and import contracts
	$(VENV)/bin/ruff check --quiet .
	$(VENV)/bin/lint-imports --no-logo --cache-dir .cache/importlinter

types: $(VENV)/.dev ## strict types
	$(VENV)/bin/mypy

fuzz: export QIAO_FUZZ ?= 1000000
fuzz: export QIAO_FUZZ_API ?= 5000
fuzz: export QIAO_DEEP ?= 1
fuzz: $(VENV)/.dev $(VENV)/.desk ## a million damaged inputs for each loader, 5,000 calls of each operation, a thousand random banks (hours)
	$(PYTEST) -m fuzz
	$(PYTEST) -m 'not fuzz' tests/engine tests/sample

bench: export SIZE := $(SIZE)
bench: $(VENV)/.bench $(VENV)/.desk $(VENV)/.spark ## every benchmark, each figure beside its reference (hours); SIZE=small is a look of under two minutes
	@$(PY) bench

system: $(VENV)/.dev $(VENV)/.desk $(VENV)/.provider $(VENV)/.spark
	@deploy/debian

real: ledger-named $(VENV)/.runtime ## assess a ledger of your own: make real LEDGER=FOLDER PERIOD=2025
	rm -rf build/real-run
	$(QIAO) assess "$(LEDGER)" --period $(PERIOD) --out build/real-run

ledger-named:
	@test -n "$(LEDGER)" || { echo 'Say which ledger: make real LEDGER=FOLDER PERIOD=2025' >&2; exit 2; }

bundle: $(VENV)/.desk ## one archive in dist/ that installs Qiao on a machine without any network
	$(PY) deploy/bundle.py

lock: $(VENV)/.dev ## compile requirements/*.txt anew; UPGRADE=--upgrade takes newer versions
	@$(PY) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo 'Lock with Python 3.11, the oldest that is supported: make clean lock PYTHON=python3.11' >&2; exit 1; }
	$(PIP_COMPILE) --build-deps-for editable --output-file requirements/runtime.txt pyproject.toml
	$(PIP_COMPILE) --output-file requirements/dev.txt requirements/dev.in
	$(PIP_COMPILE) --output-file requirements/node.txt requirements/node.in
	$(PIP_COMPILE) --output-file requirements/spark.txt requirements/spark.in
	$(PIP_COMPILE) --output-file requirements/bench.txt requirements/bench.in

venv: $(VENV)/.dev $(VENV)/.desk ## only make the environment in .venv

pictures: $(VENV)/.dev $(VENV)/.desk ## take the README's pictures anew, from a sample bank served for them
	$(PY) deploy/pictures.py

words: $(VENV)/.dev ## gather the desk's texts for translation; what is untranslated is printed
	$(PY) deploy/words.py

clean:          ## remove the environment, the sample bank and every cache
	rm -rf $(VENV) build dist .cache .hypothesis node_modules src/qiao.egg-info src/qiao/desk/ui/kit
	find src -name '*.mo' -delete
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- the environment -------------------------------------------------------------------------------------------------

# Debian's python3 comes without ensurepip: root installs the missing package, anyone else is told its name.
$(VENV)/.made:
	@command -v "$(PYTHON)" >/dev/null || { \
		echo 'There is no $(PYTHON) here: install Python 3.11 or later, or name it: make PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Qiao needs Python 3.11 or later and $(PYTHON) is `$(PYTHON) -V 2>&1`: name a newer one: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		package=`$(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'`; \
		if [ "`id -u`" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing $$package, which $(PYTHON) needs to make an environment"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$$package" >/dev/null; \
		else \
			echo "$(PYTHON) can't make an environment: install the package $$package (apt-get install $$package) and try again" >&2; exit 1; \
		fi; }
	@echo 'Making the environment in $(VENV)'
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && touch $@

# The lock holds setuptools too, so that the editable install needs no network beside the locked packages.
$(VENV)/.runtime: $(VENV)/.made requirements/runtime.txt pyproject.toml
	@echo 'Installing what Qiao needs to run'
	@$(PIP) --require-hashes --only-binary :all: -r requirements/runtime.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@echo 'Installing what the tests need'
	@$(PIP) --require-hashes --only-binary :all: -r requirements/dev.txt
	@touch $@

# PySpark is published as a source archive; pip makes a wheel of it once (half a minute) and keeps that.
$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	@echo 'Installing Apache Spark, which tests and benchmarks need (450 MB)'
	@$(PIP) --require-hashes --only-binary :all: --no-binary pyspark --no-build-isolation -r requirements/spark.txt
	@touch $@

# What benchmarks are compared with; nothing else needs it.
$(VENV)/.bench: $(VENV)/.runtime requirements/bench.txt
	@echo 'Installing what the benchmarks are compared with'
	@$(PIP) --require-hashes --only-binary :all: -r requirements/bench.txt
	@touch $@

# The pages' dress from npm's packages, and the translations. npm comes with the machine, else with a package.
$(VENV)/.kit: $(VENV)/.made package.json package-lock.json requirements/node.txt
	@echo 'Fetching what the pages are dressed with'
	@command -v npm >/dev/null || $(PIP) --require-hashes --only-binary :all: -r requirements/node.txt
	@PATH="$(PATH):$(CURDIR)/$(VENV)/bin" npm ci --silent --no-progress
	@touch $@

# The identity provider that the tests of sign-on run against.
$(VENV)/.provider: $(VENV)/.kit $(PROVIDER)/package-lock.json
	@echo 'Fetching the identity provider of the tests'
	@cd $(PROVIDER) && PATH="$(PATH):$(CURDIR)/$(VENV)/bin" npm ci --silent --no-progress --ignore-scripts
	@touch $@

$(VENV)/.desk: $(VENV)/.runtime $(VENV)/.kit deploy/kit.py $(PAGES) $(TEXTS)
	@$(PY) deploy/kit.py
	@for texts in $(TEXTS); do $(PY) -m babel.messages.frontend -q compile -D django -i $$texts -o $${texts%.po}.mo || exit 1; done
	@touch $@

# --- the sample bank -------------------------------------------------------------------------------------------------

# Both are made anew when the code changes; a folder that is there is removed first, since neither command overwrites.
build/.sample-$(SEED): $(VENV)/.runtime $(SOURCES)
	@mkdir -p build && rm -rf $(SAMPLE) build/.sample-*
	$(MAKE_SAMPLE)
	@touch $@

build/.run: build/.sample-$(SEED)
	@rm -rf $(RUN)
	$(MAKE_RUN)
	@touch $@
