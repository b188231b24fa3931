# The project's commands; each sets up what it needs. docs/operations.md says more.

PYTHON ?= python3
IN := .venv/bin/python -m
APPS := common unions messaging homes bookings staffing services funding reports config
LOCK := $(IN) uv pip compile --generate-hashes --no-header --quiet --python-version 3.11

.PHONY: run test bench drill lint format types check-migrations check-translations messages lock \
	setup setup-dev

run:  # the whole portal until Ctrl-C; PORT, HOST, DATA_DIR, DEMO, DATABASE_URL, REDIS_URL
	@exec $(PYTHON) deploy/run.py

setup:
	@$(PYTHON) deploy/environment.py requirements.txt
	@$(IN) common.translations

setup-dev:
	@$(PYTHON) deploy/environment.py requirements-dev.txt
	@$(IN) common.translations

test: setup-dev  # the whole suite, or with ARGS='tests/homes -k hours' a part of it
	@exec $(IN) pytest -n 2 --dist loadgroup $(ARGS)

drill: setup-dev  # minutes long: `make run` killed, interrupted, started twice
	@exec $(IN) pytest -o 'norecursedirs=.* var' tests/drills -v $(ARGS)

bench: setup-dev
	@exec $(IN) benchmarks $(ARGS)

lint: setup-dev
	@$(IN) ruff check .
	@$(IN) ruff format --check .
	@$(IN) djlint templates --lint --quiet

format: setup-dev
	@$(IN) ruff check --fix .
	@$(IN) ruff format .

types: setup-dev
	@$(IN) mypy $(APPS) deploy

check-migrations: setup-dev
	@.venv/bin/python manage.py makemigrations --check --dry-run

messages: setup-dev  # take new source strings into locale/; needs gettext
	@$(IN) common.messages

check-translations: setup-dev  # nothing new, nothing gone, nothing untranslated; needs gettext
	@$(IN) common.messages --check

lock: setup-dev  # pin requirements*.in anew
	@$(LOCK) requirements.in -o requirements.txt
	@$(LOCK) requirements-dev.in -o requirements-dev.txt
