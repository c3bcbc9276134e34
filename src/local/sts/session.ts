/** Temporary credentials: those of the endpoint, with a token. */
import type { World } from "../state/state.ts";

export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: Date;
}

const HOUR_MS = 60 * 60 * 1000;

/** Returns credentials that the endpoint accepts for an hour. */
export function makeSession({
  accessKeyId = "ASIALOCALLOCALLOCAL1",
  now,
}: Pick<World, "accessKeyId" | "now">): SessionCredentials {
  return { accessKeyId, secretAccessKey: "local", sessionToken: "local-session", expiresAt: new Date(now() + HOUR_MS) };
}
