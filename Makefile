# The two commands of the README are `make run` and `make test`. Both set themselves up.
.DEFAULT_GOAL := help
.PHONY: help run link test check bench faults fresh-locks locks-fresh

# Whichever Python is here only looks for a fitting one, and says what to do when there is none.
ANY_PYTHON := $(shell for python in .venv/bin/python python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$python && break; done)
PYTHON := .venv/bin/python
NONE := Python 3.11 or later is needed, and none is on PATH. On Debian: apt install python3 python3-venv
set_up = @test -n "$(ANY_PYTHON)" || { echo "$(NONE)" >&2; exit 1; }; "$(ANY_PYTHON)" supportgroup/local/setup.py $(1)

help: ## List what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name what; do printf '  make %-12s %s\n' "$$name" "$$what"; done

run: ## Run everything here, until Ctrl-C (PORT=8000, DATA_DIR=./var)
	$(call set_up,run)
	@test -e .env || export DEBUG="$${DEBUG:-true}"; exec $(PYTHON) manage.py up

link: ## Print a link that signs somebody of the seeded world in (NAME=sam)
	@test -e .env || export DEBUG="$${DEBUG:-true}"; exec $(PYTHON) manage.py sign_in_link "$(or $(NAME),sam)"

test: ## Run all tests: SQLite, PostgreSQL, a real browser (ARGS=tests/groups for some)
	$(call set_up,dev)
	@exec $(PYTHON) -m supportgroup.local.test $(ARGS)

check: ## Run all that reads the code: format, lint, types, imports, migrations, locks
	$(call set_up,dev)
	@exec $(PYTHON) -m supportgroup.local.check

bench: ## Measure, on PostgreSQL, and print the table of figures (ARGS=--help)
	$(call set_up,dev)
	@exec $(PYTHON) -m tests.load.bench $(ARGS)

faults: ## Run the long forms of the tests that break things
	$(call set_up,dev)
	@exec $(PYTHON) -m supportgroup.local.test --long $(ARGS)

fresh-locks: ## Choose versions anew within the bounds of pyproject.toml
	$(call set_up,dev)
	@exec $(PYTHON) -m supportgroup.local.locks

locks-fresh: ## See whether requirements/*.txt still fit pyproject.toml
	$(call set_up,dev)
	@exec $(PYTHON) -m tests.guards.fresh
