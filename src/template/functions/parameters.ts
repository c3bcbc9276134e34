/** `Ref` of a parameter: its value in the deployed stack or for the next deployment. */
import type { Place } from "../../errors.ts";
import { recoverFromOutput } from "../evaluate/oracle.ts";
import { phrase } from "../evaluate/phrase.ts";
import { makeValue, type Result, unresolved, type Value, withoutNames } from "../evaluate/result.ts";
import { reported, type Scope, withFact, withStack } from "../evaluate/scope.ts";
import { child, type Node, textOf } from "../read/tree.ts";
import { isNoEcho } from "./secrecy.ts";

const SSM_VALUE = /^AWS::SSM::Parameter::Value<(.+)>$/;
const LIST = /^(?:CommaDelimitedList|List<.+>)$/;

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly noEcho: boolean;
  readonly at: Place;
}

/**
 * Returns the value of the parameter `name`, which `definition` declares; a parameter with an SSM list type or a list type is a
 * list.
 */
export function parameterValue(scope: Scope, name: string, definition: Node, ref: Node, at: Place): Result {
  const type = textOf(child(definition, "Type")) ?? "String";
  const noEcho = isNoEcho(definition);
  const parameter = { name, type, noEcho, at };
  const override = scope.facts.overrides?.get(name);
  if (override !== undefined) return given(scope, parameter, override);
  return withStack(scope, at, (stack) => {
    const deployed = stack.parameters.get(name);
    // A deployment gives every existing parameter its previous value, even if the default has changed.
    if (deployed === undefined) return defaultValue(scope, parameter, child(definition, "Default"));
    if (noEcho || deployed.value === "****") return recoverNoEcho(scope, parameter, ref);
    if (deployed.resolvedValue !== undefined && SSM_VALUE.test(type)) {
      return reported(deployed.resolvedValue, at, (text) => typed(parameter, text));
    }
    if (deployed.value === undefined) return unresolved(phrase`parameter ${name} has no value`, at);
    if (isStated(scope, name, definition, deployed.value)) return given(scope, parameter, deployed.value);
    return reported(deployed.value, at, (text) => given(scope, parameter, text));
  });
}

/**
 * Returns whether the template or the project defines a text, which then is exactly what was deployed: none of its characters
 * replaces another.
 */
function isStated({ facts, template }: Scope, name: string, definition: Node, text: string): boolean {
  if (text === facts.stated?.get(name)) return true;
  // CloudFormation reports the default of a deployed template with the same damage.
  const isReported = facts.processed !== undefined && "value" in facts.processed && facts.processed.value === template;
  return !isReported && text === textOf(child(definition, "Default"));
}

function defaultValue(scope: Scope, parameter: Parameter, node: Node | undefined): Result {
  if (node === undefined) return unresolved(phrase`parameter ${parameter.name} has neither a value nor a default`, parameter.at);
  if (node.kind === "unclear") return scope.refuse(node);
  if (node.kind !== "text") return unresolved(phrase`the default of parameter ${parameter.name} is not a text`, node.at);
  return given(scope, parameter, node.text);
}

/** Returns a value as given to a deployment: for an SSM type it is a name in Parameter Store. */
function given(scope: Scope, parameter: Parameter, text: string): Result {
  if (!SSM_VALUE.test(parameter.type)) return typed(parameter, text);
  const result = withFact(scope, { kind: "ssm", name: text }, scope.facts.ssm?.get(text), parameter.at, (value) =>
    typed(parameter, value),
  );
  return parameter.noEcho ? withoutNames(result) : result;
}

function typed({ name, type, noEcho }: Parameter, text: string): Value {
  const stored = SSM_VALUE.exec(type)?.[1];
  const isList = LIST.test(stored ?? type);
  // Values of Parameter Store are not public, however they are referred to.
  const sensitive = noEcho || stored !== undefined;
  return makeValue(isList ? text.split(",").map((item) => item.trim()) : text, [phrase`parameter ${name}`], { sensitive });
}

function recoverNoEcho(scope: Scope, { name, at }: Parameter, ref: Node): Result {
  const recovered = recoverFromOutput(scope, ref);
  if (recovered !== undefined) return { ...recovered, sensitive: true };
  return unresolved(phrase`parameter ${name} is NoEcho: CloudFormation does not report its value`, at);
}
