/** The outcome of an edit of an existing text, by name. */
import type { EditChanges } from "../core/pulled.ts";
import type { Finding } from "../errors.ts";

export type Edited =
  | { readonly kind: "edited"; readonly text: string; readonly changes: EditChanges; readonly findings: readonly Finding[] }
  | { readonly kind: "refused"; readonly findings: readonly Finding[] };
