/** Clients of AWS that are programs of their own: boto3 in Python, and the AWS CLI. */
import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished } from "vitest";
import { type LocalEndpoint, startLocalEndpoint } from "../../src/local/server/server.ts";
import { type ForeignProgram, foreignProgram } from "./depth.ts";
import { removeFolderSync } from "./folder.ts";
import { clientEnvironment } from "./local.ts";

export const BOTO3: ForeignProgram = foreignProgram("boto3", "python3", "-c", "import boto3");
export const AWS_CLI: ForeignProgram = foreignProgram("the AWS CLI", "aws", "--version");

export interface Client {
  readonly endpoint: LocalEndpoint;
  /** Runs a program of somebody else's against the endpoint, and returns what it prints. */
  readonly run: (command: string, ...args: string[]) => Promise<string>;
  readonly folder: string;
}

/** Starts an endpoint, and a folder to run programs in; both are gone when the test has finished. */
export async function startClient(): Promise<Client> {
  const endpoint = await startLocalEndpoint();
  const folder = mkdtempSync(join(tmpdir(), "lambda-env-client-"));
  onTestFinished(async () => {
    await endpoint.close();
    removeFolderSync(folder);
  });
  const run = async (command: string, ...args: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(command, args, { env: clientEnvironment(endpoint, folder), cwd: folder });
    return stdout;
  };
  return { endpoint, run, folder };
}
