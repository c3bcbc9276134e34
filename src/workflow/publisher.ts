/** What `--publish` adds to a write; its code loads only where it is asked for. */
import type { ReadableSnapshot } from "../apply/settle.ts";
import type { Context } from "../cli/context.ts";
import type { Options } from "../cli/options.ts";
import type { Json } from "../output/json.ts";
import type { OpenFunction } from "./find.ts";

export interface Publisher {
  /**
   * Publishes the variables of `snapshot`, the last that was read; where nothing was written, only if the alias has others.
   *
   * Shape: what to add to the result, as text and as members of the document.
   */
  readonly publish: (snapshot: ReadableSnapshot, wasWritten: boolean) => Promise<PublishResult>;
}

interface PublishResult {
  readonly text: string;
  readonly document: { readonly [key: string]: Json };
}

const NO_PUBLISHER: Publisher = { publish: async () => ({ text: "", document: {} }) };

/** Returns what `--publish` does, after looking up the alias. Errors: those of `makePublisher`. */
export async function openPublisher(opened: OpenFunction, options: Options, context: Context): Promise<Publisher> {
  if (!options.publish || options["dry-run"]) return NO_PUBLISHER;
  const { makePublisher } = await import("./publish.ts");
  return makePublisher(opened, options, context);
}
