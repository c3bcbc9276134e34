#!/usr/bin/env bash
# A pipeline for any other CI, or for a terminal: deploy, plan, apply exactly the plan, verify.
# Give LAMBDA_ENV_FINGERPRINT_KEY (openssl rand -hex 32, kept as a secret of the pipeline), so that set sees whether a secret was
# rotated between the plan and its approval.
set -euo pipefail

sources=(-f my-fn -t template.yaml -s prod/my-fn)

sam build
sam deploy --no-confirm-changeset --no-fail-on-empty-changeset

# The plan holds names, origins and fingerprints, and no value: it may be kept, and shown to whoever approves.
lambda-env diff "${sources[@]}" --out plan.json --report markdown=plan.md

# Writes exactly the plan; 75 means that something moved since, and that nothing was written.
lambda-env set "${sources[@]}" --plan plan.json

# 2 means that something differs: another deployment, or someone by hand.
status=0
lambda-env diff "${sources[@]}" --exit-code || status=$?
case $status in
  0) echo "the function has what its sources say" ;;
  2) echo "the function differs from its sources" >&2 ;;
  *) echo "lambda-env ended with $status" >&2 ;;
esac
exit "$status"
