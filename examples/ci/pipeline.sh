#!/usr/bin/env bash
# A pipeline for any other CI, or for a terminal: deploy, plan, apply exactly the plan, verify, publish.
# Set LAMBDA_ENV_FINGERPRINT_KEY (openssl rand -hex 32, kept as a secret of the pipeline), so that set notices if a secret was
# rotated between the plan and its approval.
set -euo pipefail

sources=(-f my-fn -t template.yaml -s prod/my-fn)

# This changes $LATEST only. Callers use the alias, which stays at the version before.
sam build
sam deploy

# The plan contains names, origins and fingerprints, but no values: it can be stored, and shown to whoever approves it.
lambda-env diff "${sources[@]}" --out plan.json --report markdown=plan.md

# Writes exactly the plan. Exit code 75 means that something has changed since, and that nothing was written.
lambda-env set "${sources[@]}" --plan plan.json

# Exit code 2 means that something differs: another deployment changed it, or someone by hand.
status=0
lambda-env diff "${sources[@]}" --exit-code || status=$?
case $status in
  0) echo "the function has the variables of its sources" ;;
  2) echo "the function differs from its sources" >&2 ;;
  *) echo "lambda-env exited with $status" >&2 ;;
esac
[ "$status" = 0 ] || exit "$status"

./publish.sh my-fn live
