/** A secret that `push` writes to: read, described, and the port to it. */
import { randomUUID } from "node:crypto";
import { pushSecret } from "../../apply/store/push-secret.ts";
import type { SecretForm, SecretPort } from "../../apply/store/store-port.ts";
import type { Aws } from "../../aws/connection/clients.ts";
import { getCallerIdentity } from "../../aws/diagnosis/identity.ts";
import {
  createSecret,
  describeSecret,
  moveCurrentVersion,
  putLabelledVersion,
  removeLabel,
  type SecretDescription,
  secretsRegion,
} from "../../aws/secret-versions.ts";
import { getSecretVersion, listSecrets } from "../../aws/secrets.ts";
import { parseArn } from "../../core/arn/arn.ts";
import { defined } from "../../core/defined.ts";
import { makeFinding } from "../../core/finding.ts";
import { nearNames } from "../../core/near-names.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { SecretState, Store } from "../../core/store/store.ts";
import { type Finding, LambdaEnvError } from "../../errors.ts";
import { changeMembers, EMPTY_OBJECT, readMembers } from "../../formats/json/json-members.ts";
import type { Session } from "../session.ts";
import { assertSound } from "../sources.ts";
import type { OpenStore } from "./open-store.ts";
import type { PushDestination, PushRequest } from "./push-request.ts";

/** Source: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_SECRET_BYTES = 65_536;

/** Reads the secret. Errors: USAGE if it does not exist and is not to be created, NOT_WRITABLE, CONFLICT, INVALID_INPUT, ACCESS_DENIED. */
export async function openSecret(
  destination: PushDestination,
  session: Session<PushRequest>,
  request: PushRequest,
): Promise<OpenStore> {
  const { aws, surroundings } = session;
  const { signal, clock, notify, allow, guard } = surroundings;
  const { id } = destination;
  const described = await describeSecret(aws, id, { signal });
  if (described === undefined && !destination.creates) throw await doesNotExist(destination, aws, signal);
  if (described !== undefined) assertWritable(described, request);
  const name = described?.name ?? id;
  const form = makeSecretForm(name);
  const port = makeSecretPort(destination, { aws, name, form });
  const base = await port.read(signal);
  allow(base.values.keys(), "whole");
  guard(base.values.values(), "live");
  const store = await storeOf(described, { id, aws, signal, base });
  const bytesOf = (plan: Plan): number => Buffer.byteLength(form.edit(base.text, plan));
  const nested = nestedNames(base.text);
  return {
    store,
    current: base.values,
    findings: described === undefined ? [] : findingsOf(described),
    size: (plan) => ({
      bytes: plan.changes.length === 0 ? Buffer.byteLength(base.text) : bytesOf(plan),
      limit: MAX_SECRET_BYTES,
    }),
    check: (plan) => checkText(plan, bytesOf(plan), { name, nested }),
    write: async (plan) => {
      const pushed = await pushSecret(port, plan, base, {
        name,
        form,
        clock,
        signal,
        onEvent: notify,
        newVersionId: randomUUID,
        check: (rebased, text) => {
          const size = Buffer.byteLength(text);
          assertSound(checkText(rebased, size, { name, nested: nestedNames(text) }), "nothing was written");
          assertNotEmptied(plan, rebased, request);
        },
      });
      // That it was written is known by now, whatever keeps its ARN from being read.
      const arn = described?.arn ?? (await describeSecret(aws, id, { signal }).catch(() => undefined))?.arn;
      return { plan: pushed.plan, store: { ...store, ...defined({ arn, versionId: pushed.state.versionId }) } };
    },
  };
}

function makeSecretPort(
  { id, kmsKey }: PushDestination,
  { aws, name, form }: { readonly aws: Aws; readonly name: string; readonly form: SecretForm },
): SecretPort {
  return {
    read: async (signal) => {
      const secret = await getSecretVersion(aws, { id, stage: "AWSCURRENT" }, { signal });
      if (secret.kind === "binary") throw notText(name, "is binary");
      if (secret.kind === "string") {
        return { exists: true, text: secret.value, values: form.read(secret.value), ...defined({ versionId: secret.versionId }) };
      }
      if (secret.code === "NOT_FOUND") {
        const exists = (await describeSecret(aws, id, { signal })) !== undefined;
        return { exists, text: EMPTY_OBJECT, values: new Map() };
      }
      const isDenied = secret.code === "ACCESS_DENIED" || secret.code === "NOT_DECRYPTABLE";
      const action = secret.code === "NOT_DECRYPTABLE" ? "kms:Decrypt" : "secretsmanager:GetSecretValue";
      throw new LambdaEnvError(isDenied ? "ACCESS_DENIED" : "AWS_ERROR", `secret ${name} cannot be read (${secret.errorCode})`, {
        ...(isDenied ? { hint: `allow the caller ${action}: what cannot be read cannot be kept` } : {}),
      });
    },
    create: ({ versionId, text }, signal) => createSecret(aws, { name: id, text, versionId, kmsKey }, { signal }),
    stage: (version, signal) => putLabelledVersion(aws, { id, ...version }, { signal }),
    promote: (move, signal) => moveCurrentVersion(aws, { id, ...move }, { signal }),
    unlabel: (version, signal) => removeLabel(aws, { id, ...version }, { signal }),
  };
}

function makeSecretForm(name: string): SecretForm {
  return {
    read: (text) => {
      const read = readMembers(text);
      if (read.kind === "not-an-object") throw notText(name, "is not a JSON object, so it does not have names");
      const [repeated] = read.repeated;
      if (repeated === undefined) return read.values;
      throw new LambdaEnvError("INVALID_INPUT", `secret ${name} has the key ${repeated} twice; nothing was written`, {
        hint: "remove one of them in the console of Secrets Manager: programs do not agree on which one counts",
      });
    },
    edit: (text, { changes }) =>
      changeMembers(
        text,
        new Map(changes.map((change) => [change.name, change.kind === "remove" ? undefined : change.after.value])),
      ),
  };
}

function nestedNames(text: string): ReadonlySet<string> {
  const read = readMembers(text);
  return read.kind === "members" ? read.nested : new Set();
}

function checkText(
  { changes }: Plan,
  bytes: number,
  { name, nested }: { readonly name: string; readonly nested: ReadonlySet<string> },
): readonly Finding[] {
  const replaced = changes.filter((change) => change.kind === "update" && nested.has(change.name));
  return [
    ...replaced.map((change) => makeFinding("STORED_VALUE_NOT_TEXT", "error", {}, { name: change.name })),
    ...(changes.length === 0 || bytes <= MAX_SECRET_BYTES
      ? []
      : [makeFinding("STORE_TOO_LARGE", "error", { bytes, limit: MAX_SECRET_BYTES, what: `secret ${name}` })]),
  ];
}

/** Errors: CONFLICT if others removed the values that would have stayed: the user was not asked about leaving none. */
function assertNotEmptied(plan: Plan, rebased: Plan, request: Pick<PushRequest, "allow-empty">): void {
  if (request["allow-empty"] || rebased.desired.size > 0 || plan.desired.size === 0) return;
  throw new LambdaEnvError(
    "CONFLICT",
    "someone else removed the other values in the meantime, so none would be left; nothing was written",
    {
      hint: "run the same command again to see what differs",
    },
  );
}

/** Errors: NOT_WRITABLE for a secret that is being deleted, a replica, or a secret of a service; CONFLICT while it is being rotated. */
function assertWritable(
  { name, isDeleted, owner, primaryRegion, pending, isRotated }: SecretDescription,
  request: PushRequest,
): void {
  const refuse = (what: string, hint: string): never => {
    throw new LambdaEnvError("NOT_WRITABLE", `secret ${name} ${what}; nothing was written`, { hint });
  };
  if (isDeleted) refuse("is scheduled for deletion", `aws secretsmanager restore-secret --secret-id ${name}`);
  if (owner !== undefined) refuse(`is managed by ${owner}, which alone may change it`, "change it where that service offers it");
  if (primaryRegion !== undefined) refuse(`is a replica of the one in ${primaryRegion}`, `--region ${primaryRegion}`);
  if (pending === undefined || !isRotated || request.yes) return;
  throw new LambdaEnvError(
    "CONFLICT",
    `secret ${name} is being rotated: version ${pending} becomes current without this change`,
    {
      hint: "run the same command again when the rotation has finished; --yes writes anyway",
    },
  );
}

function findingsOf({ name, isRotated, replicas }: SecretDescription): readonly Finding[] {
  return [
    ...(isRotated ? [makeFinding("STORE_ROTATED", "warning", { secret: name })] : []),
    ...(replicas.length === 0 ? [] : [makeFinding("STORE_REPLICATED", "notice", { secret: name, regions: replicas.join(", ") })]),
  ];
}

interface ReadSecret {
  readonly id: string;
  readonly aws: Aws;
  readonly signal: AbortSignal;
  readonly base: SecretState;
}

async function storeOf(described: SecretDescription | undefined, { id, aws, signal, base }: ReadSecret): Promise<Store> {
  const arn = parseArn(described?.arn ?? "");
  const region = arn?.region ?? (await secretsRegion(aws));
  const account = arn?.account ?? (await getCallerIdentity(aws, { signal })).account;
  return {
    kind: "secret",
    name: described?.name ?? id,
    account,
    region,
    ...defined({ arn: described?.arn, versionId: base.versionId }),
  };
}

function notText(name: string, what: string): LambdaEnvError {
  return new LambdaEnvError("INVALID_INPUT", `secret ${name} ${what}; nothing was written`, {
    hint: "push changes single keys of a JSON object; write to another secret, such as --secret NAME --create",
  });
}

async function doesNotExist({ id }: PushDestination, aws: Aws, signal: AbortSignal): Promise<LambdaEnvError> {
  const { region, names } = await listSecrets(aws, { signal });
  const [near] = nearNames(id, names);
  const arn = parseArn(id);
  // AWS makes ARNs, so a secret is created by its name.
  const create =
    arn === undefined ? "--create creates it" : "check the ARN, or create a secret by its name: --secret NAME --create";
  return new LambdaEnvError("USAGE", `secret ${id} does not exist in ${arn?.region ?? region}; nothing was written`, {
    hint: `${near === undefined ? "" : `did you mean --secret ${near}? `}${create}`,
  });
}
