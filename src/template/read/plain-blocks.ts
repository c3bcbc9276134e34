/** Finds properties of a template that are written so plainly that they need not be parsed before they are needed. */

/** The lines of a mapping. */
export interface PlainBlock {
  /** The offset of the first line. */
  readonly start: number;
  /** The offset after the last line. */
  readonly end: number;
}

/** Nobody indents further, and nothing inside is nested deeper than the YAML parser goes. */
const MAX_COLUMN = 60;
/** The limit for all blocks together, so that a template with too many values is read as a whole, and refused. */
const MAX_VALUES = 400_000;
const MAX_ITEMS = 30;
/** The events of one line: a key, a value, and the ends of what it opens. */
const VALUES_OF_LINE = 6;

/** The characters beyond ASCII that YAML can print; none of them ends a line for any reader. */
const WIDE = String.raw`\xa1-\u1fff\u3000-\ud7ff`;
/** Text without a colon, a hash or an exclamation mark, which are plain text only in some positions. */
const TEXT = String.raw`[\x20\x22\x24-\x39\x3b-\x7e${WIDE}]*`;
const PLAIN = String.raw`(?:[\w/.$+^~(;<=\\)${WIDE}]|-(?=[\w.]))${TEXT}(?:(?::(?=[^\s])|(?<! )[#!])${TEXT})*`;
const QUOTED = String.raw`"[\x20\x21\x23-\x5b\x5d-\x7e${WIDE}]*"|'[\x20-\x26\x28-\x7e${WIDE}]*'`;
const TAG = "![A-Za-z]+(?:::[A-Za-z]+)*";
const ITEM = String.raw`(?:${TAG} )?(?:[\w/][\w./*-]*(?::+[\w./*-]+)*|${QUOTED})`;
const FLOW = String.raw`(?:\[ ?(?:${ITEM}(?:, ?${ITEM}){0,${MAX_ITEMS - 1}} ?)?\]|\{\})`;
const KEY = String.raw`(?:[\w$][\w.$/-]*(?::+[\w.$/-]+)*|${QUOTED}):`;
const LINE_END = String.raw`(?:\r?\n|$)`;
const END = ` *${LINE_END}`;
const COMMENT = String.raw`#[\x20-\x7e${WIDE}]*`;
/** Each line can be read in only one way: a line of a megabyte takes no longer than many short ones. */
const VALUE = `(?:${TAG} +)?(?:${FLOW} *|(?:(?:${QUOTED}) *|${PLAIN})(?:(?<= )${COMMENT})?)${LINE_END}`;
const HEADER = `(?:${TAG} +)?[|>]-?${END}`;

const BLANK = new RegExp(` *(?:${COMMENT})?${LINE_END}`, "y");
const OPEN_KEY = new RegExp(KEY + END, "y");
const KEY_AND_VALUE = new RegExp(`${KEY} +${VALUE}`, "y");
const KEY_AND_HEADER = new RegExp(`${KEY} +${HEADER}`, "y");
const KEY_AND_TAG = new RegExp(`${KEY} +${TAG}${END}`, "y");
const ONLY_VALUE = new RegExp(VALUE, "y");
const ONLY_HEADER = new RegExp(HEADER, "y");
const ONLY_TAG = new RegExp(TAG + END, "y");
const TEXT_LINE = new RegExp(String.raw`[\x20-\x7e${WIDE}]*${LINE_END}`, "y");
const OWNER = /^( +)Properties: *\r?\n/gm;

const NOT_PLAIN = -1;
const SPACE = 0x20;
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
const COLON = 0x3a;
const BRACKET = 0x5d;
const BREAKS: readonly number[] = [LF, CR];
/** The first characters of lines without content. */
const BLANKS: readonly number[] = [...BREAKS, 0x23];
/** What ends the first line of a text that follows on the next lines. */
const HEADER_ENDS: readonly number[] = [0x2d, 0x3e, 0x7c];

/**
 * Returns the values of `Properties` that are block mappings of plain lines, in order.
 *
 * Every block that it returns parses, and has no anchor, alias or merge key; in case of doubt, it leaves a block out.
 */
export function plainBlocks(text: string): readonly PlainBlock[] {
  const blocks: PlainBlock[] = [];
  const owner = new RegExp(OWNER);
  let values = 0;
  for (let found = owner.exec(text); found !== null; found = owner.exec(text)) {
    const block = readBlock(text, owner.lastIndex, found[1]?.length ?? 0);
    if (block === undefined) continue;
    values += block.values;
    blocks.push(block);
    owner.lastIndex = block.end;
  }
  return values > MAX_VALUES ? [] : blocks;
}

/**
 * Returns the block of lines starting at `from` that are indented further than `parent`, and the most values that they can have.
 */
function readBlock(text: string, from: number, parent: number): (PlainBlock & { readonly values: number }) | undefined {
  const nesting = makeNesting();
  let start = -1;
  let end = from;
  let values = 0;
  for (let at = from; at < text.length; ) {
    const content = skipSpaces(text, at);
    const next = nextLine(text, content);
    if (content === text.length || BLANKS.includes(text.charCodeAt(content))) {
      if (!matchesAt(BLANK, text, at)) return undefined;
      at = next;
      continue;
    }
    const column = content - at;
    if (column <= parent) break;
    const last = lastOf(text, next);
    end = column > MAX_COLUMN ? NOT_PLAIN : readLine(text, content, column, last, next, nesting);
    if (end === NOT_PLAIN) return undefined;
    if (start === -1) start = at;
    values += VALUES_OF_LINE + (text.charCodeAt(last) === BRACKET ? MAX_ITEMS : 0);
    at = end;
  }
  return start === -1 ? undefined : { start, end, values };
}

function nextLine(text: string, from: number): number {
  return text.indexOf("\n", from) + 1 || text.length;
}

/** Returns the offset of the last character of a line before `next`, without its line break. */
function lastOf(text: string, next: number): number {
  const behind = text.charCodeAt(next - 1) === LF ? next - 1 : next;
  return text.charCodeAt(behind - 1) === CR ? behind - 2 : behind - 1;
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE) at += 1;
  return at;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}

/**
 * Returns the offset after the line with `start` and `last` as its first and last character, and after the text that it starts;
 * `NOT_PLAIN` if it is not plain, or not allowed at this position.
 */
function readLine(text: string, start: number, column: number, last: number, next: number, nesting: Nesting): number {
  const isItem = text.charCodeAt(start) === DASH && text.charCodeAt(start + 1) === SPACE;
  const at = isItem ? skipSpaces(text, start + 2) : start;
  const behind = column + at - start;
  const ending = text.charCodeAt(last);
  const mayBeHeader = HEADER_ENDS.includes(ending);
  if (!nesting.add(column, isItem)) return NOT_PLAIN;
  if (ending === COLON) return matchesAt(OPEN_KEY, text, at) ? nesting.open(next, behind, true, isItem) : NOT_PLAIN;
  if (matchesAt(KEY_AND_VALUE, text, at)) return nesting.close(next, behind, isItem);
  if (mayBeHeader && matchesAt(KEY_AND_HEADER, text, at)) return skipText(text, nesting.close(next, behind, isItem), behind);
  if (matchesAt(KEY_AND_TAG, text, at)) return nesting.open(next, behind, false, isItem);
  if (!isItem) return NOT_PLAIN;
  if (matchesAt(ONLY_VALUE, text, at)) return nesting.close(next, behind, false);
  if (mayBeHeader && matchesAt(ONLY_HEADER, text, at)) return skipText(text, nesting.close(next, behind, false), column);
  return matchesAt(ONLY_TAG, text, at) ? nesting.open(next, column, false, false) : NOT_PLAIN;
}

/**
 * Returns the offset after the lines of a text that are indented further than `parent`; `NOT_PLAIN` if they are not in the
 * expected form.
 */
function skipText(text: string, from: number, parent: number): number {
  let indent = -1;
  let end = from;
  for (let at = from; at < text.length; ) {
    const content = skipSpaces(text, at);
    const column = content - at;
    const next = nextLine(text, content);
    if (content === text.length || BREAKS.includes(text.charCodeAt(content))) {
      // Additional spaces beyond the indentation would be part of the text.
      if (column > Math.max(indent, 0) || !matchesAt(BLANK, text, at)) return NOT_PLAIN;
    } else {
      if (column <= parent) break;
      if (indent === -1) indent = column;
      if (column < indent || !matchesAt(TEXT_LINE, text, content)) return NOT_PLAIN;
      end = next;
    }
    at = next;
  }
  return end;
}

/** Follows the lines through lists and mappings. */
interface Nesting {
  /** Goes to the list or the mapping that a line is part of, and returns whether there is one. */
  readonly add: (column: number, isItem: boolean) => boolean;
  /**
   * Call it if the value of a key or dash follows on the next lines, or is missing; a list `mayAlign` with its key. Returns
   * `next`.
   */
  readonly open: (next: number, column: number, mayAlign: boolean, isMappingInItem: boolean) => number;
  /** Call it if the line contains its value. Returns `next`. */
  readonly close: (next: number, column: number, isMappingInItem: boolean) => number;
}

function makeNesting(): Nesting {
  /** The columns of the enclosing lists and mappings; that of a list as its complement. */
  const around: number[] = [];
  let opened = -1;
  let isAlignable = false;
  const begins = (column: number, isItem: boolean): boolean =>
    around.length === 0 ? !isItem : opened >= 0 && (column > opened || (isAlignable && isItem && column === opened));
  return {
    add: (column, isItem) => {
      const wanted = isItem ? ~column : column;
      if (begins(column, isItem)) {
        around.push(wanted);
        return true;
      }
      while (around.length > 0 && columnOf(around.at(-1) ?? 0) > column) around.pop();
      // A list may start in the column of its key.
      if (!isItem && around.at(-1) === ~column) around.pop();
      return around.at(-1) === wanted;
    },
    open: (next, column, mayAlign, isMappingInItem) => {
      if (isMappingInItem) around.push(column);
      opened = column;
      isAlignable = mayAlign;
      return next;
    },
    close: (next, column, isMappingInItem) => {
      if (isMappingInItem) around.push(column);
      opened = -1;
      return next;
    },
  };
}

function columnOf(entry: number): number {
  return entry < 0 ? ~entry : entry;
}
