#!/usr/bin/env bash
# A pipeline for any other CI, or for a terminal: deploy, plan, apply exactly the plan, verify, publish.
# Set LAMBDA_ENV_FINGERPRINT_KEY (openssl rand -hex 32, kept as a secret of the pipeline), so that set notices if a secret was
# rotated between the plan and its approval.
set -euo pipefail

# The stage "prod" of lambda-env.toml names the function, the account and the sources. These are the files alone, without a request.
lambda-env check --stage prod --offline

# This changes $LATEST only. Callers use the alias, which stays at the version before.
sam build
sam deploy

# The plan contains names, origins and fingerprints, but no values: it can be stored, and shown to whoever approves it.
lambda-env diff --stage prod --out plan.json --report markdown=plan.md

# Writes exactly the plan. The stage is protected, so without a terminal both --stage and --yes must be typed here. Exit code 75 means that something has changed since, and that nothing was written.
lambda-env set --stage prod --plan plan.json --yes

# Exit code 2 means that something differs: another deployment changed it, or someone by hand.
status=0
lambda-env diff --stage prod --exit-code || status=$?
case $status in
  0) echo "the function has the variables of its sources" ;;
  2) echo "the function differs from its sources" >&2 ;;
  *) echo "lambda-env exited with $status" >&2 ;;
esac
[ "$status" = 0 ] || exit "$status"

# The rules of lambda-env.toml, for the values that the function now has.
lambda-env check --stage prod

./publish.sh my-fn live
