# make run and make test work as the first command after a clone, with Python 3.11, venv and make alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test setup setup-dev check lint messages bench report pictures sbom fuzz soak lock clean

run: $(VENV)/.run
	@$(BIN)/fairpassage run

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

# Modules are made to bytecode here, so that a start is a start wherever Python may not write beside them later.
$(VENV)/.run: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up; this takes about a minute the first time."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q bot storage
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(VENV)/.run
setup-dev: $(VENV)/.dev

check: $(VENV)/.run
	$(BIN)/fairpassage check

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

messages: $(VENV)/.run
	$(BIN)/fairpassage messages

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

# Everything that is promised, measured anew and written to tests/REPORT.md; an hour and a half.
report: $(VENV)/.dev
	$(BIN)/python -m tests.bench.report

# The screens as people see them; needs Chromium (apt-get install chromium).
pictures: $(VENV)/.dev
	$(BIN)/python -m tests.pictures

# What the program is made of, with versions and hashes, as CycloneDX 1.6 (JSON).
sbom: $(VENV)/.dev
	@mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application --spec-version 1.6 --output-reproducible --of JSON -o build/sbom.cdx.json

# 200,000 odd updates through the door that Telegram uses; half an hour. FUZZ=seed:count chooses others.
fuzz: $(VENV)/.dev
	$(BIN)/python -m tests.fuzz

# Ten minutes of mixed load with faults on the whole program; SOAK=30 chooses other minutes.
soak: $(VENV)/.dev
	$(BIN)/python -m tests.soak

# Needs uv in the environment (.venv/bin/pip install uv); writes the locks anew from pyproject.toml.
lock:
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info
