/** YAML text → the events of its nodes, by `js-yaml`; what SAM accepts beyond YAML 1.2 is rewritten first. */
import { COLLECTION_STYLE, EVENT_ID, type Event, parseEvents, SCALAR_STYLE, type ScalarEvent, YAMLException } from "js-yaml";
import { makeFinding } from "../../core/finding.ts";
import { LambdaEnvError, type Place } from "../../errors.ts";
import { isQuoted } from "./event-kinds.ts";
import { type FlowLine, flowLines } from "./flow-lines.ts";
import { makePlaceAt, type Padding } from "./place-at.ts";
import { withPlainBreaks } from "./scalar-text.ts";

/** No template is nested deeper than this, whatever its format. */
export const MAX_DEPTH = 200;

/** A list or mapping counts twice; half as many are a template of 1 MB whose every line is a short variable. */
const MAX_EVENTS = 500_000;

export interface YamlEvents {
  readonly events: readonly Event[];
  /** The text that the offsets of the events refer to: the original, except for spaces at the start of lines. */
  readonly text: string;
  /** The same text, with only the line breaks that the parser knows. */
  readonly parsed: string;
  /** Returns the place in the file for an offset in `text`; it is fast if offsets come in order. */
  readonly placeAt: (offset: number) => Place;
}

export const UNKNOWN_ESCAPE = "an unknown escape in a double-quoted string";

/** Our words for the errors of `js-yaml`: its own messages may quote the text, and so a value. */
const PROBLEMS: readonly (readonly [RegExp, string])[] = [
  [/^unknown escape|hexadecimal/, UNKNOWN_ESCAPE],
  [/^deficient indentation/, "wrong indentation, or a bracket or quote that is not closed"],
  [/^bad indentation/, "wrong indentation"],
  [/^tab characters/, "a tab as indentation"],
  [/^unexpected end .* quoted scalar/, "a quote that is not closed"],
  [/^unexpected end .* flow collection/, "a bracket that is not closed"],
  [/^(?:missed comma|expected the node content)/, "a missing character, such as a quote, a comma or a bracket"],
  [/^(?:expected ':'|a whitespace character)/, "a missing colon, or no space after it"],
  [/multiline key/, "a key over several lines"],
  [/^nesting exceeded/, "values nested too deeply"],
  [/^(?:the stream contains non-printable|expected valid JSON)/, "a control character"],
  [/tag/i, "a tag that is not valid"],
  [/^(?:a line break is expected|repeat of|bad explicit)/, "text after | or >"],
  [
    /^end of the stream or a document separator/,
    "text that belongs to no value, such as a reserved character or wrong indentation",
  ],
];

/** Returns the events of one YAML document. Errors: `INVALID_INPUT` with one finding if it does not parse. */
export function readEvents(text: string, source: string): YamlEvents {
  const unpadded = eventsOf(text, makePlaceAt(text, source));
  if (!("failure" in unpadded)) return checked(unpadded);
  const { failure, placeAt } = unpadded;
  const padded = failure.reason.startsWith("deficient indentation") ? withPadding(text, source) : undefined;
  if (padded !== undefined) return checked(padded);
  const problem = PROBLEMS.find(([pattern]) => pattern.test(failure.reason))?.[1] ?? "YAML that cannot be read";
  throw syntaxError(problem, placeAt(failure.mark?.position ?? 0));
}

/** Returns the events of a text that replaces that of a file, or is a part of it; undefined if `readEvents` would refuse it. */
export function readEventsOfPart(text: string, placeAt: YamlEvents["placeAt"]): YamlEvents | undefined {
  const result = eventsOf(text, placeAt);
  return "failure" in result || result.events.length > MAX_EVENTS ? undefined : result;
}

function checked(yaml: YamlEvents): YamlEvents {
  const rest = yaml.events.slice(MAX_EVENTS, MAX_EVENTS + MAX_DEPTH);
  if (rest.length === 0) return yaml;
  const start = rest.map(startOf).find((offset) => offset !== undefined);
  throw syntaxError("more values than a template can have", yaml.placeAt(start ?? 0));
}

/** Returns the error for text that is neither YAML nor JSON. */
export function syntaxError(problem: string, at: Place): LambdaEnvError {
  const findings = [makeFinding("TEMPLATE_SYNTAX", "error", { problem }, { at })];
  return new LambdaEnvError("INVALID_INPUT", `${at.source} cannot be read as YAML or JSON`, { findings });
}

interface Failed extends Pick<YamlEvents, "placeAt"> {
  readonly failure: YAMLException;
}

function eventsOf(text: string, placeAt: YamlEvents["placeAt"]): YamlEvents | Failed {
  const parsed = withPlainBreaks(text);
  try {
    return { events: parseEvents(parsed, { maxDepth: MAX_DEPTH }), text, parsed, placeAt };
  } catch (failure) {
    if (failure instanceof YAMLException) return { failure, placeAt };
    throw failure;
  }
}

/** Brackets may close, and quoted strings continue, left of where YAML requires them: SAM and CloudFormation accept that. */
function withPadding(text: string, source: string): YamlEvents | undefined {
  const paddings: Padding[] = [];
  const parts: string[] = [];
  let end = 0;
  let added = 0;
  for (const line of flowLines(withPlainBreaks(text))) {
    const width = line.column - indentOf(text, line);
    if (width <= 0) continue;
    paddings.push({ start: line.start + added, width });
    parts.push(text.slice(end, line.start), " ".repeat(width));
    end = line.start;
    added += width;
    // Nobody indents this far, except to exhaust our memory.
    if (added > text.length + MAX_DEPTH) return undefined;
  }
  const padded = `${parts.join("")}${text.slice(end)}`;
  const result = eventsOf(padded, makePlaceAt(padded, source, paddings));
  return "failure" in result || !paddings.every(isWithinFlow(result)) ? undefined : result;
}

/** Returns the indentation of a line; no reader accepts a tab outside quotes as indentation. */
function indentOf(text: string, { start, isQuoted, column }: FlowLine): number {
  const width = /^ */.exec(text.slice(start, start + column))?.[0].length ?? 0;
  return text[start + width] === "\t" && !isQuoted ? column : width;
}

/** Returns a check to call with each padding in turn: whether the padded line is within brackets or quotes for the parser too. */
function isWithinFlow({ events, text }: YamlEvents): (padding: Padding) => boolean {
  const starts = startsOf(events);
  const containers: boolean[] = [];
  let scalar: ScalarEvent | undefined;
  let index = 0;
  return ({ start, width }) => {
    const at = start + width + (/^[ \t]*/.exec(text.slice(start + width, text.indexOf("\n", start + width)))?.[0].length ?? 0);
    for (let event = events[index]; event !== undefined && (starts[index] ?? 0) <= at; event = events[++index]) {
      if (event.type === EVENT_ID.POP) containers.pop();
      else if (starts[index] === at && containers.at(-1) !== true) return false;
      if (event.type === EVENT_ID.DOCUMENT) containers.push(false);
      if (event.type === EVENT_ID.SCALAR && event.valueStart !== -1) scalar = event;
      if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE) {
        containers.push(event.style === COLLECTION_STYLE.FLOW);
      }
    }
    if (scalar === undefined || at >= scalar.valueEnd) return true;
    if (scalar.style === SCALAR_STYLE.PLAIN) return containers.at(-1) === true;
    return isQuoted(scalar);
  };
}

/** Returns where each event starts, including its anchor and tag; an event without a place gets that of the next. */
function startsOf(events: readonly Event[]): Float64Array {
  const starts = new Float64Array(events.length);
  let next = Number.POSITIVE_INFINITY;
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    next = (event === undefined ? undefined : startOf(event)) ?? next;
    starts[index] = next;
  }
  return starts;
}

function startOf(event: Event): number | undefined {
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  if (event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT) return undefined;
  const own = event.type === EVENT_ID.SCALAR ? event.valueStart - (isQuoted(event) ? 1 : 0) : event.start;
  const starts = [own, event.tagStart, event.anchorStart === -1 ? -1 : event.anchorStart - 1].filter((start) => start >= 0);
  return starts.length === 0 ? undefined : Math.min(...starts);
}
