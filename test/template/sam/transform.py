"""Reads one JSON list of {"text", "parameters"} from standard input and writes, for each, what SAM's own translator makes of the template."""
import json
import sys

from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse


def transformed(case):
    translator = Translator({}, Parser())
    made = translator.translate(yaml_parse(case["text"]), case.get("parameters", {}))
    return {
        "resources": {logical_id: resource["Type"] for logical_id, resource in made["Resources"].items()},
        "outputs": {name: output["Value"] for name, output in made.get("Outputs", {}).items()},
    }


json.dump([transformed(case) for case in json.load(sys.stdin)], sys.stdout)
