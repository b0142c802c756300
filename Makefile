# Two commands: `make run` and `make test`. Each sets up what it needs.

PYTHON ?= python3
PORT ?= 8000
MANAGE = .venv/bin/python manage.py
export PORT

.DEFAULT_GOAL := help
.PHONY: help install run test check test-fast reset seed fmt texts worker bench soak

help: ## This list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 20

install: ## The environment in .venv, from the locked requirements
	@$(PYTHON) config/install.py

run: install ## The whole product with demo data, on http://localhost:$PORT
	@DEMO=true exec $(MANAGE) start

test: ## Everything: checks, embedded, then on real services
	@$(PYTHON) config/install.py test
	@.venv/bin/python -m tests all

check: ## Format, lint, types, contracts, migrations, translations
	@$(PYTHON) config/install.py test
	@.venv/bin/python -m tests check

test-fast: ## The embedded suite without browsers, in under 90 s
	@$(PYTHON) config/install.py test
	@.venv/bin/python -m tests fast

reset: ## Deletes the data of `make run` (asks first)
	@$(PYTHON) config/reset.py

seed: install ## Demo data into the database, again and again the same
	@DEMO=true $(MANAGE) seed

fmt: ## Formats Python and templates
	@.venv/bin/ruff format -q . && .venv/bin/ruff check -q --fix . && .venv/bin/djangofmt -q .

texts: install ## Collects the texts of code and templates into locale/, to translate
	@$(MANAGE) makemessages -l fr -l ar -v 0 --no-obsolete --no-wrap --no-location \
		-i 'tests/*' -i 'var/*' -i '.venv/*' -i 'docs/*' -i 'benchmarks/*'

worker: install ## A Dramatiq worker (network mode: BROKER_URL and the rest are set)
	@exec .venv/bin/dramatiq config.workers --processes 2 --threads 4

bench: install ## Measures what requests cost
	@.venv/bin/python -m benchmarks.http

soak: ## Half an hour of chaos on services of its own, and its report in docs/reports/
	@$(PYTHON) config/install.py test
	@.venv/bin/python -m tests.faults.chaos --minutes 30 --report docs/reports
