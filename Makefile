# make run    build what is needed, then serve on http://localhost:8501   (PORT=…, HOST=0.0.0.0 to open it to your network)
# make test   lint, types, unit, page, HTTP and browser tests
# make shots  screenshots of every page into shots/
# make lock   resolve requirements*.in into requirements*.txt
# make clean  remove what the above made, but never your data

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8501
HOST ?= localhost
JOBS ?= 2
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev
CODE := app.py deck quiz replay speech exchange store services server ui pages scripts

.PHONY: run test shots lock clean
.DEFAULT_GOAL := run

$(RUN_STAMP): requirements.txt scripts/environment.py
	@$(PYTHON) scripts/environment.py $(VENV) requirements.txt
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.txt
	@$(PYTHON) scripts/environment.py $(VENV) requirements-dev.txt
	@touch $@

run: $(RUN_STAMP)
	@$(BIN)/streamlit run app.py --server.port $(PORT) --server.address $(HOST)

test: $(DEV_STAMP)
	@$(BIN)/python -m scripts.chromium
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CODE)
	$(BIN)/pytest -q -n $(JOBS) --dist loadgroup

shots: $(DEV_STAMP)
	@$(BIN)/python -m scripts.chromium
	$(BIN)/python -m scripts.shots

lock: $(DEV_STAMP)
	@$(BIN)/python -m pip install -q uv
	@for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile -q --upgrade --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
			--no-annotate --no-header $$name.in -o $$name.txt; \
	done

clean:
	rm -rf $(VENV) shots .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
