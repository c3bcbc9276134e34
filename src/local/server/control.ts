/** What a test, or the command that starts the endpoint, can do with it from inside the process: no request, no signature. */
import { createHash, randomUUID } from "node:crypto";
import { makeGlobalArn } from "../../core/arn/arn.ts";
import { defined } from "../../core/defined.ts";
import { LambdaEnvError } from "../../errors.ts";
import { makeStackControl, type PartsControl, type StackControl } from "../cloudformation/control.ts";
import { checkVariables } from "../lambda/environment.ts";
import type { FunctionSpec } from "../lambda/function-spec.ts";
import { createConfiguration, settleConfiguration, startUpdate } from "../lambda/lifecycle.ts";
import { functionArn, parseNewFunctionName } from "../lambda/names.ts";
import { findRecord } from "../lambda/records.ts";
import { deniedKey } from "../protocol/access.ts";
import { failureOf } from "../protocol/service.ts";
import { addVersion, findSecret, makeSecret } from "../secrets/secrets.ts";
import type { FunctionRecord, SecretFacts, StateFailure, UpdateFailure, Variables, World } from "../state/state.ts";
import type { Fault, Hook, Script } from "./faults.ts";
import { DOCUMENTED_RATES, makeThrottle, type Throttle, type ThrottleRates } from "./throttle.ts";

export interface Control extends StackControl, PartsControl {
  /** Returns the live variables of `$LATEST`; empty if it never had any. */
  readonly variables: (functionName: string) => Variables;
  readonly revisionId: (functionName: string) => string;
  /** From now on the caller may not decrypt the variables: replies carry `Environment.Error`, and writes still succeed. */
  readonly denyDecrypt: (functionName: string) => void;
  readonly allowDecrypt: (functionName: string) => void;
  /** From now on `operation` is refused with AccessDeniedException, only on `subject` if it is given. */
  readonly deny: (operation: string, subject?: string) => void;
  readonly allow: (operation: string, subject?: string) => void;
  /** The next update of the function ends as `Failed`. */
  readonly failUpdate: (functionName: string, failure: UpdateFailure) => void;
  /** From now on the function is in the state `Failed`, as after a creation that failed. */
  readonly failFunction: (functionName: string, failure: StateFailure) => void;
  /** The next version of the function that is published ends in the state `Failed`. */
  readonly failVersion: (functionName: string, failure: StateFailure) => void;
  /** From now on updates of the function change nothing, and their replies carry `Environment.Error`, which names `action`. */
  readonly denyKey: (functionName: string, action: string) => void;
  /** From now on DescribeSecret says so, and a replica cannot be written. */
  readonly setSecretFacts: (name: string, facts: SecretFacts) => void;
  /** From now on replies do not contain `RevisionId`, as with some emulators. */
  readonly omitRevisionIds: () => void;
  /** The next requests of `operation` get `fault`: one request, or `times`. */
  readonly fail: (operation: string, fault: Fault, times?: number) => void;
  /** Discards the pending faults. */
  readonly clearFaults: () => void;
  /** Runs `hook` once, when the next request of `operation` has arrived and before it is handled. */
  readonly before: (operation: string, hook: Hook) => void;
  /** From now on Lambda's request quotas apply. */
  readonly throttle: (rates?: ThrottleRates) => void;
}

export interface ControlParts {
  readonly world: World;
  readonly script: Script;
  readonly setThrottle: (throttle: Throttle) => void;
  readonly save: () => void;
}

export function makeControl({ world, script, setThrottle, save }: ControlParts): Control {
  const { state, switches } = world;
  const put = (record: FunctionRecord): void => {
    state.functions.set(record.name, record);
    save();
  };
  const functions: Pick<Control, "createFunction" | "hasFunction" | "setVariables" | "setSecret"> = {
    createFunction: (spec) => {
      const record = asLambdaWould(spec.functionName, () => makeRecord(spec, world));
      if (state.functions.has(record.name)) refuseInput(`the local endpoint already has a function ${record.name}`);
      put(record);
      return functionArn(world, record.name);
    },
    hasFunction: (functionName) => state.functions.has(functionName),
    setVariables: (functionName, variables) => {
      const record = requireFunction(functionName, world);
      const change = { variables: asLambdaWould(functionName, () => checkVariables(variables)) };
      const now = world.now();
      const latest = settleConfiguration(
        startUpdate(settleConfiguration(record.latest, Number.POSITIVE_INFINITY), change, { now, duration: 0 }),
        now,
      );
      put({ ...record, latest });
    },
    setSecret: (name, content) => {
      const secret = findSecret(world, name) ?? makeSecret(world, name);
      const value =
        content instanceof Uint8Array ? { binary: Buffer.from(content).toString("base64") } : { string: toText(content) };
      state.secrets.set(secret.name, addVersion(secret, randomUUID(), value, world.now()));
      save();
      return secret.arn;
    },
  };
  return {
    ...functions,
    ...makeStackControl(world, functions, save),
    variables: (functionName) => requireFunction(functionName, world).latest.variables ?? {},
    revisionId: (functionName) => requireFunction(functionName, world).latest.revisionId,
    denyDecrypt: (functionName) => void switches.undecryptable.add(functionName),
    allowDecrypt: (functionName) => void switches.undecryptable.delete(functionName),
    deny: (operation, subject) => void switches.denied.add(deniedKey(operation, subject)),
    allow: (operation, subject) => void switches.denied.delete(deniedKey(operation, subject)),
    failUpdate: (functionName, failure) => void switches.updateFailures.set(functionName, failure),
    failFunction: (functionName, broken) => {
      const record = requireFunction(functionName, world);
      put({ ...record, latest: { ...record.latest, broken } });
    },
    failVersion: (functionName, failure) => void switches.versionFailures.set(functionName, failure),
    denyKey: (functionName, action) => void switches.unencryptable.set(functionName, action),
    setSecretFacts: (name, facts) => {
      const secret = findSecret(world, name) ?? refuseInput(`the local endpoint does not have a secret ${name}`);
      state.secrets.set(secret.name, { ...secret, facts });
      save();
    },
    omitRevisionIds: () => {
      switches.omitRevisionIds = true;
    },
    fail: (operation, fault, times = 1) => script.addFault(operation, fault, times),
    clearFaults: script.clearFaults,
    before: script.addHook,
    throttle: (rates = DOCUMENTED_RATES) => setThrottle(makeThrottle(rates, world.now)),
  };
}

/** Returns the settings that AWS requires of every function except images. */
function neededSettings({ settings }: FunctionSpec): Readonly<Record<string, unknown>> {
  return settings?.["PackageType"] === "Image" ? {} : { Runtime: "provided.al2023", Handler: "function.handler" };
}

function makeRecord(spec: FunctionSpec, world: World): FunctionRecord {
  const name = parseNewFunctionName(spec.functionName, world);
  const now = world.now();
  const change = {
    settings: { Role: makeGlobalArn(world, "iam", "role/local"), ...neededSettings(spec), ...spec.settings },
    codeSha256: createHash("sha256").update(name).digest("base64"),
    ...(spec.variables === undefined ? {} : { variables: checkVariables(spec.variables) }),
    ...defined({ kmsKeyArn: spec.kmsKeyArn, codeFolder: spec.codeFolder }),
  };
  const latest = settleConfiguration(createConfiguration(change, { now, duration: 0 }), now);
  return { name, latest, versions: [], nextVersion: 1, aliases: [], tags: spec.tags ?? {} };
}

function requireFunction(name: string, world: World): FunctionRecord {
  return findRecord(name, world) ?? refuseInput(`the local endpoint does not have a function ${name}`);
}

/** Returns the result of `work`. Lambda's own words for a refusal may end with all values, which are left out. */
function asLambdaWould<Result>(functionName: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const failure = failureOf(error);
    if (failure === undefined) throw error;
    const [said = ""] = failure.message.split("String measured:");
    return refuseInput(`Lambda would refuse function ${functionName} (${failure.type}): ${said.trim().replace(/\.$/, "")}`);
  }
}

function refuseInput(message: string): never {
  throw new LambdaEnvError("INVALID_INPUT", message);
}

function toText(content: string | Readonly<Record<string, unknown>>): string {
  return typeof content === "string" ? content : JSON.stringify(content);
}
