.POSIX:
.PHONY: help demo test test-fast test-cluster test-consumers torture lint docs explorer bench eval eval-match pins clean

PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet
SOURCES = pyproject.toml README.md LICENSE $(shell find graph/glossograph -type f ! -name '*.pyc')

help:
	@echo "make demo   set up, build the sample articles into exports/, say what to open"
	@echo "make test   set up, run every test"
	@echo "make test-fast  set up, run the tests that need neither a browser nor another process"
	@echo "make test-cluster  set up Spark, run builds on it: local, standalone and by Spark Connect; needs Java 17"
	@echo "make test-consumers  give the exports to programs that nobody here wrote; CONSUMERS='datasette igraph' names some"
	@echo "make torture  attack the whole product for an hour, and print what was tried and what failed"
	@echo "make docs   set up, build the documentation into build/docs"
	@echo "make explorer  build the script of the page from TypeScript"
	@echo "make bench  time a build beside the script that one would write in an hour; BENCH='--corpus DIR' times it on your articles"
	@echo "make eval CORPUS=DIR  measure alignment, repair and labels on articles that have translations"
	@echo "make eval-match  measure the matching of two vocabularies made of generated articles; CORPUS=DIR makes them of yours"
	@echo "make eval-generators  compare links with MkDocs, Hugo, Jekyll and Docusaurus; FASTAPI=DIR adds FastAPI's documentation"
	@echo "make pins   renew the pinned requirements"
	@echo "make clean  delete what make made"

demo: .venv/installed
	.venv/bin/glossograph build --sample -o exports --new-layout
	@echo
	@echo "Open exports/graph.html in a browser: it needs no network."

test: .venv/for-tests .venv/installed lint
	.ci/test

test-fast: .venv/for-tests .venv/installed
	.ci/test -m "not slow and not browser"

# Java comes from the system: Debian's default-jre-headless is installed where that is allowed.
test-cluster: .venv/for-tests .venv/installed build/spark
	command -v java || apt-get install --yes default-jre-headless
	PYTHONPATH=build/spark .venv/bin/python -m pytest -n 0 tests/test_spark.py

build/spark: requirements-cluster.txt
	$(PIP) install --require-hashes --no-deps --upgrade --target build/spark --requirement requirements-cluster.txt
	touch $@

test-consumers: .venv/for-tests .venv/installed
	.ci/consumers $(CONSUMERS)

torture: .venv/for-tests .venv/installed
	.venv/bin/python -m tests.torture

lint: .venv/for-tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.ci/explorer check

docs: .venv/for-tests .venv/installed
	.venv/bin/python -m sphinx -W --keep-going -n -q docs build/docs
	@echo
	@echo "Open build/docs/index.html in a browser: it needs no network."

explorer: .venv/for-tests
	.ci/explorer build

bench: .venv/for-tests .venv/installed
	.venv/bin/python -m tests.bench.run $(BENCH)

eval: .venv/for-tests .venv/installed
	.venv/bin/python -m tests.eval $(CORPUS)

eval-match: .venv/for-tests .venv/installed
	.venv/bin/python -m tests.eval.matching $(CORPUS)

eval-generators: .venv/for-tests .venv/installed
	.ci/generators $(if $(FASTAPI),--fastapi "$(FASTAPI)")

# The wheel is what runs and what is tested, never the source folder.
.venv/installed: .venv/for-use $(SOURCES)
	rm -rf build/dist
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir build/dist .
	$(PIP) install --force-reinstall --no-deps build/dist/*.whl
	touch $@

.venv/for-use: requirements.txt
	.ci/python
	$(PIP) install --require-hashes --requirement requirements.txt
	touch $@

.venv/for-tests: requirements-test.txt .venv/for-use
	$(PIP) install --require-hashes --requirement requirements-test.txt
	touch $@

# Needs pip-tools in the environment that it is called from.
COMPILE = pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# Spark and Spark Connect, without what requirements-test.txt holds.
SPARK = googleapis-common-protos grpcio grpcio-status pyspark zstandard

pins:
	$(COMPILE) --upgrade --build-deps-for wheel --output-file requirements.txt pyproject.toml
	$(COMPILE) --upgrade --build-deps-for wheel --extra test --constraint requirements.txt --output-file requirements-test.txt pyproject.toml
	printf '%s\n' $(SPARK) | $(COMPILE) --upgrade --constraint requirements-test.txt --output-file requirements-cluster.txt -

clean:
	rm -rf .venv build docs/reference/checks .mypy_cache .pytest_cache .ruff_cache .hypothesis exports/.glossograph graph/explorer/node_modules
