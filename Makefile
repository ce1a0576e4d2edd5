# Run `make help` for what there is to make.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8501
HOST ?= localhost
JOBS ?= 2
WORKERS ?= 1
AREA ?=
TIMES ?= 5
TESTS ?= tests/browser
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
WORKERS_STAMP := $(VENV)/.installed-workers
COMPRESSED_STAMP := $(VENV)/.compressed
CODE := app.py errors.py files.py $(wildcard deck quiz replay simulation mock_interview speech exchange store objects services commands server ui pages scripts)
PURE := $(wildcard tests/deck tests/quiz tests/replay tests/simulation tests/mock_interview tests/exchange tests/test_*.py)

.PHONY: help run modules types check pure-test test every-test web voice voice-check mutants stress shots lock clean
.DEFAULT_GOAL := run

help:  ## list what there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(RUN_STAMP): requirements.txt scripts/environment.py
	@$(PYTHON) scripts/environment.py $(VENV) requirements.txt
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.txt
	@$(PYTHON) scripts/environment.py $(VENV) requirements-dev.txt
	@touch $@

$(WORKERS_STAMP): $(RUN_STAMP) requirements-workers.txt
	@$(PYTHON) scripts/environment.py $(VENV) requirements-workers.txt
	@touch $@

$(COMPRESSED_STAMP): $(RUN_STAMP) scripts/compress_scripts.py
	@$(BIN)/python -m scripts.compress_scripts
	@touch $@

ifeq ($(WORKERS),1)
run: $(RUN_STAMP) $(COMPRESSED_STAMP)  ## set up what is needed, then serve on http://localhost:8501 (PORT=…, HOST=0.0.0.0 opens it to your network, WORKERS=3: three processes)
	@$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(HOST)
else
run: $(WORKERS_STAMP) $(COMPRESSED_STAMP)
	@$(BIN)/python -m server --workers $(WORKERS) --port $(PORT) --address $(HOST)
endif

types: $(DEV_STAMP)  ## check the types of the code that runs
	$(BIN)/mypy $(CODE)

check: $(DEV_STAMP)  ## lint, types and the tests of what is pure: the inner loop, under two minutes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j 2 types pure-test

test: $(DEV_STAMP)  ## everything: lint, types, unit, page, HTTP and browser tests
	@$(BIN)/python -m scripts.chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(MAKE) --no-print-directory -j 2 types every-test

# Each process gets half of the tests and keeps files together, so that what a file makes for all of its tests is made once;
# who is done first takes half of what the other has left.
every-test: $(DEV_STAMP)
	$(BIN)/pytest -q -n $(JOBS) --dist worksteal

pure-test: $(DEV_STAMP)
	$(BIN)/pytest -q -n $(JOBS) --dist worksteal $(PURE)

web: web/node_modules/.package-lock.json  ## check and build the browser code into static/components/ (needs node 20; the output is committed)
	cd web && npm run build && npm run check

modules: $(DEV_STAMP)  ## write docs/modules.md, every module in one line, after a module is added or its first line changed
	$(BIN)/python -m scripts.module_index

web/node_modules/.package-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund

voice: $(RUN_STAMP)  ## install the neural voices, with all of their data (150 MB); the app uses them from then on
	@$(PYTHON) scripts/environment.py $(VENV) requirements-voice.txt
	@$(BIN)/python -m scripts.voice

voice-check: $(RUN_STAMP)  ## install a speech recogniser and print how well each voice is understood
	@$(PYTHON) scripts/environment.py $(VENV) requirements-voice-check.txt
	@$(BIN)/python -m benchmarks.intelligibility

mutants: $(DEV_STAMP)  ## change a sample of lines on purpose and print which changes no test notices (AREA=services for one room)
	@$(BIN)/python -m pip install -q -r requirements-mutants.txt
	$(BIN)/python -m scripts.mutants $(AREA)

stress: $(DEV_STAMP)  ## run the browser tests again and again on a loaded machine (TIMES=5, TESTS=tests/browser/test_practice.py)
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m scripts.stress --times $(TIMES) $(TESTS)

shots: $(DEV_STAMP)  ## take screenshots of every page into shots/
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m scripts.shots

lock: $(DEV_STAMP)  ## resolve requirements*.in into requirements*.txt, with hashes
	@$(BIN)/python -m pip install -q uv
	@for name in requirements requirements-workers requirements-dev requirements-mutants requirements-voice requirements-voice-check requirements-objects; do \
		$(BIN)/uv pip compile -q --upgrade --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
			--no-annotate --no-header $$name.in -o $$name.txt && $(BIN)/python -m scripts.strip_release_markers $$name.txt; \
	done

clean:  ## remove what the above made, but never your data
	rm -rf $(VENV) shots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
