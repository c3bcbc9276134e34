/** What `--publish` adds to a write; its code loads only where it is asked for. */
import type { ReadableSnapshot } from "../apply/settle.ts";
import type { OpenFunction } from "./find.ts";
import type { ChangeRequest } from "./request.ts";
import type { Session } from "./session.ts";

/** A version of the variables, and the alias that was moved to it. */
export interface Published {
  readonly version: string;
  readonly alias?: { readonly name: string; readonly from: string };
}

export interface Publisher {
  /** Publishes the variables of `snapshot`, the last that was read; where nothing was written, only if the alias has others. */
  readonly publish: (snapshot: ReadableSnapshot, wasWritten: boolean) => Promise<Published | undefined>;
}

/** Returns what `--publish` does, after looking up the alias; undefined where it is not asked for. Errors: those of `makePublisher`. */
export async function openPublisher(opened: OpenFunction, session: Session<ChangeRequest>): Promise<Publisher | undefined> {
  const { publish, "dry-run": isDry } = session.request;
  if (!publish || isDry) return undefined;
  const { makePublisher } = await import("./publish.ts");
  return makePublisher(opened, session);
}
