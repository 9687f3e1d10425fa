# The commands of this repository: `make help` lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := pip install --quiet --disable-pip-version-check -c constraints.txt
# What the wheel's tests need beside the wheel: everything but the package's source.
WHEEL_DATA := tests pyproject.toml README.md watchbill.yaml rosters policies runbooks schemas

unexport PYTHONPATH
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

.PHONY: help demo serve test lint wheel-test coverage bench constraints clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## check, build and apply this repository's own example
	$(BIN)/watchbill check
	$(BIN)/watchbill schemas --check
	$(BIN)/watchbill site build
	$(BIN)/watchbill export calendars
	$(BIN)/watchbill export api
	$(BIN)/watchbill pager apply --yes
	$(BIN)/watchbill pager plan
	@echo
	@echo "Made from rosters/, policies/ and runbooks/, and the pager agrees with them:"
	@ls -d build/site build/calendars build/api build/pager | sed 's/^/  /'
	@echo "Look at the site with: make serve"

serve: $(VENV)/.runtime ## build the site and serve it on this machine
	$(BIN)/watchbill site serve

test: lint wheel-test ## everything that CI runs
	browser=$$(PYTHON=$(BIN)/python sh tests/browser/install.sh) \
	  && amtool=$$(sh tests/install-amtool.sh) \
	  && node=$$(PYTHON=$(BIN)/python sh tests/site/install.sh) \
	  && WATCHBILL_BROWSER="$$browser" WATCHBILL_AMTOOL="$$amtool" WATCHBILL_NODE="$$node" \
	    $(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev ## style, types (scripts, too), import floors, freshness of generated files
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/watchbill schemas --check
	node=$$(PYTHON=$(BIN)/python sh tests/site/install.sh) \
	  && "$$node" build/tools/site/node_modules/typescript/bin/tsc -p tests/site

wheel-test: $(VENV)/.dev ## build sdist and wheel, and test the wheel without the source
	rm -rf build/dist build/direct build/wheel-venv
	$(BIN)/python -m build --no-isolation --outdir build/dist
	$(BIN)/python -m build --no-isolation --outdir build/direct --wheel
	cmp build/dist/*.whl build/direct/*.whl
	$(PYTHON) -m venv build/wheel-venv
	build/wheel-venv/bin/$(INSTALL) build/dist/*.whl
	top=$$(mktemp -d) && trap 'rm -rf "$$top"' EXIT \
	  && cp -R $(WHEEL_DATA) "$$top" && cd "$$top" \
	  && echo "with the runtime dependencies alone:" \
	  && "$(CURDIR)/build/wheel-venv/bin/watchbill" check
	build/wheel-venv/bin/$(INSTALL) "$$(echo build/dist/*.whl)[test]"
	top=$$(mktemp -d) && trap 'rm -rf "$$top"' EXIT \
	  && cp -R $(WHEEL_DATA) "$$top" && cd "$$top" \
	  && "$(CURDIR)/build/wheel-venv/bin/python" -m pytest -m wheel

coverage: $(VENV)/.dev ## which branches the tests take
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n auto
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

bench: $(VENV)/.bench ## measure
	set -e; browser=$$(PYTHON=$(BIN)/python sh tests/browser/install.sh); \
	for bench in tests/benchmarks/bench_*.py; do \
	  echo "== $$bench"; WATCHBILL_BROWSER="$$browser" $(BIN)/python $$bench; \
	done
	echo "== tests/benchmarks/fallback.py"; PYTHONPATH=. $(BIN)/python tests/benchmarks/fallback.py

constraints: ## resolve the versions that CI installs anew
	rm -rf build/constraints-venv
	$(PYTHON) -m venv build/constraints-venv
	build/constraints-venv/bin/pip install --quiet '.[test,lint,bench]'
	{ sed -n '/^#/p' constraints.txt; build/constraints-venv/bin/pip freeze --exclude watchbill; } \
	  > build/constraints.txt
	mv build/constraints.txt constraints.txt

clean: ## remove everything that these commands made
	rm -rf build dist $(VENV) .coverage .coverage.* .hypothesis .import_linter_cache \
	  .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment, filled as far as asked; each stamp says how far.
$(VENV)/.runtime: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/$(INSTALL) hatchling
	$(BIN)/$(INSTALL) --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(BIN)/$(INSTALL) --no-build-isolation -e '.[test,lint]'
	touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/$(INSTALL) --no-build-isolation -e '.[test,lint,bench]'
	touch $@
