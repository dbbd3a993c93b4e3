# Every target sets up what it needs. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# What is compiled is kept beside the code: tests start dozens of processes, and each would compile the whole package anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo app test slow check bench bench-import bench-own notebooks documents tutorial words docs bundle iamc lock clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(VENV)/.run  ## The cheapest portfolio for Dongchuan: answer on screen, report in results/
	$(BIN)/peakfolio run dongchuan

app: $(VENV)/.run  ## The planner's workbench on http://127.0.0.1:8080
	$(BIN)/peakfolio app

test: $(VENV)/.dev $(VENV)/.browser check  ## All gates and all tests
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

slow: $(VENV)/.dev $(VENV)/.browser  ## Slow proofs: mutations, fuzzing, an independent optimiser
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow

check: $(VENV)/.dev  ## Style, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev $(VENV)/.browser  ## Benchmarks, printed as ratios
	$(BIN)/python tests/bench_reading_to_answer.py
	$(BIN)/python tests/bench_carbon.py
	$(BIN)/python tests/bench_delivery.py
	$(BIN)/python tests/bench_many_regions.py
	$(BIN)/python tests/bench_workbench.py
	$(BIN)/python tests/bench_import.py --layouts 12

bench-import: $(VENV)/.dev $(VENV)/.browser  ## How much of Word, Excel, PDF and other files an import finds
	$(BIN)/python tests/bench_import.py --layouts 60

bench-own: $(VENV)/.dev $(VENV)/.browser  ## How long a planner waits on the way from Word and Excel to an answer
	$(BIN)/python tests/bench_own.py

notebooks: $(VENV)/.dev  ## Run every notebook from top to bottom
	mkdir -p build/notebooks
	for each in notebooks/*.py; do $(BIN)/jupytext --quiet --to ipynb --output build/notebooks/$$(basename $$each .py).ipynb $$each || exit 1; done
	$(BIN)/python -m pytest -W ignore --nbmake --overwrite build/notebooks

documents: $(VENV)/.dev  ## Write anew what the documents take from the code
	$(BIN)/python tests/write_documents.py

tutorial: $(VENV)/.dev $(VENV)/.browser  ## Take the pictures of the tutorial of an own county anew
	$(BIN)/python tests/write_tutorial.py

words: $(VENV)/.dev  ## Bring the catalogues of messages up to date with the code
	$(BIN)/python tests/catalogue.py

docs: $(VENV)/.dev  ## The documents as a site in build/site, Chinese and English; needs no network
	$(BIN)/python docs/site/gather.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict -f docs/site/mkdocs.yml
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict -f docs/site/mkdocs.zh.yml

bundle: $(VENV)/.dev  ## A folder in build/bundle that installs without a network; PLATFORM=windows|linux|linux-arm PY=3.12
	$(BIN)/python tests/write_bundle.py --platform $(or $(PLATFORM),windows) --python $(or $(PY),3.12)

iamc:  ## Read the IAMC table back with pyam, in an environment of its own
	$(PYTHON) -m venv build/iamc
	build/iamc/bin/python -m pip install -q --disable-pip-version-check --upgrade pip
	build/iamc/bin/python -m pip install -q --disable-pip-version-check -e .[iamc]
	build/iamc/bin/python -m pytest -W ignore -o addopts= -q tests/test_iamc.py

lock: $(VENV)/.dev  ## Write both lock files anew from pyproject.toml; ASK=--upgrade moves versions
	$(BIN)/python tests/write_locks.py $(ASK)

clean:  ## Remove the environment and what runs left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache build dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.exit("Python 3.11 to 3.13 is needed 需要 Python 3.11 至 3.13: make PYTHON=python3.13 ...")'
	$(PYTHON) -m venv $(VENV) || { apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv --clear $(VENV); }

$(VENV)/.run: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ $(VENV)/.run

# The tests of the workbench drive a real browser: Debian's Chromium, installed where it is missing.
$(VENV)/.browser: | $(VENV)/bin/python
	command -v chromium > /dev/null || { apt-get update && apt-get install -y --no-install-recommends chromium; }
	touch $@
