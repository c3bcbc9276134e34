#!/usr/bin/env bash
# Publishes the code and the variables of a function as a version, and points an alias at it: from now on, callers get them.
# Usage: publish.sh FUNCTION ALIAS
set -euo pipefail

version=$(aws lambda publish-version --function-name "$1" --query Version --output text)
aws lambda wait published-version-active --function-name "$1" --qualifier "$version"
aws lambda update-alias --function-name "$1" --name "$2" --function-version "$version" --query AliasArn --output text
echo "$2 is version $version"
