# One command to run, one to test. `make help` says what there is.

PORT ?= 8000
FUZZ ?= 100000
VENV := .venv
BIN := $(VENV)/bin

export UV_PYTHON_DOWNLOADS := never

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev test test-browser words fuzz check lint types contracts js labs bench bench-setup screenshot screenshots clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup  ## install what is missing and serve the playground (PORT=8000 unless you say otherwise)
	@$(BIN)/python manage.py serve --port $(PORT)

setup: $(VENV)/.installed  ## the virtual environment with requirements.txt, and nothing else

setup-dev: $(VENV)/.installed-dev  ## the same with what tests and checks need

$(VENV)/.installed: requirements.txt
	@scripts/install $(VENV) requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt
	@scripts/install $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/.installed

test: setup-dev  ## every test: unit, recordings, browser (installs Chromium where it is missing and may)
	@scripts/chromium
	@scripts/packet-tools
	$(BIN)/pytest -n 2 --ignore=tests/browser
	@$(MAKE) --no-print-directory test-browser

test-browser: setup-dev  ## the tests in Chromium alone: journeys, by mouse and by keyboard; axe-core; nothing in the console
	@scripts/chromium
	$(BIN)/pytest --reruns 1 tests/browser

words: setup-dev  ## the catalogues in locale/ brought up to date with the sources, and compiled; says what is left to translate
	$(BIN)/python scripts/words.py

fuzz: setup-dev  ## mutated inputs against the decoder and the API server (FUZZ=100000 unless you say otherwise)
	FUZZ=$(FUZZ) $(BIN)/pytest -n 2 --timeout 1800 tests/properties/test_decoding.py

check: lint types contracts js labs  ## lint, types, import contracts, migrations, labs; then every test
	@$(MAKE) --no-print-directory test

lint: setup-dev
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy playground

contracts: setup-dev
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

js:
	@scripts/js

labs: setup-dev  ## prove that every lab is fair: solutions, mistakes and mutants in 20 variants each
	$(BIN)/python manage.py lintlabs

bench: setup-dev bench-setup  ## the benchmarks, beside what they are measured against
	$(BIN)/python -m bench.compare
	$(BIN)/python -m bench.growth
	$(BIN)/python -m bench.model
	$(BIN)/python -m bench.grading
	$(BIN)/python -m bench.wire
	$(BIN)/python -m bench.api
	@scripts/chromium
	$(BIN)/python -m bench.browser

bench-setup: setup-dev bench/webernetes/node_modules/.bench/drive.js  ## what the benchmarks compare with (needs Node and npm)

bench/webernetes/node_modules/.bench/drive.js: bench/webernetes/package-lock.json bench/webernetes/drive.js
	npm --prefix bench/webernetes ci --ignore-scripts
	npm --prefix bench/webernetes run build

screenshot: setup-dev  ## docs/screenshot.png, from a running page
	@scripts/chromium
	$(BIN)/python scripts/screenshot.py

screenshots: setup-dev  ## ten states in light, dark, narrow and print, into var/screenshots/, to be looked at
	@scripts/chromium
	$(BIN)/python -m scripts.screenshots

clean:  ## forget the virtual environment and everything in var/
	rm -rf $(VENV) var staticfiles .mypy_cache .ruff_cache .import_linter_cache
