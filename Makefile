# Every target installs what it needs. `make` alone is `make build`, and `make help` prints this text.
#
# make demo          builds all, and serves the page, the edge function and the Rust server until Ctrl-C
# make forms         builds the package, and serves one form in React, Vue, Svelte and plain HTML until Ctrl-C
# make build         builds the npm package into pkg/dist, and the example server
# make wasm          builds wasm/pkg with wasm-pack: the crate as a module of its own, without the npm package
#
# make test          runs the linters and all tests but the heavy ones; `make test-…` runs one group of them
# make test-heavy    compiles each feature alone on each target, tests and lints the crate with few features, builds with
#                    the oldest Rust that Cargo.toml declares, builds crates that depend on this one, and runs test-faults
# make test-faults   tests idempotency while a real Redis or PostgreSQL is killed, frozen, filled, emptied and replaced by its
#                    replica, in one process and over HTTP; FAULTED_OPERATIONS=2000 FAULT_ROUNDS=5 for more
# make test-fuzz     reads millions of hostile inputs, in a release build
# make fuzz-hosts    sends random inputs to native Rust and to the npm package, whose outputs must be equal; for 60 seconds,
#                    or DURATION=…, or INPUTS=300000 of each kind; SEED=… repeats a run, KIND=schemas runs one kind
#
# make lint          checks formats, lints, links and locales
# make format        formats Rust and JavaScript as `make lint` requires
# make deny          checks licences, versions, sources and advisories of the dependencies
# make notices       writes pkg/THIRD-PARTY.md: whose code is in the npm package, and under which licences
#
# make size          measures the npm package and others of its kind; writes pkg/SIZE.md and pkg/size-budget.json
# make bench         times the package beside other validators in Node, Chromium and Rust; writes benches/RESULTS.md and
#                    docs/speed.md
# make instructions  stores the instruction counts with which `make test` compares new ones
# make peers         runs other guards of outbound URLs on our cases; writes the table of docs/safe-urls.md
# make peers-retry   runs other retrying clients on our cases; writes the table of docs/retries.md
# make capture       runs web frameworks (Node and Python, in scripts/capture); writes their responses to invalid requests
#                    to tests/cases/captured-bodies.json
#
# make coverage-schemas CORPUS=file.json    counts the request bodies of a corpus that compile; compares patterns with RegExp
# make coverage-suite SUITE=folder          runs a clone of JSON-Schema-Test-Suite, natively and in the npm package
# make coverage-ajv, coverage-jsonschema    compares verdicts on random values with ajv's, or natively with those of the crate
#                                           jsonschema; COUNT=100000, SEED=…, CORPUS=file.json
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
# A file that still runs after a quarter of an hour has failed. Without this limit, a test that fails and leaves a server
# open would keep the run from its end.
NODE_TEST = node --test --test-timeout=900000
# As many files at a time as there are cores, because most tests wait. Tests in Chromium have Node's default, one fewer: one
# Chromium keeps two cores busy.
ALL_CORES = --test-concurrency=$$(node -p 'os.availableParallelism()')

.PHONY: help demo forms test build size setup setup-test setup-heavy package server peers peers-retry format lint deny \
	notices test-rust test-fuzz fuzz-hosts test-unanimity test-wasm wasm test-package test-frameworks test-server test-page \
	test-instructions test-heavy test-features test-msrv test-downstream test-faults instructions bench \
	coverage-tools example-forms coverage-schemas coverage-suite coverage-ajv coverage-jsonschema test-ajv capture

build: package server

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))

demo: package server
	@exec node scripts/demo.mjs

forms: package example-forms
	@npm start --prefix examples/forms

example-forms:
	@npm ci --prefix examples/forms --no-audit --no-fund --loglevel=error

test: lint deny test-rust test-fuzz test-instructions test-unanimity fuzz-hosts test-ajv test-wasm test-package test-frameworks test-server test-page
	@echo "all tests passed"

test-heavy: test-features test-msrv test-downstream test-faults
	@echo "all heavy tests passed"

setup:
	@scripts/setup.sh build

setup-test:
	@scripts/setup.sh test

setup-heavy:
	@scripts/setup.sh heavy

package: setup
	@echo "== the npm package"
	@node pkg/build.mjs

server: setup
	@echo "== the example server"
	@cargo build --release -p unanimous-example-server

wasm: setup-test
	wasm-pack build wasm

size: package
	@node scripts/size.mjs --update

lint: setup-test
	@echo "== format and lints"
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features -- -D warnings
	cargo clippy --workspace --test faults --all-features -- -D warnings
	cargo clippy --lib --target wasm32-unknown-unknown -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib --no-default-features
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --lib --all-features
	cargo clippy -p unanimous-wasm --target wasm32-unknown-unknown --all-targets -- -D warnings
	cargo clippy -p unanimous-wasm --target wasm32-unknown-unknown --lib --no-default-features \
		--features packed-validator,documents,fast-paths,idn,safe-url -- -D warnings
	cargo clippy -p unanimous-wasm --target wasm32-unknown-unknown --lib --no-default-features \
		--features packed-errors -- -D warnings
	cargo clippy -p unanimous-wasm --target wasm32-unknown-unknown --lib --no-default-features \
		--features packed-writer -- -D warnings
	npx biome ci --error-on-warnings
	node scripts/line-width.mjs
	node scripts/links.mjs
	node scripts/locales.mjs
	node scripts/wasm-types.mjs --check
	@echo "each Cargo.lock has the dependencies of its Cargo.toml"
	@for lock in $$(git ls-files '*Cargo.lock'); do \
		cargo metadata --locked --format-version 1 --manifest-path "$$(dirname "$$lock")/Cargo.toml" >/dev/null || exit 1; \
	done

# A formatter cannot mend everything; `make lint` names the rest.
format: setup
	cargo fmt
	npx biome check --write

# RustSec's database of advisories comes from GitHub, which not every machine reaches.
deny: setup-test
	@echo "== licences, versions and sources of the dependencies"
	cargo deny check licenses bans sources
	@if timeout 120 cargo deny fetch db >/dev/null 2>&1; then cargo deny check advisories; \
	else echo "NOT CHECKED: the advisory database cannot be fetched here"; fi

notices:
	@scripts/setup.sh notices
	@node scripts/notices.mjs

# One set of packages and features, so that everything is compiled once. `make test-features` tests with fewer features.
test-rust: setup-test
	@echo "== the crate and the examples"
	cargo test --workspace --features locales,postgres,redis,redis-tls

# A million inputs and more for each; the release profile is the example server's.
test-fuzz: setup-test
	@echo "== a million hostile inputs"
	cargo test --release --test safe_url_fuzz --test api_error_fuzz

fuzz-hosts: setup-test package
	@echo "== random inputs on two runtimes"
	@node fuzz/hosts/run.mjs

# A release build, as the fuzzers' and the server's: they share what they depend on.
test-instructions: setup-test
	@echo "== instructions a call, by callgrind"
	node benches/instructions.mjs

instructions: setup-test
	node benches/instructions.mjs --write

test-unanimity: setup-test package
	@echo "== every case on every runtime"
	node tests/unanimity/table.mjs

# wasm-pack's own tests run at the root and in wasm/, in Node and in Chromium. By default Chromium has 20 seconds for them.
test-wasm: export WASM_BINDGEN_TEST_TIMEOUT := 300
test-wasm: setup-test
	@echo "== what wasm-pack builds and tests"
	$(NODE_TEST) $(ALL_CORES) tests/wasm/*.test.mjs
	for folder in . wasm; do (cd $$folder && wasm-pack test --node && \
	  wasm-pack test --headless --chrome --chromedriver /usr/bin/chromedriver) || exit 1; done

test-package: setup-test package server
	@echo "== the npm package and the edge function"
	$(NODE_TEST) $(ALL_CORES) tests/pkg/*.test.mjs

test-frameworks: setup-test package
	@echo "== frameworks, with no adapter"
	node tests/frameworks/run.mjs

test-server: setup-test package
	@echo "== the stores of unanimous/server, over real databases"
	node tests/server/run.mjs

test-page: setup-test package server example-forms
	@echo "== the page in Chromium"
	$(NODE_TEST) tests/browser/*.test.mjs

test-features: setup-heavy
	@echo "== each feature alone, on each target"
	@node scripts/heavy/features.mjs
	@echo "== tests and lints with few features"
	cargo test --no-default-features --lib
	cargo test --lib --features tower --test tower
	cargo clippy --workspace --all-targets -- -D warnings

test-msrv: setup-heavy
	@echo "== the oldest Rust"
	@scripts/heavy/msrv.sh

test-downstream: setup-heavy
	@echo "== crates that depend on this one"
	$(NODE_TEST) tests/downstream/*.test.mjs

test-faults: setup-test package
	@echo "== idempotency under faults"
	cargo test --features redis,postgres,tower --test faults -- --nocapture
	node tests/server/faults/run.mjs

bench: setup-test package
	@npm ci --prefix benches/js --loglevel=error
	@node benches/results.mjs

coverage-tools: package
	@npm ci --prefix scripts/coverage --no-audit --no-fund --loglevel=error

coverage-schemas: coverage-tools
	@node scripts/coverage/corpus.mjs "$(CORPUS)"

coverage-suite: coverage-tools
	@node scripts/coverage/suite.mjs "$(SUITE)"

coverage-ajv: coverage-tools
	@node scripts/coverage/peers.mjs ajv

coverage-jsonschema: coverage-tools
	@node scripts/coverage/peers.mjs jsonschema

test-ajv: setup-test coverage-tools
	@echo "== verdicts of ajv and of the package on random values"
	@COUNT=5000 node scripts/coverage/peers.mjs ajv

# The frameworks are installed in scripts/capture alone, in the versions of its lock file and its requirements.txt.
capture:
	@echo "== what real frameworks answer to invalid requests"
	@echo "capture: installing the frameworks for Node"
	@npm ci --prefix scripts/capture --loglevel=error
	@echo "capture: installing the frameworks for Python"
	@python3 -m venv scripts/capture/venv
	@scripts/capture/venv/bin/pip install --quiet --disable-pip-version-check -r scripts/capture/requirements.txt
	@echo "capture: writing tests/cases/captured-bodies.json"
	@node scripts/capture/run.mjs

peers: package
	@npm ci --prefix scripts/peers --loglevel=error
	@node scripts/peers/ssrf.mjs --write

peers-retry: package
	@node scripts/peers-retry/table.mjs --write
