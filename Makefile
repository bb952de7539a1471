# make run and make test are the only two commands a newcomer needs; `make` alone lists them all.
.DEFAULT_GOAL := help
PY := .venv/bin/python
STAMP := build/.setup

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(STAMP): requirements.lock requirements-dev.lock package-lock.json scripts/setup.sh scripts/assets.py theme/icons.txt
	@sh scripts/setup.sh

setup: $(STAMP) ## environment, browser libraries, fonts
	@$(PY) scripts/catalogue_of_words.py >/dev/null

run: setup ## the demo county at http://localhost:8000 (PORT=9000, DATABASE_URL, TONGBAN_DATA)
	@$(PY) scripts/run.py

test: setup ## every test, on SQLite and on PostgreSQL where one can be started
	@$(PY) scripts/test.py

fast: setup ## the fast tests, on SQLite
	@$(PY) -m pytest -n 2 -m "not browser and not load and not twice"

check: setup ## format, lint, types, map of the house, translations, drawn docs
	@$(PY) scripts/check.py

fix: setup ## format and mend what can be mended
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format -q .

draw: setup ## draw docs/flow.md, docs/states, docs/access.md from the running code
	@$(PY) manage.py draw

bench: setup ## the figures, as JSON
	@$(PY) manage.py bench

audit: setup ## known weaknesses of what the locks name (asks osv.dev and the npm registry)
	@.venv/bin/uv tool run pip-audit==2.10.1 --disable-pip --require-hashes -s osv -r requirements.lock -r requirements-dev.lock
	@npm audit

lock: ## resolve the locks again (needs uv)
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --no-annotate pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --universal --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what setup and run made (not the data in var/)
	@rm -rf .venv build node_modules *.egg-info

.PHONY: help setup run test fast check fix draw bench audit lock clean
