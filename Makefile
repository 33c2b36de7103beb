# make demo    sets up everything, builds, serves the page and both servers until Ctrl-C
# make test    sets up everything, runs all tests
# make build   builds the npm package into pkg/dist and the example server
# make size    measures the npm package and others of its kind, writes pkg/SIZE.md and pkg/size-budget.json
export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: demo test build size setup setup-test package server lint test-rust test-unanimity test-package test-frameworks test-page

build: package server

demo: package server
	@exec node scripts/demo.mjs

test: lint test-rust test-unanimity test-package test-frameworks test-page
	@echo "all tests passed"

setup:
	@scripts/setup.sh build

setup-test:
	@scripts/setup.sh test

package: setup
	@echo "== the npm package"
	@node pkg/build.mjs

server: setup
	@echo "== the example server"
	@cargo build --release --example server

size: package
	@node scripts/size.mjs --update

lint: setup-test
	@echo "== format and lints"
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --lib --target wasm32-unknown-unknown -- -D warnings

test-rust: setup-test
	@echo "== the crate"
	cargo test
	cargo test --no-default-features --lib

test-unanimity: setup-test package
	@echo "== every case on every runtime"
	node tests/unanimity/table.mjs

test-package: setup-test package server
	@echo "== the npm package and the edge function"
	node --test tests/pkg/*.test.mjs

test-frameworks: setup-test package
	@echo "== frameworks, with no adapter"
	node tests/frameworks/run.mjs

test-page: setup-test package server
	@echo "== the page in Chromium"
	node --test tests/browser/*.test.mjs
