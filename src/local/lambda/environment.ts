/** The checks of Lambda on the variables of a function, in its own words. */

import { isValidName, MAX_SIZE_BYTES } from "../../core/checks/checks.ts";
import { RESERVED_VARIABLES } from "../../core/checks/reserved.ts";
import { isObject } from "../../core/json.ts";
import { refuseType } from "../protocol/input.ts";
import { refuse, refuseInvalid } from "../protocol/service.ts";
import type { Variables } from "../state/state.ts";

/**
 * Returns the variables of an `Environment` member, checked.
 *
 * An `Environment` without `Variables` clears them: AWS's behaviour is not documented, and a client must expect to lose them.
 */
export function readVariables(environment: unknown): Variables {
  if (!isObject(environment)) return refuseType(environment, "Map");
  const variables = environment["Variables"] ?? {};
  if (!isObject(variables)) return refuseType(variables, "Map");
  return checkVariables(variables);
}

/** Returns `values` as variables if Lambda would accept them. */
export function checkVariables(values: Readonly<Record<string, unknown>>): Variables {
  const variables = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, requireText(value)]));
  const names = Object.keys(variables);
  const reserved = names.filter((name) => RESERVED_VARIABLES.has(name));
  if (!names.every(isValidName)) {
    refuseInvalid(
      "Value at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]",
    );
  }
  if (reserved.length > 0) {
    refuseEnvironment(
      `contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const json = JSON.stringify(variables);
  // The message quotes every value, as AWS's does: whoever prints it leaks them.
  if (Buffer.byteLength(json) > MAX_SIZE_BYTES) refuseEnvironment(`exceeded the 4KB limit. String measured: ${json}`);
  return variables;
}

/**
 * Returns a value that is a string. AWS does not document how it treats a number, a boolean or null; its parsers refuse them
 * elsewhere.
 */
function requireText(value: unknown): string {
  return typeof value === "string" ? value : refuseType(value, "String");
}

function refuseEnvironment(why: string): never {
  refuse({
    status: 400,
    type: "InvalidParameterValueException",
    message: `Lambda was unable to configure your environment variables because the environment variables you have provided ${why}`,
  });
}
