/** Parameter Store: new versions of single parameters, which keep their type, their tier and their key. */
import type { ParameterHistory } from "@aws-sdk/client-ssm";
import { defined } from "../core/defined.ts";
import type { ParameterState } from "../core/store/store.ts";
import { type CallOptions, callAws, sendOptions } from "./connection/call.ts";
import type { Aws } from "./connection/clients.ts";
import { getKeptVersions } from "./parameter-history.ts";

/** Returns the region of the connection. Errors: NO_REGION. */
export async function parametersRegion(aws: Aws): Promise<string> {
  return (await aws.parameterStore()).client.config.region();
}

/** What a new version must be like. */
export interface ParameterLook
  extends Pick<ParameterHistory, "Type" | "KeyId" | "Tier" | "Description" | "AllowedPattern" | "DataType"> {}

export interface LatestParameter extends ParameterState {
  readonly look: ParameterLook;
}

/** Returns the latest version of a parameter; undefined if it does not exist. Errors: those of `getParameterHistory`. */
export async function getLatestParameter(
  aws: Aws,
  name: string,
  options: CallOptions = {},
): Promise<LatestParameter | undefined> {
  const latest = (await getKeptVersions(aws, name, options)).at(-1);
  if (latest?.Value === undefined || latest.Version === undefined) return undefined;
  const { Type, KeyId, Tier, Description, AllowedPattern, DataType } = latest;
  return { value: latest.Value, version: latest.Version, look: { Type, KeyId, Tier, Description, AllowedPattern, DataType } };
}

/** Returns the value of one version; undefined if it is not kept. Errors: those of `getParameterHistory`. */
export async function getParameterValue(
  aws: Aws,
  name: string,
  version: number,
  options: CallOptions = {},
): Promise<string | undefined> {
  return (await getKeptVersions(aws, name, options)).find(({ Version }) => Version === version)?.Value;
}

/** Creates a SecureString; `exists` if there is a parameter of that name. Errors: ACCESS_DENIED, INVALID_INPUT, UNAVAILABLE, AWS_ERROR, INTERRUPTED. */
export async function createParameter(
  aws: Aws,
  { name, value, kmsKey }: { readonly name: string; readonly value: string; readonly kmsKey: string | undefined },
  options: CallOptions = {},
): Promise<"created" | "exists"> {
  const parameterStore = await aws.parameterStore();
  const command = new parameterStore.sdk.PutParameterCommand({
    Name: name,
    Value: value,
    Type: "SecureString",
    Overwrite: false,
    ...defined({ KeyId: kmsKey }),
  });
  return callAws(askedToPut(name), parameterStore, async () => {
    try {
      await parameterStore.client.send(command, sendOptions(options));
      return "created";
    } catch (error) {
      if (error instanceof Error && error.name === "ParameterAlreadyExists") return "exists";
      throw error;
    }
  });
}

/** Stores a version that is like the latest one, and returns its number. Errors: as for `createParameter`. */
export async function overwriteParameter(
  aws: Aws,
  { name, value, look }: { readonly name: string; readonly value: string; readonly look: ParameterLook },
  options: CallOptions = {},
): Promise<number> {
  const parameterStore = await aws.parameterStore();
  const command = new parameterStore.sdk.PutParameterCommand({ Name: name, Value: value, Overwrite: true, ...defined(look) });
  const reply = await callAws(askedToPut(name), parameterStore, () => parameterStore.client.send(command, sendOptions(options)));
  return reply.Version ?? 0;
}

/** Deletes a parameter; one that does not exist is not an error. Errors: as for `createParameter`. */
export async function deleteParameter(aws: Aws, name: string, options: CallOptions = {}): Promise<void> {
  const parameterStore = await aws.parameterStore();
  const asked = { action: "ssm:DeleteParameter", subject: `the parameter ${name}` };
  await callAws(asked, parameterStore, async () => {
    try {
      await parameterStore.client.send(new parameterStore.sdk.DeleteParameterCommand({ Name: name }), sendOptions(options));
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "ParameterNotFound") throw error;
    }
  });
}

function askedToPut(name: string): { readonly action: string; readonly subject: string } {
  return { action: "ssm:PutParameter", subject: `the parameter ${name}` };
}
