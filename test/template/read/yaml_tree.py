"""Reads one JSON list of YAML texts from standard input and writes, for each, the tree that SAM sees, or why it sees none.

A text is ["text", what it says, what it is, its line]; a list is ["list", items]; a mapping ["map", entries], with merge keys resolved.
"""
import json
import sys

import yaml
from yaml.constructor import ConstructorError

CORE = "tag:yaml.org,2002:"
sys.setrecursionlimit(10000)


def text_of(constructor, node):
    tag = node.tag
    if tag.startswith("!"):
        tag = CORE + "str"
    if tag == CORE + "value":
        return "=", "special"
    try:
        value = constructor.construct_object(yaml.ScalarNode(tag, node.value, style=node.style))
    except Exception:  # (a date that does not exist, a number without digits)
        return node.value, "not constructed"
    if isinstance(value, bool):
        return str(value).lower(), "bool"
    return str(value), type(value).__name__


def tree(loader, node):
    if isinstance(node, yaml.ScalarNode):
        result = ["text", node.value, *text_of(loader, node), node.start_mark.line + 1]
    elif isinstance(node, yaml.SequenceNode):
        result = ["list", [tree(loader, item) for item in node.value]]
    else:
        loader.flatten_mapping(node)
        entries = {}
        for key, value in node.value:
            entries[key.value if isinstance(key, yaml.ScalarNode) else ""] = tree(loader, value)
        result = ["map", entries]
    return ["tag", node.tag, result] if node.tag.startswith("!") else result


def read(text):
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        return ["text", "", "None", "NoneType", 1] if node is None else tree(loader, node)
    except (yaml.YAMLError, ConstructorError) as error:
        return ["error", f"{getattr(error, 'problem', '')} {getattr(error, 'context', '')}"]
    except (ValueError, RecursionError) as error:
        return ["error", str(error)]
    finally:
        loader.dispose()


json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
