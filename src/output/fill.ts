/** A text in lines. */

/** As wide as the help of a command. */
const WIDTH = 99;

/** Returns `text` with line breaks in place of spaces, so that no line is longer than it has to be. */
export function fill(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}
