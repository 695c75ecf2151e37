# Everything a fresh machine needs: `make run` and `make test` set up by themselves.
.DEFAULT_GOAL := help
.PHONY: help setup system-libraries run test nightly lint format bench gallery screenshots desktop \
	wheel packages clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

help:
	@echo "make run      set up, then open the Studio on a sample photograph"
	@echo "make test     set up, then run the tests (under 15 minutes on two cores)"
	@echo "make setup    the set-up alone: system libraries, .venv, packages"
	@echo "make lint     ruff and the type checker"
	@echo "make bench    benchmarks: a table with ratios against a baseline of the same run"
	@echo "make nightly  the long tests too"
	@echo "make gallery  restore the sample photographs into resources/gallery"
	@echo "make screenshots  photograph the window at work into resources/screenshots"
	@echo "make desktop  put Inpaint Studio into the applications menu (Linux)"
	@echo "make wheel    the wheel, the same bytes every time, in build/packages"
	@echo "make packages the bundle without PyTorch, and the Debian package of it"

setup: $(STAMP)

system-libraries:
	@sh packaging/system_libraries.sh

$(STAMP): pyproject.toml packaging/system_libraries.sh
	@sh packaging/system_libraries.sh
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=24"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

run: setup
	@sh packaging/run_sample.sh

test: setup
	$(BIN)/python -m pytest

nightly: setup
	$(BIN)/python -m pytest -m "nightly or not nightly"

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: setup
	$(BIN)/python tests/bench/run.py $(BENCH)

gallery: setup
	$(BIN)/python packaging/make_gallery.py
	$(BIN)/python packaging/make_model_sheet.py

screenshots: setup
	$(BIN)/python packaging/make_screenshots.py
	$(BIN)/python packaging/make_line_pictures.py

desktop: setup
	$(BIN)/python packaging/desktop_entry.py

wheel:
	$(PYTHON) packaging/build_packages.py build/packages wheel

packages:
	$(PYTHON) packaging/build_packages.py build/packages wheel bundle deb

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) build dist
