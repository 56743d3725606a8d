# Every job of a checkout. `make` alone lists them; everything lives in .venv and demo, both beside this file.
# Text after `ARGS=` is handed on: make run ARGS="check --file book.crm", make test ARGS="-k undo".
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo run test check format bench screenshots translations torture requirements clean

# The tests start the program some hundred times; without its bytecode each start would compile all of it again.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
READY := .venv/.ready
DEMO := demo/northwind.crm
DEMO_PDF := demo/weekly-pipeline.pdf

help: ## list the jobs
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "  make %-13s %s\n", $$1, $$2 }'

setup: $(READY) ## make .venv with the pinned packages and the program (PYTHON=python3.13 to choose)
	@echo ".venv is ready."

# The newest name first found wins only if it is new enough: on many systems `python3` is older than 3.11.
$(READY): packaging/requirements-dev.txt pyproject.toml
	@set -e; \
	for name in $(PYTHON) python3 python3.13 python3.12 python3.11 python3.14 python; do \
	  if $$name -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	[ -n "$$python" ] || { echo "CRM Desktop needs Python 3.11, 3.12, 3.13 or 3.14; please install one and run make again." >&2; exit 1; }; \
	$$python -c 'import ensurepip, venv' 2>/dev/null || { echo "$$python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	echo "Setting up .venv with $$($$python --version); this takes a minute."; \
	[ -x $(PY) ] || $$python -m venv .venv
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r packaging/requirements-dev.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## make a sample book, print its weekly pipeline, open the window on it
	@mkdir -p demo
	@if [ -e $(DEMO) ]; then echo "Using the sample book of last time; delete $(DEMO) for a new one."; \
	else $(PY) -m crm_desktop new --sample --file $(DEMO); fi
	@$(PY) -m crm_desktop report weekly-pipeline --file $(DEMO) --output $(DEMO_PDF)
	@echo "The weekly pipeline is in $(CURDIR)/$(DEMO_PDF)"
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then $(PY) -m crm_desktop --file $(DEMO); \
	else echo "There is no display here; where there is one, make demo opens the window on $(DEMO)."; fi

run: $(READY) ## the window, or any command line: make run ARGS="find --file book.crm smith"
	@$(PY) -m crm_desktop $(ARGS)

test: $(READY) ## all tests
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto --maxprocesses 4 $(ARGS)

check: $(READY) ## ruff, mypy strict, the layers of the house, and what has grown too long
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports
	@$(PY) -m tests.architecture.size_tails

format: $(READY) ## put the source into the house's form
	@$(PY) -m ruff check --quiet --fix-only .
	@$(PY) -m ruff format .

bench: $(READY) ## time the program against its goals (minutes; the books it makes lie outside the checkout)
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench $(ARGS)

screenshots: $(READY) ## take the pictures of the README anew
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.screenshots $(ARGS)

translations: $(READY) ## write every text of the program to a template for translators
	@$(PY) -m tests.translations

torture: $(READY) ## many more rounds of the tests that kill the program
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 -m torture $(ARGS)

# One solution for all systems and Python versions, from the ranges in pyproject.toml; hashes of every wheel, no hosts.
UV := build/uv/bin/uv
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
requirements: ## pin anew what pyproject.toml asks for (make requirements ARGS=--upgrade for newer versions)
	@[ -x $(UV) ] || { python3 -m venv build/uv && build/uv/bin/pip install --quiet uv; }
	@$(COMPILE) $(ARGS) pyproject.toml --extra dev --output-file packaging/requirements-dev.txt
	@$(COMPILE) pyproject.toml --constraint packaging/requirements-dev.txt --output-file packaging/requirements.txt

clean: ## remove .venv, the demo and everything else that was made here
	@rm -rf .venv build dist demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
