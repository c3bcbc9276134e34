/** The rules for revealing values. */
import type { Visibility } from "../core/secrecy/redact.ts";
import { LambdaEnvError } from "../errors.ts";
import type { Context } from "./context.ts";
import type { Options } from "./options.ts";

/** Returns whether values may be shown. Errors: USAGE if others may read the output later: in CI and in a pipe. */
export function visibilityOf(options: Options, context: Context): Visibility {
  const choice = options["show-values"];
  if (choice === undefined) return "hide";
  if (choice === "always") return "reveal";
  const reason =
    (context.env["CI"] ?? "") !== "" ? "CI is set" : context.stdout.isTTY === true ? undefined : "the output is not a terminal";
  if (reason === undefined) return "reveal";
  throw new LambdaEnvError("USAGE", `--show-values is refused: ${reason}`, {
    hint: "use --show-values=always if you know who can read the output",
  });
}
