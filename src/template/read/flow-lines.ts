/** Finds the lines of YAML text that continue brackets or quotes: there, indentation has no meaning to SAM and CloudFormation. */

/** A line that continues what an earlier line began. */
export interface FlowLine {
  /** The offset of its first character. */
  readonly start: number;
  /** A column, starting at 0, that is certainly within the node that the brackets or quotes belong to. */
  readonly column: number;
  readonly isQuoted: boolean;
}

const BREAK = /\r\n?|\n/g;
/** What ends a key: a colon is text in YAML unless white space follows. */
const COLON = /[ \t]*:(?=\s|$)/y;
const BLANK = /[ \t]*(?=[\r\n]|$)/y;
const MARKER = /(?:---|\.\.\.)(?=\s|$)/y;
const INDICATOR = /[-?:](?=\s|$)/y;
const PROPERTY = /[&!*][^\s]*/y;
const PLAIN_IN_FLOW = /(?:[^\s,[\]{}:#]|:(?![\s,[\]{}]|$)|(?<!\s)#)+|[\s\S]/y;
const KEY_OR_COMMENT = /:(?=[ \t]|$)|[ \t]#/;

/**
 * Returns the lines that continue brackets or quotes, in order.
 *
 * It reads only as much YAML as is needed to distinguish brackets and quotes from text that looks like them, and checks nothing
 * else.
 */
export function flowLines(text: string): readonly FlowLine[] {
  const lines: FlowLine[] = [];
  let at = 0;
  let lineStart = 0;
  /** The column of the key or dash that the next node belongs to. */
  let owner = -1;
  /** A scalar without quotes that may continue on the next line. */
  let open: "block" | "plain" | undefined;

  const matchAt = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    return pattern.test(text);
  };
  const skip = (pattern: RegExp): boolean => {
    const isMatch = matchAt(pattern);
    if (isMatch) at = pattern.lastIndex;
    return isMatch;
  };
  const lineEnd = (): number => {
    BREAK.lastIndex = at;
    return BREAK.exec(text)?.index ?? text.length;
  };
  const skipLine = (): void => {
    BREAK.lastIndex = at;
    at = BREAK.test(text) ? BREAK.lastIndex : text.length;
    lineStart = at;
  };
  const skipBlanks = (): void => {
    while (text[at] === " " || text[at] === "\t") at += 1;
  };
  const isBreak = (): boolean => text[at] === "\n" || text[at] === "\r";
  const continueLine = (isQuoted: boolean): void => {
    skipLine();
    if (!matchAt(BLANK)) lines.push({ start: at, column: owner + 1, isQuoted });
  };

  const skipQuoted = (): void => {
    const quote = text[at];
    at += 1;
    while (at < text.length) {
      if (isBreak()) continueLine(true);
      else if (text[at] === quote && !(quote === "'" && text[at + 1] === "'")) break;
      else at += text[at] === quote || (quote === '"' && text[at] === "\\" && !"\r\n".includes(text[at + 1] ?? "\n")) ? 2 : 1;
    }
    at += 1;
  };
  const skipFlow = (): void => {
    let depth = 0;
    while (at < text.length) {
      skipBlanks();
      const char = text[at] ?? "";
      if (isBreak()) continueLine(false);
      else if (char === "#" && /\s/.test(text[at - 1] ?? " ")) at = lineEnd();
      else if (char === '"' || char === "'" || "[]{}".includes(char)) {
        if ("[{".includes(char)) depth += 1;
        if ("]}".includes(char)) depth -= 1;
        if (char === '"' || char === "'") skipQuoted();
        else at += 1;
        if (depth === 0) return;
        // After these, a colon needs no white space.
        if (!"[{".includes(char) && text[at] === ":") at += 1;
      } else if (char === ",") at += 1;
      else skip(PLAIN_IN_FLOW);
    }
  };
  const skipPlain = (): void => {
    const rest = text.slice(at, lineEnd());
    const end = KEY_OR_COMMENT.exec(rest);
    if (end?.[0] === ":") {
      owner = at - lineStart;
      at += end.index + 1;
      return;
    }
    if (end === null) open = "plain";
    skipLine();
  };
  /** Reads one token outside brackets and quotes, with everything that it opens. */
  const skipToken = (): void => {
    const column = at - lineStart;
    const char = text[at] ?? "\n";
    if (char === "#" || isBreak() || (char === "%" && column === 0)) skipLine();
    else if (column === 0 && skip(MARKER)) owner = -1;
    else if (skip(INDICATOR)) owner = column;
    else if ("\"'[{".includes(char)) {
      if ("[{".includes(char)) skipFlow();
      else skipQuoted();
      if (skip(COLON)) owner = column;
      else skipLine();
    } else if ("|>".includes(char)) {
      open = "block";
      skipLine();
    } else if (!skip(PROPERTY)) skipPlain();
  };

  while (at < text.length) {
    const isBlank = matchAt(BLANK);
    const isMarker = at === lineStart && matchAt(MARKER);
    skipBlanks();
    const isText = at - lineStart > owner && !isMarker && !(open === "plain" && text[at] === "#");
    if (isBlank || (open !== undefined && isText)) skipLine();
    else {
      open = undefined;
      skipToken();
    }
  }
  return lines;
}
