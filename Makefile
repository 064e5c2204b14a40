# Two commands do all the set-up: `make run` and `make test`.
SHELL := /bin/bash
export UV_PYTHON_DOWNLOADS := never
export PYTHONDONTWRITEBYTECODE := 1
PY := .venv/bin/python
PORT ?= 8000
export PORT

.PHONY: run setup setup-dev test test-engines lint words bench chaos chaos-faults browser-kills screenshots clean

.venv/ready: requirements.txt
	python3 -m venv .venv
	.venv/bin/pip install --quiet uv==0.13.9 && .venv/bin/uv pip install --quiet --python $(PY) --compile-bytecode --require-hashes -r requirements.txt \
	  || .venv/bin/pip install --quiet --require-hashes -r requirements.txt
	touch $@

.venv/ready-dev: requirements-dev.txt .venv/ready
	.venv/bin/uv pip install --quiet --python $(PY) --compile-bytecode --require-hashes -r requirements-dev.txt \
	  || .venv/bin/pip install --quiet --require-hashes -r requirements-dev.txt
	tests/tools/install-system
	touch $@

setup: .venv/ready
setup-dev: .venv/ready-dev

run: setup
	exec $(PY) -m webapp.cli.run

lint: setup-dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/djlint templates --lint --quiet
	cd tests/js && npx --no-install tsc --noEmit -p . && npx --no-install tsc --noEmit -p tsconfig.sw.json

test: setup-dev lint
	.venv/bin/pytest -q -n 3 --dist worksteal
	cd tests/js && node --test

# The journey without a centre in Firefox and WebKitGTK: a nightly job, some minutes.
test-engines: setup-dev
	tests/tools/install-engines
	.venv/bin/pytest -q tests/engines

bench: setup-dev
	$(PY) -m tests.bench

# Rounds of bad luck until CHAOS_OPS operations, CHAOS_KILLS kills or CHAOS_SECONDS are over (webapp/docs/chaos.md).
chaos: setup-dev
	$(PY) -m tests.chaos

# Test the tests: seeded faults, each noticed or not.
chaos-faults: setup-dev
	$(PY) -m tests.chaos.seeded $(FAULTS)

# Browsers killed while somebody answers without a centre.
browser-kills: setup-dev
	$(PY) -m tests.bench.browser_kills $(KILLS)

screenshots: setup-dev
	$(PY) -m tests.screenshots

words: setup
	$(PY) -m webapp.cli.words

# Never var/: it holds the database and the only keys that open it.
clean:
	rm -rf .venv screenshots .hypothesis .mypy_cache .ruff_cache .import_linter_cache tests/js/node_modules
