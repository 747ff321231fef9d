# Partner Desk. `make help` lists what there is; `make run` needs Python 3.11 or newer and nothing else.

PYTHON ?= python3
PORT ?= 8080
export PORT

UV_VERSION := 0.13.9
UV := $(CURDIR)/.tools/uv/bin/uv
BIN := $(CURDIR)/.venv/bin
SAM := $(CURDIR)/.tools/sam/bin/sam

# uv takes the interpreter that it was installed with and never downloads another.
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON_PREFERENCE := only-system
unexport VIRTUAL_ENV
# The functions' own Makefile is run by `sam build` and needs uv too.
export UV
# Nobody is told that we ran this.
export SAM_CLI_TELEMETRY := 0

.DEFAULT_GOAL := help
.PHONY: help setup run test prove seconds check bench deploy who-and-where catalogues extract build format lint types imports policy permissions \
	template artifact catalogue-check lock clean

help:  ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- tools -----------------------------------------------------------------------------------------

define check_python
import sys, importlib.util as found
if sys.version_info < (3, 11):
    sys.exit("Partner Desk needs Python 3.11 or newer, and %s is %d.%d. Name another one: make PYTHON=python3.13 run" % (sys.executable, *sys.version_info[:2]))
if not (found.find_spec("venv") and found.find_spec("ensurepip")):
    sys.exit("This Python cannot make virtual environments. On Debian or Ubuntu: apt install python3-venv, then try again.")
endef
export check_python

$(UV):
	@$(PYTHON) -c "$$check_python"
	@echo "Installing uv $(UV_VERSION) into .tools/uv"
	@$(PYTHON) -m venv .tools/uv
	@.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.synced: pyproject.toml uv.lock | $(UV)
	@echo "Installing what Partner Desk and its tests use into .venv"
	@$(UV) sync --quiet --frozen --python $(PYTHON)
	@touch $@

.tools/%/.synced: sandbox/tools/%/pyproject.toml sandbox/tools/%/uv.lock | $(UV)
	@echo "Installing sandbox/tools/$* into .tools/$*"
	@UV_PROJECT_ENVIRONMENT=$(CURDIR)/.tools/$* $(UV) sync --quiet --frozen --project sandbox/tools/$* --python $(PYTHON)
	@touch $@

# AWS's own DynamoDB engine, for the store's tests. Without Java 17 or npm those tests say so and skip.
.tools/.dynamodb-local: sandbox/dynamodb_local.py .venv/.synced
	@$(BIN)/python -m sandbox.dynamodb_local
	@touch $@

setup: .venv/.synced .tools/emulator/.synced .tools/sam/.synced  ## Install the tools, all inside this folder

# ---- running and testing ---------------------------------------------------------------------------

run: setup catalogues  ## The whole thing on this machine: http://127.0.0.1:$PORT (PORT=8080, RESET=1 to start afresh)
	@exec $(BIN)/python -m sandbox.run

# All tests run two at once; a part of them is done before two workers would have started.
AT_ONCE ?= $(if $(ARGS),0,2)

test: setup catalogues .tools/.dynamodb-local  ## Every test that needs no root and no network, at the small scale
	@$(BIN)/pytest -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder --junit-xml .reports/tests.xml $(ARGS)

# What `make prove` does one after the other, each in less than 45 minutes; the last is all that is in no other.
PARTS := races kills histories rest
PART ?= $(PARTS)
PROVED_races := $(addprefix tests/store/test_,purge_race.py decisions_at_once.py seats.py)
PROVED_kills := $(addprefix tests/store/test_,worker_killed.py worker_killed_approved.py accounts_killed.py import_killed.py)
PROVED_histories := $(addprefix tests/store/test_,machine.py license_machine.py deletion_machine.py) \
	$(addprefix tests/unit/operations/test_,histories.py any_decisions.py import_model.py command_json.py)
PROVED_rest := tests $(addprefix --ignore=,$(PROVED_races) $(PROVED_kills) $(PROVED_histories))

prove: setup catalogues .tools/.dynamodb-local  ## Every test, tried as hard as it goes: make prove [PART=races|kills|histories|rest]
	@$(foreach part,$(PART),echo "Proving: $(part)" && \
		PROOF_SCALE=full $(BIN)/pytest -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder --junit-xml .reports/$(part).xml $(PROVED_$(part)) $(ARGS) &&) true

seconds: .venv/.synced  ## Note how long each file of tests took in the last run: the longest start first
	@$(BIN)/python -m tests.scheduling .reports/tests.xml

bench: setup catalogues .tools/.dynamodb-local  ## The benchmarks, side by side in one run
	@$(BIN)/python -m benchmarks $(ARGS)

# ---- checking --------------------------------------------------------------------------------------

check: lint types imports catalogue-check template artifact  ## Lint, types, imports, catalogues, template, artifact

lint: .venv/.synced
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet || { $(BIN)/ruff format --check; exit 1; }

types: .venv/.synced
	@$(BIN)/mypy

imports: .venv/.synced
	@$(BIN)/lint-imports

catalogue-check: .venv/.synced catalogues
	@$(BIN)/pytest -q tests/architecture/test_catalogues.py

template: .venv/.synced .tools/sam/.synced
	@$(BIN)/cfn-lint template.yaml
	@AWS_DEFAULT_REGION=eu-west-1 $(SAM) validate --lint

artifact: build
	@$(BIN)/python -m tests.artifact .aws-sam/build

format: .venv/.synced  ## Let ruff mend what it can
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard shared/i18n/locale/*/LC_MESSAGES/partner_desk.po))

catalogues: $(CATALOGUES)  ## Compile the translations

# New sentences of the code, without a translation yet, go into every catalogue.
extract: .venv/.synced  ## Bring the code's sentences into the catalogues, to be translated
	@mkdir -p .sandbox
	@$(BIN)/pybabel --quiet extract --mapping babel.cfg --no-default-keywords --sort-output --no-location \
		--keyword t --keyword n:1,2 --keyword N_ --omit-header --output .sandbox/partner_desk.pot .
	@for po in $(CATALOGUES:.mo=.po); do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --input-file .sandbox/partner_desk.pot --output-file $$po --locale $$(basename $$(dirname $$(dirname $$po))); done

%.mo: %.po .venv/.synced
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

lock: | $(UV)  ## Take the newest versions of everything
	@$(UV) lock --upgrade
	@$(UV) lock --upgrade --project sandbox/tools/emulator
	@$(UV) lock --upgrade --project sandbox/tools/sam

# ---- building and deploying ------------------------------------------------------------------------

build: setup
	@said=$$(AWS_DEFAULT_REGION=$${AWS_DEFAULT_REGION:-eu-west-1} $(SAM) build 2>&1) || { echo "$$said"; exit 1; }

deploy: who-and-where policy build  ## Deploy to AWS: make deploy BOOTSTRAP_ADMIN=U… SLACK_TEAM_ID=T… SLACK_APP_ID=A… [ALARM_TOPIC_ARN=…] [SENDER_ADDRESS=…] [NOTICE_CHANNEL=C…] [APPROVALS_CHANNEL=C…] [NOTICE_LANGUAGE=fr] [IMPORT_ROWS=1000] [POLICY_MATRIX=own.toml]
	@$(SAM) deploy $(ARGS) --parameter-overrides BootstrapAdmin=$(BOOTSTRAP_ADMIN) SlackTeamId=$(SLACK_TEAM_ID) \
		SlackAppId=$(SLACK_APP_ID) $(if $(ALARM_TOPIC_ARN),AlarmTopicArn=$(ALARM_TOPIC_ARN)) $(if $(SENDER_ADDRESS),SenderAddress=$(SENDER_ADDRESS)) \
		$(if $(NOTICE_CHANNEL),NoticeChannel=$(NOTICE_CHANNEL)) \
		$(if $(APPROVALS_CHANNEL),ApprovalsChannel=$(APPROVALS_CHANNEL)) $(if $(NOTICE_LANGUAGE),NoticeLanguage=$(NOTICE_LANGUAGE)) \
		$(if $(IMPORT_ROWS),ImportRows=$(IMPORT_ROWS)) \
		$(if $(POLICY_MATRIX),"PolicyMatrix=\"$$($(BIN)/python -m tools.policy $(POLICY_MATRIX))\"")
	@echo 'The first time: put {"signing_secret": "…", "previous_signing_secret": "", "bot_token": "xoxb-…"} into the'
	@echo "secret named above, in the AWS console, and SlackRequestUrl into the app's settings (slack-manifest.yaml)."

policy: .venv/.synced  ## Check the rows that a deployment replaces in the policy: make policy POLICY_MATRIX=own.toml
	@$(if $(POLICY_MATRIX),$(BIN)/python -m tools.policy $(POLICY_MATRIX) >/dev/null)

permissions: .venv/.synced  ## Write docs/permissions.md from the policy
	@$(BIN)/python -m tools.permissions

who-and-where:
	@test -n "$(BOOTSTRAP_ADMIN)" -a -n "$(SLACK_TEAM_ID)" -a -n "$(SLACK_APP_ID)" || { echo "Say who starts and where: make deploy BOOTSTRAP_ADMIN=U… SLACK_TEAM_ID=T… SLACK_APP_ID=A…"; exit 2; }

clean:  ## Remove what was built and what the sandbox keeps
	@rm -rf .aws-sam .sandbox .reports .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find functions shared sandbox tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
	@find shared -name '*.mo' -delete 2>/dev/null || true
