/** What `init` would add to each file, and what it did, as text and as a document. */
import type { DraftFile, DraftStage } from "../../core/stage/draft.ts";
import { renderJson } from "../documents/json.ts";
import { escapeForeign } from "../escape.ts";
import type { Look } from "../look.ts";
import type { AskedChange } from "../messages/questions.ts";

/** Returns each file with the lines that are added to it. */
export function renderDrafts(files: readonly DraftFile[], { style }: Look): string {
  const sections = files.map((file) => {
    const { addition } = file;
    const lines = addition.replace(/\n$/, "").split("\n");
    const added = addition === "" ? [] : lines.map((line) => style.add(`+ ${escapeForeign(line)}`.trimEnd()));
    return [style.bold(sayDraft(file)), ...added];
  });
  return `${sections.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sayDraft({ path, existing, addition }: DraftFile): string {
  const name = escapeForeign(path);
  if (addition === "") return `${name}: no changes`;
  const count = addition.split("\n").length - 1;
  return existing === undefined ? `${name}: a new file` : `${name}: ${count} ${count === 1 ? "line" : "lines"} to add`;
}

/** Returns the line after everything was written, or where there was nothing to write. */
export function sayInitEnded(files: readonly DraftFile[], isWritten: boolean): string {
  const changed = changedPaths(files);
  if (changed.length === 0) return "nothing to add\n";
  return isWritten ? `written: ${changed.join(", ")}\n` : "nothing was written\n";
}

/** Returns the subject of the question: `write lambda-env.toml and .gitignore`. */
export function describeDrafts(files: readonly DraftFile[]): AskedChange {
  const changed = changedPaths(files);
  return [`write ${changed.join(", ")}`, `write ${changed.length} ${changed.length === 1 ? "file" : "files"}`];
}

function changedPaths(files: readonly DraftFile[]): readonly string[] {
  return files.filter(({ addition }) => addition !== "").map(({ path }) => escapeForeign(path));
}

/** Returns the document of `init`. */
export function initDocument(files: readonly DraftFile[], stages: readonly DraftStage[], isWritten: boolean): string {
  return renderJson({
    command: "init",
    written: isWritten,
    stages: stages.map(({ name, isProtected }) => ({ name, protected: isProtected })),
    files: files.map(({ path, existing, addition }) => ({
      file: path,
      exists: existing !== undefined,
      added: addition === "" ? [] : addition.replace(/\n$/, "").split("\n"),
    })),
  });
}
