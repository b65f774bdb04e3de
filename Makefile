# Everything a person types. `make help` lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VERSION ?= 19
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

.PHONY: help demo install build run run-dev test bench soak check lint format docs docker-build docker-run claude-config claude-examples check-setup check-mode health-check demo-modes odoo-up odoo-down odoo-status

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

demo: ## from nothing to an answer of a real Odoo over MCP (ONCE=1: stop after showing)
	@node apps/demo/demo.mjs

install: ## install the npm packages that the lock names
	npm ci --no-audit --no-fund

build: node_modules ## compile to dist/
	npm run --silent build

run: build ## run the gateway; settings from the environment or .env
	npm run --silent start

run-dev: node_modules ## the same with DEBUG, readable logs, and a restart on every change
	DEBUG=true npm run --silent start:dev

test: node_modules test/peers/node_modules ## every check and every test, against real Odoo 19 and 14
	@node test/run.mjs

bench: node_modules ## measure, each figure beside its baseline (NAMES="cpu stream": some; SHORT=1: only whether they work)
	@node test/bench/run.mjs $(NAMES)

soak: node_modules ## let faults and load go on for long (NAMES="flood": some; SHORT=1: a short form)
	@node test/soak/run.mjs $(NAMES)

check: node_modules ## types, lint, format, import rules
	npm run --silent check

lint: node_modules ## lint and import rules alone
	npm run --silent lint

format: node_modules ## format all files
	npm run --silent format

docs: node_modules ## write the generated pages again
	npm run --silent docs:generate

docker-build: ## build the image
	docker build -t odoo-mcp-server .

docker-run: ## run the image with the settings of .env
	docker run --rm -p 8000:8000 --env-file .env odoo-mcp-server

claude-config: build ## put the gateway into the configuration of Claude Desktop (ARGS="--print": only show)
	@npm run --silent setup claude-config -- $(ARGS)

claude-examples: build ## configurations of Claude Desktop, ready to copy
	@npm run --silent setup claude-examples

check-setup: build ## look at Node, packages, settings, gateway, Odoo, clocks and certificates (ARGS=--json)
	@npm run --silent setup check-setup -- $(ARGS)

check-mode: build ## what mode the gateway answers, and what that allows
	@npm run --silent setup check-mode -- $(ARGS)

health-check: build ## how the gateway is, in words and by the exit code
	@npm run --silent setup health-check -- $(ARGS)

demo-modes: ## show on an Odoo what readonly refuses and readwrite does
	@node apps/demo/modes.mjs

odoo-up: ## start a real Odoo with demo data (VERSION=19 or 14)
	@bash test/odoo/odoo.sh up --version $(VERSION)

odoo-down: ## stop the Odoos that odoo-up started
	@bash test/odoo/odoo.sh down

odoo-status: ## tell which of them run
	@bash test/odoo/odoo.sh status

node_modules: package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch node_modules

# Programs of others that tests run. They need the pinned Node, so they come after it.
test/peers/node_modules: test/peers/package-lock.json | node_modules
	npm ci --prefix test/peers --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch test/peers/node_modules
