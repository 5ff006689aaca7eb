# Everything a person or a machine does with this project. `make run` and `make test` need only Python >= 3.11.
BIN := .venv/bin
LOCK_OPTIONS ?=
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" UV_PYTHON_DOWNLOADS=never \
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes $(LOCK_OPTIONS) pyproject.toml

.PHONY: help setup run test soak lint bench bench-desk bench-whatif lock clean
.DEFAULT_GOAL := setup

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-14s %s\n", $$1, $$2}'

setup: ## a virtual environment with the locked parts and this project
	@sh requirements/install.sh

run: setup ## the whole office on embedded servers, until Ctrl-C
	@$(BIN)/lianshen office

test: setup ## the whole suite; narrow it with TESTS="tests/domain -k calendar"
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(TESTS)

soak: setup ## cases at work while every server is killed and frozen; MINUTES=10 SEED=7 replays a run
	@$(BIN)/python -m tests.faults $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED))

lint: setup ## style, types, and who may import whom
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: setup ## the measured claims of the documents, about six minutes; OPEN=1000 opens fewer cases
	@$(BIN)/python -m benchmarks $(if $(OPEN),--open $(OPEN))

bench-desk: setup ## every page over 100,000 open and 1,000,000 ended tasks, with the query plans, about six minutes
	@$(BIN)/python -m benchmarks.desk

COUNTY := data/catalogues/lingshan-major-project.yaml
bench-whatif: setup ## how long 10,000 made-up cases take, played before and after a change
	@sed 's/committed: {days: 10,/committed: {days: 8,/' $(COUNTY) > .bench-whatif.yaml
	@$(BIN)/lianshen rehearse $(COUNTY) --what-if .bench-whatif.yaml --generate 10000 --seed 7 | head -3; \
		rm -f .bench-whatif.yaml

lock: ## resolve the parts again (LOCK_OPTIONS=--upgrade takes newer ones); needs uv
	@$(COMPILE) --output-file requirements/main.lock
	@$(COMPILE) --group dev --constraint requirements/main.lock --output-file requirements/dev.lock
	@! grep -nE '://|--(extra-)?index-url|--find-links' requirements/*.lock || \
		{ echo "a lock names an address: it would not install elsewhere" >&2; exit 1; }

clean: ## takes the environment and all caches away; the office's data in .office stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.office/*' -prune -exec rm -rf {} +
