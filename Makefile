# Everything a person or a machine runs, by name. `make` alone says what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
# Where this is set, every process compiles the flow engine anew: twelve seconds of each start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: docs screenshots help setup run test lint check fuzz pinyin families bench clean server soak days readers audit hostile kills damage crawl ranking walk
help: ## what there is to run
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): requirements.lock pyproject.toml
	@echo "setting up $(VENV) (a minute or two the first time)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9 2>/dev/null; then \
	  VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --require-hashes -r requirements.lock && \
	  VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps -e .; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .; \
	fi
	@touch $@

setup: $(READY) ## install everything pinned into .venv

run: $(READY) ## the whole pipeline over the articles in raw/
	@$(BIN)/etl run

test: $(READY) ## all tests
	@$(BIN)/python -m pytest -q -n 2 tests src/etl

lint: $(READY) ## ruff and mypy, strict
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

check: $(READY) ## the warehouse's laws, proved over raw/
	@$(BIN)/etl check

PORT ?= 4200
server: $(READY) ## a Prefect server for the schedules, on this machine only, until Ctrl-C
	@mkdir -p $(CURDIR)/warehouse/.server
	@PREFECT_HOME=$(CURDIR)/warehouse/.server PREFECT_SERVER_UI_API_URL=http://127.0.0.1:$(PORT)/api \
	  $(BIN)/prefect server start --host 127.0.0.1 --port $(PORT)

KILLS ?= 2000
JOBS ?= 2
MINUTES ?= inf
soak: $(READY) ## kill a run at every point and at random moments, KILLS times; ends after MINUTES, goes on with TALLY=folder
	@$(BIN)/python benchmarks/soak.py --kills $(KILLS) --jobs $(JOBS) --minutes $(MINUTES) $(if $(TALLY),--tally $(TALLY))

days: $(READY) ## thirty mornings of the daily schedule, something going wrong on most; nothing may be lost
	@$(BIN)/python benchmarks/days.py

READERS ?= 20
RUNS ?= 50
readers: $(READY) ## twenty readers without pause while fifty runs publish: nobody refused, nobody misled
	@$(BIN)/python benchmarks/soak.py --readers $(READERS) --runs $(RUNS)

audit: $(READY) ## secrets in the repository; known weaknesses of the pinned packages, where a list of them can be reached
	@$(BIN)/python tools/secret_scan.py
	@$(BIN)/python tools/audit.py

hostile: $(READY) ## measure what each hostile server does, into docs/fetching.md
	@$(BIN)/python tools/hostile_table.py

kills damage crawl: $(READY)
kills: ## kill a fetch at 100 random moments: nothing half, nothing lost, nothing twice
	@ETL_KILLS=100 $(BIN)/python -m pytest -q tests/test_store.py -k killed
damage: ## damage 500 fetched files and manifests: all found, none loaded
	@ETL_DAMAGES=500 $(BIN)/python -m pytest -q tests/test_store.py -k every_damage
crawl: ## three days of the demo site with 2,000 pages: only what is new or changed
	@ETL_PAGES=2000 $(BIN)/python -m pytest -q -s tests/test_sources.py -k three_days

fuzz: $(READY) ## the laws of cleaning over 10,000 broken files (some minutes)
	@$(BIN)/python -m tests.clean_laws

pinyin: $(READY) ## 200 texts with a mirror's pinyin, of which nothing is left, and 200 with glosses, of which none is touched
	@ETL_PINYIN=200 $(BIN)/python -m pytest -q tests/test_glosses.py

families: $(READY) ## reprints found, strangers joined, 100,000 articles clustered: the bounds of families
	@$(BIN)/python benchmarks/families.py

docs: $(READY) ## print README, tutorials, guides and the data dictionary again, with what the commands answer now
	@$(BIN)/python tools/print_docs.py README.md README.zh.md docs/*.md
	@$(BIN)/python -m etl.warehouse.dictionary > warehouse/.dictionary && mv warehouse/.dictionary warehouse/README.md

screenshots: $(READY) ## take the pictures of the report anew (needs Chromium and a Chinese font)
	@$(BIN)/python tools/screenshots.py

ranking: $(READY) ## 50 queries over 5,000 documents of ../shared, ranked by search() and by a reference BM25 (20 minutes)
	@$(BIN)/python benchmarks/ranking.py

WALK ?= all
walk: $(READY) ## everything that the docs tell a reader to type, in a copy of the project; WALK=pages without what takes minutes
	@ETL_WALK=$(WALK) $(BIN)/python -m pytest -q tests/test_walk.py

bench: $(READY) ## timings as ratios, ours against the plain pipeline
	@$(BIN)/python benchmarks/bench.py

clean: ## remove what make made, never raw/
	rm -rf $(VENV) warehouse/*.duckdb warehouse/export warehouse/.export* warehouse/.work
