/** The members of a JSON object with the text of each value as it stands there, which `JSON.parse` does not keep. */

export interface JsonMember {
  readonly key: string;
  /** The value as it is written: `"x"`, `1.0`, `{"a":1}`. */
  readonly source: string;
}

/** In valid JSON: a string, a mark, or a number or word. */
const TOKEN = /"(?:[^"\\]+|\\.)*"|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/**
 * Returns the members of the object that `text` is, or undefined if it is anything else.
 *
 * Shape: in the order of the text, keys that occur twice twice.
 */
export function parseJsonObject(text: string): readonly JsonMember[] | undefined {
  if (!isJson(text) || !text.trimStart().startsWith("{")) return undefined;
  const members: JsonMember[] = [];
  let depth = 0;
  let key: string | undefined;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (depth === 1) {
      if (token === "," || token === "}") {
        if (key !== undefined) members.push({ key, source: text.slice(start, index).trim() });
        key = undefined;
      } else if (key === undefined) key = JSON.parse(token) as string;
      else if (token === ":") start = index + 1;
    }
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
  }
  return members;
}

/** The parser's own message is dropped, since it quotes the text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
