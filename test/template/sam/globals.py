"""Reads one JSON list of SAM templates from standard input and writes, for each, the variables that SAM gives each function."""
import json
import sys

from samtranslator.parser.parser import Parser  # noqa: F401  (fails early where the package is missing)
from samtranslator.plugins.globals.globals_plugin import GlobalsPlugin
from samtranslator.yaml_helper import yaml_parse

FUNCTIONS = ("AWS::Serverless::Function", "AWS::Lambda::Function")


def variables(text):
    template = yaml_parse(text)
    GlobalsPlugin().on_before_transform_template(template)
    return {
        logical_id: (resource.get("Properties") or {}).get("Environment")
        for logical_id, resource in template["Resources"].items()
        if resource.get("Type") in FUNCTIONS
    }


json.dump([variables(text) for text in json.load(sys.stdin)], sys.stdout)
