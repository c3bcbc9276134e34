/** What `--publish` adds to a write; its code is only loaded if it is used. */
import type { OpenFunction } from "../find/open.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import type { Gate, Publisher } from "./publish.ts";

/** Returns the publisher, after looking up the alias; undefined without `--publish`. Errors: those of `makePublisher`. */
export async function openPublisher(
  opened: OpenFunction,
  session: Session<ChangeRequest>,
  gate?: Gate,
): Promise<Publisher | undefined> {
  const { publish, "dry-run": isDry } = session.request;
  if (!publish || isDry) return undefined;
  const { makePublisher } = await import("./publish.ts");
  return makePublisher(opened, session, gate);
}
