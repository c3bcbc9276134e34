/** What `--publish` adds to a write; its code loads only where it is asked for. */
import type { OpenFunction } from "../find/open.ts";
import type { ChangeRequest } from "../request.ts";
import type { Session } from "../session.ts";
import type { Gate, Publisher } from "./publish.ts";

/** Returns what `--publish` does, after looking up the alias; undefined where it is not asked for. Errors: those of `makePublisher`. */
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
