/** A path of Parameter Store that `push` writes to: read, and the port to it. */
import { pushParameters } from "../../apply/store/push-parameters.ts";
import type { ParameterPort } from "../../apply/store/store-port.ts";
import type { Aws } from "../../aws/connection/clients.ts";
import { getCallerIdentity } from "../../aws/diagnosis/identity.ts";
import { getParametersByPath } from "../../aws/parameter-store.ts";
import {
  createParameter,
  deleteParameter,
  getLatestParameter,
  getParameterValue,
  overwriteParameter,
  parametersRegion,
} from "../../aws/parameter-writing.ts";
import { makeFinding } from "../../core/finding.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Values } from "../../core/variables.ts";
import type { Finding } from "../../errors.ts";
import type { Session } from "../session.ts";
import type { OpenStore } from "./open-store.ts";
import type { PushDestination, PushRequest } from "./push-request.ts";

/** Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const MAX_STANDARD_BYTES = 4096;
const MAX_ADVANCED_BYTES = 8192;

/** Reads the parameters directly under the path. Errors: ACCESS_DENIED and those of the connection. */
export async function openParameters({ id: path, kmsKey }: PushDestination, session: Session<PushRequest>): Promise<OpenStore> {
  const { aws, surroundings } = session;
  const { signal, clock, notify, allow, guard } = surroundings;
  const port = makeParameterPort(path, kmsKey, aws);
  const fullName = (name: string): string => `${path}/${name}`;
  const [current, { account }, region] = await Promise.all([
    port.readAll(signal),
    getCallerIdentity(aws, { signal }),
    parametersRegion(aws),
  ]);
  allow(current.keys(), "whole");
  guard(current.values(), "live");
  const store = { kind: "parameters", name: path, account, region } as const;
  return {
    store,
    current,
    findings: [],
    check: (plan) => checkParameters(plan, fullName),
    write: async (plan) => {
      await pushParameters(port, plan, { clock, signal, onEvent: notify, fullName });
      return { store, plan };
    },
  };
}

function makeParameterPort(path: string, kmsKey: string | undefined, aws: Aws): ParameterPort {
  const fullName = (name: string): string => `${path}/${name}`;
  const readAll = async (signal: AbortSignal): Promise<Values> => {
    const stored = await getParametersByPath(aws, path, { signal });
    return new Map(stored.map(({ name, value }) => [name.slice(path.length + 1), value]));
  };
  return {
    readAll,
    read: async (name, signal) => {
      const latest = await getLatestParameter(aws, fullName(name), { signal });
      if (latest === undefined) return undefined;
      const { look, ...state } = latest;
      return {
        ...state,
        overwrite: (value, writing) => overwriteParameter(aws, { name: fullName(name), value, look }, { signal: writing }),
      };
    },
    readVersion: (name, version, signal) => getParameterValue(aws, fullName(name), version, { signal }),
    create: (name, value, signal) => createParameter(aws, { name: fullName(name), value, kmsKey }, { signal }),
    remove: (name, signal) => deleteParameter(aws, fullName(name), { signal }),
  };
}

function checkParameters({ changes }: Plan, fullName: (name: string) => string): readonly Finding[] {
  return changes.flatMap((change) => {
    if (change.kind === "remove") return [];
    const { name, after } = change;
    const about = { name, at: after.origin };
    const what = `parameter ${fullName(name)}`;
    const bytes = Buffer.byteLength(after.value);
    const limit = change.kind === "add" ? MAX_STANDARD_BYTES : MAX_ADVANCED_BYTES;
    return [
      ...(after.value === "" ? [makeFinding("PARAMETER_VALUE_REFUSED", "error", { why: "empty" }, about)] : []),
      ...(after.value.lastIndexOf("}}") > after.value.indexOf("{{") && after.value.includes("{{")
        ? [makeFinding("PARAMETER_VALUE_REFUSED", "error", { why: "braces" }, about)]
        : []),
      ...(bytes > limit ? [makeFinding("STORE_TOO_LARGE", "error", { bytes, limit, what }, about)] : []),
    ];
  });
}
