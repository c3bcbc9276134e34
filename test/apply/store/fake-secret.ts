/** A secret in memory behind the port: versions with labels, as Secrets Manager keeps them, and replies that get lost. */
import type { SecretForm, SecretPort } from "../../../src/apply/store/store-port.ts";
import type { Plan } from "../../../src/core/plan/plan.ts";
import type { SecretState } from "../../../src/core/store/store.ts";
import { LambdaEnvError } from "../../../src/errors.ts";
import { changeMembers, EMPTY_OBJECT, readMembers } from "../../../src/formats/json/json-members.ts";

const CURRENT = "AWSCURRENT";

interface Version {
  readonly text: string;
  readonly labels: Set<string>;
}

export type FaultOfCall = "lost-before" | "lost-after" | "denied";

export interface FakeSecret {
  /** A port whose every call is announced first: the test decides when it runs, and how it fails. */
  readonly portOf: (announce: (call: keyof SecretPort) => Promise<FaultOfCall | undefined>) => SecretPort;
  readonly current: () => Readonly<Record<string, unknown>>;
  readonly currentId: () => string | undefined;
  /** PutSecretValue of another program, which replaces the whole text. */
  readonly put: (values: Readonly<Record<string, unknown>>) => string;
  readonly versions: ReadonlyMap<string, Version>;
  /** Labels that are not AWS's own, of all versions. */
  readonly strayLabels: () => readonly string[];
}

export const SECRET_FORM: SecretForm = {
  read: (text) => {
    const read = readMembers(text);
    if (read.kind !== "members") throw new LambdaEnvError("INVALID_INPUT", "not an object");
    return read.values;
  },
  edit: (text, { changes }: Plan) =>
    changeMembers(
      text,
      new Map(changes.map((change) => [change.name, change.kind === "remove" ? undefined : change.after.value])),
    ),
};

export function makeFakeSecret(start?: Readonly<Record<string, unknown>>): FakeSecret {
  const versions = new Map<string, Version>();
  let exists = start !== undefined;
  let count = 0;
  const holderOf = (label: string): string | undefined => [...versions].find(([, { labels }]) => labels.has(label))?.[0];
  const move = (label: string, to: string | undefined): void => {
    const from = holderOf(label);
    if (from !== undefined) versions.get(from)?.labels.delete(label);
    if (to !== undefined) versions.get(to)?.labels.add(label);
    if (label !== CURRENT || from === undefined || from === to) return;
    for (const { labels } of versions.values()) labels.delete("AWSPREVIOUS");
    versions.get(from)?.labels.add("AWSPREVIOUS");
  };
  const add = (versionId: string, text: string, label: string): void => {
    const known = versions.get(versionId);
    if (known !== undefined && known.text !== text) throw new Error("the token is in use for another text");
    const isFirst = versions.size === 0;
    if (known === undefined) versions.set(versionId, { text, labels: new Set() });
    move(label, versionId);
    // The first version of a secret is current, whatever its label.
    if (isFirst) move(CURRENT, versionId);
  };
  const put = (values: Readonly<Record<string, unknown>>): string => {
    const versionId = `theirs-${++count}`;
    exists = true;
    add(versionId, JSON.stringify(values), CURRENT);
    return versionId;
  };
  if (start !== undefined) put(start);

  const state = (): SecretState => {
    const versionId = holderOf(CURRENT);
    const text = versionId === undefined ? EMPTY_OBJECT : (versions.get(versionId)?.text ?? "");
    return { exists, text, values: SECRET_FORM.read(text), ...(versionId === undefined ? {} : { versionId }) };
  };
  const portOf: FakeSecret["portOf"] = (announce) => {
    const call = async <Result>(name: keyof SecretPort, run: () => Result): Promise<Result> => {
      const fault = await announce(name);
      if (fault === "denied") throw new LambdaEnvError("ACCESS_DENIED", `not allowed to call ${name}`);
      if (fault === "lost-before") throw new LambdaEnvError("UNAVAILABLE", "no reply");
      const result = run();
      if (fault === "lost-after") throw new LambdaEnvError("UNAVAILABLE", "no reply");
      return result;
    };
    return {
      read: () => call("read", state),
      create: ({ versionId, text }) =>
        call("create", () => {
          if (exists) return "exists";
          exists = true;
          add(versionId, text, CURRENT);
          return "created";
        }),
      stage: ({ versionId, text, label }) => call("stage", () => add(versionId, text, label)),
      promote: ({ to, from }) =>
        call("promote", () => {
          const holder = holderOf(CURRENT);
          if (holder === to) return from === holder || from === undefined ? "moved" : "stale";
          if (holder !== from) return "stale";
          move(CURRENT, to);
          return "moved";
        }),
      unlabel: ({ versionId, label }) =>
        call("unlabel", () => {
          if (holderOf(label) === versionId) move(label, undefined);
        }),
    };
  };
  return {
    portOf,
    current: () => JSON.parse(state().text) as Record<string, unknown>,
    currentId: () => holderOf(CURRENT),
    put,
    versions,
    strayLabels: () => [...versions.values()].flatMap(({ labels }) => [...labels].filter((label) => !label.startsWith("AWS"))),
  };
}
