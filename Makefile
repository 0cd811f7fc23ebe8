PYTHON ?= python

.PHONY: help build debug sanitize test test-levels lint bench readme docs clean
help: ## list these commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14
build: ## compile the kernels in place
	$(PYTHON) setup.py -q build_ext --inplace
debug: ## the same with bounds checks and assertions
	FASTAUG_DEBUG=1 $(PYTHON) setup.py -q build_ext --inplace --force
test: ## run the tests
	$(PYTHON) -m pytest
lint: ## ruff and mypy
	ruff check . && ruff format --check . && mypy
clean: ## remove what the build made
	rm -rf build fastaug/kernels/*.so fastaug/kernels/*.c *.egg-info
