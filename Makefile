# Each target is a thin call of `pmlearn`; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PMLEARN := $(BIN)/pmlearn

.DEFAULT_GOAL := help
.PHONY: help course book test lab site release bundle grade report new bench clean setup lock

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

course: setup  ## build the book, release assignments, grade the sample class
	@$(PMLEARN) course

book: setup  ## build the book; nothing else is touched
	@$(PMLEARN) book

test: $(VENV)/.tests-installed  ## run all tests
	@$(BIN)/python -m pytest -n auto --no-loadscope-reorder

lab: setup  ## JupyterLab on the learner's workspace
	@$(PMLEARN) lab

site: setup  ## serve the built book
	@$(PMLEARN) site

release: setup  ## SLUG=five-roles: release an assignment
	@$(PMLEARN) release $(SLUG)

bundle: setup  ## what learners get, as a folder and a zip, without solutions
	@$(PMLEARN) bundle

grade: setup  ## SLUG=five-roles: autograde what was handed in
	@$(PMLEARN) grade $(SLUG)

report: setup  ## class report and exports for learning platforms
	@$(PMLEARN) report

new: setup  ## SLUG=critical-path PART="Project: the work done right": a new lesson from templates
	@$(PMLEARN) new $(SLUG) --part "$(PART)"

bench: $(VENV)/.tests-installed  ## measure the models beside what one would use instead
	@$(BIN)/python benchmarks/models.py

clean:  ## remove what can be made again
	@if [ -x $(PMLEARN) ]; then $(PMLEARN) clean; else rm -rf build; fi

setup: $(VENV)/.installed

# a fresh environment, unless there is one
define environment
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
  { echo "pmlearn needs Python 3.11 or newer; name one: make PYTHON=python3.12 course" >&2; exit 2; }
@echo "Setting up $(VENV): about $$(grep -c == requirements.lock) packages, one to three minutes"
@$(PYTHON) -m venv $(VENV) >/dev/null || { rm -rf $(VENV); \
  echo "$(PYTHON) cannot make an environment; on Debian or Ubuntu: apt install python3-venv" >&2; exit 2; }
endef
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock

$(VENV)/.installed: requirements.lock pyproject.toml grader/pyproject.toml
	@$(environment)
	@$(install) --editable grader --editable .
	@touch $@

# all at once, which takes less time than one after the other
$(VENV)/.tests-installed: requirements.lock pyproject.toml grader/pyproject.toml
	@$(environment)
	@$(install) --editable grader --editable '.[test,postgresql,cluster]'
	@touch $(VENV)/.installed $@

lock:  ## pin new versions into requirements.lock (needs uv)
	uv pip compile --universal --python-version 3.11 --all-extras --no-emit-index-url \
	  --no-annotate --no-header --quiet --upgrade pyproject.toml -o requirements.lock
