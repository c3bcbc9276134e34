/** Whether the function can be read, and by simulation whether its variables could be written. */
import type { Aws } from "../../aws/connection/clients.ts";
import type { Attempted } from "../../aws/diagnosis/settings.ts";
import { simulate } from "../../aws/diagnosis/simulation.ts";
import { makeArn, parseArn } from "../../core/arn/arn.ts";
import { parseFunctionId } from "../../core/arn/function-id.ts";
import type { Check, Denial } from "../../core/diagnosis/facts.ts";
import { LambdaEnvError } from "../../errors.ts";
import { findFunction } from "../find/find.ts";
import type { Session } from "../session.ts";
import { tryRequest } from "./try-request.ts";

const UPDATE = "lambda:UpdateFunctionConfiguration";

const DENIALS: Readonly<Record<Denial, string>> = {
  deny: "a policy denies it",
  organization: "the policies of the organization do not allow it",
  boundary: "the caller's permissions boundary does not allow it",
  nothing: "no policy allows it",
};

/** A function that was looked for: the checks of reading it, and its ARN, where it is known. */
export interface ReadChecks {
  readonly checks: readonly [Check, Check];
  readonly arn?: string;
}

/** Returns the checks of reading the function that the options or the project name. It never writes. */
export async function checkReading(session: Session): Promise<ReadChecks> {
  const { functionName, stackName } = session.project;
  if (functionName === undefined && stackName === undefined) return notNamed();
  const found = await tryRequest(() => findFunction(session, { lookup: "ask-nothing-more" }));
  if ("value" in found) {
    const { target, snapshot } = found.value;
    const { functionName: name, functionArn: arn } = target;
    const count = snapshot.environment.variables.size;
    return {
      checks: [
        { name: "function", status: "ok", fact: { kind: "function", name, arn } },
        { name: "variables", status: "ok", fact: { kind: "variables", count } },
      ],
      arn: withoutQualifier(arn),
    };
  }
  const { error } = found;
  if (error.code === "UNREADABLE") {
    const name = functionName === undefined ? "" : parseFunctionId(functionName).functionName;
    return {
      checks: [
        { name: "function", status: "ok", ...(name === "" ? {} : { fact: { kind: "function", name } }) },
        { name: "variables", status: "problem", error },
      ],
    };
  }
  const isChoice = error.code === "USAGE" && functionName === undefined;
  return {
    checks: [
      isChoice
        ? { name: "function", status: "unknown", obstacle: { kind: "error", error } }
        : { name: "function", status: "problem", error },
      { name: "variables", status: "unknown", obstacle: { kind: "after", checks: ["function"] } },
    ],
  };
}

/** Returns the checks where no function is named. */
function notNamed(): ReadChecks {
  return {
    checks: [
      { name: "function", status: "unknown", obstacle: { kind: "no function" } },
      { name: "variables", status: "unknown", obstacle: { kind: "after", checks: ["function"] } },
    ],
  };
}

function withoutQualifier(functionArn: string): string {
  const arn = parseArn(functionArn);
  return arn === undefined ? functionArn : makeArn(arn, arn.service, arn.resource.split(":").slice(0, 2).join(":"));
}

export interface UpdateFacts {
  readonly aws: Aws;
  readonly reading: ReadChecks;
  readonly identity: Attempted<{ readonly arn: string; readonly account: string }>;
  readonly region: string;
  readonly signal: AbortSignal;
}

/** Returns whether IAM would let the caller write the variables. */
export async function checkUpdate({ aws, reading, identity, region, signal }: UpdateFacts): Promise<Check> {
  const name = "update";
  const [functionCheck] = reading.checks;
  // What keeps the function from being read at all keeps this from being asked too.
  if (functionCheck.status === "unknown" && functionCheck.obstacle.kind === "after") return { ...functionCheck, name };
  const resource = reading.arn ?? arnOf(functionCheck, identity, region);
  if (resource === undefined) return { name, status: "unknown", obstacle: { kind: "after", checks: ["function"] } };
  if ("error" in identity) return { name, status: "unknown", obstacle: { kind: "after", checks: ["identity"] } };
  const asked = { caller: identity.value.arn, action: UPDATE, resource };
  const simulated = await tryRequest(() => simulate(aws, asked, { signal }));
  if ("error" in simulated) return { name, status: "unknown", obstacle: { kind: "error", error: simulated.error } };
  const { value } = simulated;
  if (value.kind === "allowed") return { name, status: "ok", fact: { kind: "update" } };
  if (value.kind !== "denied") return { name, status: "unknown", obstacle: value };
  const functionName = resource.slice(resource.lastIndexOf(":") + 1);
  const message = `not allowed to call ${UPDATE} for function ${functionName}: ${DENIALS[value.by]}`;
  const error = new LambdaEnvError("ACCESS_DENIED", message, {
    hint: `lambda-env policy -f ${functionName} prints the policy to attach`,
  });
  return { name, status: "problem", error };
}

/** Returns the ARN of a function whose reply could not be used: that of its name in the caller's account. */
function arnOf({ fact }: Check, identity: UpdateFacts["identity"], region: string): string | undefined {
  if (fact?.kind !== "function" || "error" in identity) return undefined;
  return makeArn({ region, account: identity.value.account }, "lambda", `function:${fact.name}`);
}
