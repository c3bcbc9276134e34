/** Takes the place of `string-width` in the bundle: the same width for what help texts hold, without its 30 ms of start-up. */

/** Returns the columns that `text` takes: nothing for ANSI escapes and combining marks, two for wide characters, one for the rest. */
export function stringWidth(text: string): number {
  const plain = text.replace(ANSI, "");
  if (ASCII.test(plain)) return plain.length;
  let width = 0;
  for (const character of plain) width += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}

// biome-ignore lint/style/noDefaultExport: the package that this replaces has a default export
export default stringWidth;

// biome-ignore lint/suspicious/noControlCharactersInRegex: an ANSI escape starts with one
const ANSI = /\u001b\[[0-9;]*[A-Za-z]/g;
const ASCII = /^[ -~]*$/;
const ZERO = /^[\p{Cc}\p{Mn}\p{Me}\p{Cf}]$/u;
/** East Asian wide and full-width blocks, and pictographs that are shown as such by default. */
const WIDE = /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^\p{Emoji_Presentation}$/u;
