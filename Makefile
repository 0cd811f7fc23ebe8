PYTHON ?= python

.PHONY: help build debug test lint bench readme gallery clean
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
bench: ## time our own functions, for a watch on regressions
	$(PYTHON) -m pytest benchmarks --benchmark-max-time=0.3 --benchmark-columns=median,iqr --benchmark-sort=name
readme: ## compare with other libraries and write the README's table and chart (OPENCV4=DIR: OpenCV 4 too)
	$(PYTHON) benchmarks/compare.py --sizes 224x224 512x512 64x224x224 --dtypes uint8 --channels 3 --threads 1 \
		--seconds 2 --json docs/benchmark.json --chart --readme $(if $(OPENCV4),--opencv4 $(OPENCV4))
	$(PYTHON) benchmarks/pipelines.py --readme
gallery: ## make the pictures of docs/gallery.md
	$(PYTHON) docs/gallery.py
clean: ## remove what the build made
	rm -rf build fastaug/kernels/*.so fastaug/kernels/*.c *.egg-info
