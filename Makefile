# One word for everything that is done with the portal. The work is in bin/.
.DEFAULT_GOAL := help
.PHONY: help run test test-faults check bench load messages lock

help: ## Show this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: ## Set up what is missing and start the portal (PORT=8000, HOST=127.0.0.1)
	@bin/setup run
	@exec .venv/bin/python bin/run.py

test: ## Run all tests; on PostgreSQL and Redis too where TEST_DATABASE_URL and TEST_REDIS_URL are set (ARGS=… for pytest)
	@bin/setup test
	@exec bin/test $(ARGS)

test-faults: ## Kill, starve and restart a whole portal of its own (FAULTS_SEED=…, ARGS=… for pytest; docs/faults.md)
	@bin/setup faults
	@exec bin/test-faults $(ARGS)

fuzz: ## Fuzz API, pages and files for FUZZ_MINUTES=10 on a database of its own (FUZZ_SEED=… repeats a round, ARGS=… for pytest)
	@bin/setup test
	@exec bin/fuzz $(ARGS)

check: ## Lint, format, types, import contract, Django's checks, dependencies, missing migrations, compose file
	@bin/setup test
	@exec bin/check

audit: ## Look up the pinned dependencies among known weaknesses; needs a network
	@bin/setup test
	@exec bin/audit $(ARGS)

bench: ## Measure the numbers to reach, print them and write var/bench.json (ARGS=names of measures, --quick)
	@bin/setup test
	@exec .venv/bin/python -m benchmarks $(ARGS)

load: ## Put a whole portal under load and write var/load.json (ARGS=evening for a rate that doubles until it breaks)
	@bin/setup faults
	@exec .venv/bin/python -m benchmarks.load $(ARGS)

messages: ## Gather the texts to translate into locale/ (docs/languages.md)
	@bin/setup test
	@exec .venv/bin/python manage.py makemessages

lock: ## Pin requirements.in and requirements-dev.in anew, with hashes
	@bin/setup test
	@exec bin/lock
