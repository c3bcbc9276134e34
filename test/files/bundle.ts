/** A source file as one script that any Node can run, for what only a process of its own can show. */
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

/** Returns the code of `src/sources/<file>` with all that it imports; its exports are in scope for what is put behind it. */
export async function bundle(file: string): Promise<string> {
  const { output } = await build({
    input: fileURLToPath(new URL(`../../src/files/${file}`, import.meta.url)),
    platform: "node",
    write: false,
  });
  return output[0].code.replace(/^export .*$/m, "");
}
