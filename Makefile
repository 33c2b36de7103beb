# make demo    sets up everything, builds, serves the page and both servers until Ctrl-C
# make test    sets up everything, runs all tests
# make build   builds the npm package into pkg/dist and the example server
# make peers   runs the other guards of outbound URLs over our cases, and writes the README's table
# make peers-retry   runs other retrying clients beside ours, and writes the README's table
export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: demo test build setup setup-test package server peers peers-retry lint test-rust test-fuzz test-unanimity test-package test-page

build: package server

demo: package server
	@exec node scripts/demo.mjs

test: lint test-rust test-fuzz test-unanimity test-package test-page
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

lint: setup-test
	@echo "== format and lints"
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	cargo clippy --all-targets --all-features -- -D warnings
	cargo clippy --lib --target wasm32-unknown-unknown -- -D warnings

test-rust: setup-test
	@echo "== the crate"
	cargo test
	cargo test --no-default-features --lib
	cargo test --features redis --test redis

test-fuzz: setup-test
	@echo "== millions of URLs"
	cargo test --release --test safe_url_fuzz

test-unanimity: setup-test package
	@echo "== every case on every runtime"
	node tests/unanimity/table.mjs

test-package: setup-test package server
	@echo "== the npm package and the edge function"
	node --test tests/pkg/*.test.mjs

test-page: setup-test package server
	@echo "== the page in Chromium"
	node --test tests/browser/*.test.mjs

peers: package
	@npm ci --prefix scripts/peers --loglevel=error
	@node scripts/peers/ssrf.mjs --write

peers-retry: package
	@node scripts/peers-retry/table.mjs --write
