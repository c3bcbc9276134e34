/**
 * Foreign text in a form that may be printed: what AWS, a proxy or the runtime says about a failure.
 *
 * Such a text may quote what was sent, in an unknown spelling. Searching it for values would not be enough, so only words that
 * are known to occur in such texts are kept. No value can get through, whatever its length and spelling, and our own words are
 * never masked.
 */
import { parseArn } from "../arn/arn.ts";

/** The words of AWS's errors, of Node's network errors and of V8's messages. None of them reveals anything about a variable. */
const KNOWN_WORDS: ReadonlySet<string> = new Set(
  `a about accept accepted access accessed account action actions after again alias aliases all allow allowed allows already also an and
  any api are arn as assertion assigned assignment associated assume assumed at attached attempt authentication authorization authorized
  authorizer back batch be because been before being between body boolean boundary bucket but by bytes call called caller calling can
  cannot can't case change changed changes character characters check client code conflict configuration configure configured connect
  connection constant constraint constructor contact contain containing contains control convert could couldn't create created
  creategrant creating credential credentials current currently date days decrypt decrypted decrypting defined deleted deletion denied deny
  describe description detected different disabled disallowed does doesn't don't due each either empty enabled encrypt encrypted
  encrypting encryption endpoint enough ensure entity environment equal error errors event exceed exceeded exceeds exception exist exists
  expected expired explicit explicitly failed failing failure field fields filters find following follows for format found from full
  function functions get getalias getfunction given greater group handle has have header host http https iam id identifier identity
  identity-based if in include includes including incorrect index information input instance instead internal invalid is issued it
  iterable its json key keys kms label labels lambda last latest least length less letter limit limited limits list load local locked long
  longer longest made maintenance make malformed managed many map marked match matches maximum measured member message method minimum missing
  modified modify more must name named names namespace necessary need needed needs network new no non-empty not null number object of on
  once one only operation option options or organization organizations origin original other out over overwrite pages parameter
  parameters parse parsed partial part password path pattern pending per perform performed period permission permissions permitted
  please policies policy precondition principal problem process processed processing profile properties property provide provided
  provider proxy published quota rate reached read reading reason receive received recursion refused region regular remove removed request
  requested requests require required requires reserved resource resource-based resources response retrieve retry returned revision role
  role's root rule runtime same satisfy scheduled scheduling scp secret secrets security send sent server service session set setting
  shape sign signature signed signing size smaller snapstart so socket some space specified specify stack stage staging started state
  status still stopped store stored string structure submitted subnet such succeeded successful support supported system systems than
  that the their them then there these they this throttled throttling time timed timeout timestamp to token too try two type unable
  unauthorized undefined unexpected unhandled unique unknown unreachable unsupported update updated updating upgrade usable use used user
  using valid validate validation value values variable variables verify version versionid versions versionstage via virtual vpc wait
  was we were when where which while will with within without wrong you your yet manager set's functions' endpoint's boundaries
  permissions-boundary session-policy service-control resource-control vpc-endpoint ciphertext disable delete exclude getparameters
  expression functionname environment's revisionid kmskeyarn secretid names' secretstring 4kb lambda's variables' stack's user's
  sso login run refresh corresponding aws providers files file shared ini section logged logging sign-in connect imds metadata
  container tokens stacks templates template transform assumerole accessdeniedexception maximum's range big stackoverflow`.split(
    /\s+/,
  ),
);

/** ARNs and IAM actions: they name the caller, the function, the key and the missing permission. */
const ARN_SERVICES: ReadonlySet<string> = new Set(["cloudformation", "iam", "kms", "lambda", "organizations", "sts"]);
const ACTION = /^(?:cloudformation|iam|kms|lambda|secretsmanager|ssm|sts):[A-Z][A-Za-z]+$/;

/** What AWS quotes from a request: from the first quote to the last, since the quoted text may contain quotes itself. */
const QUOTED_VALUE = /\bvalue '[\s\S]*' at\b/gi;

/** A text with fewer known words than this is useless. */
const MIN_KNOWN = 0.6;

declare const readable: unique symbol;
/** The printable rest of a foreign text. A type of its own, so that an unfiltered text cannot be used instead. */
export type Readable = string & { readonly [readable]: true };

/**
 * Returns the parts of `text` that are known not to be values, `names` included, with `…` for the rest; empty if hardly anything
 * is left.
 */
export function readableParts(text: string, names: readonly string[] = []): Readable {
  const [said = "", ...cut] = text.replace(QUOTED_VALUE, "value … at").split(/[{<]/);
  const tokens = [...said.split(/\s+/), ...(cut.length > 0 ? ["…"] : [])].filter((token) => token !== "");
  const words = tokens.map((token) => (isKnown(token) || names.includes(token.replace(/,$/, "")) ? token : "…"));
  const known = words.filter((word) => word !== "…").length;
  if (known < 2 || known < tokens.length * MIN_KNOWN) return "" as Readable;
  const kept = words.filter((word, index) => word !== "…" || words[index - 1] !== "…");
  return kept.join(" ").replace(/[.:]$/, "") as Readable;
}

function isKnown(token: string): boolean {
  const bare = token.replace(/^[("']+|[)"'.,;:]+$/g, "");
  if (isReadableArn(bare) || ACTION.test(bare)) return true;
  if (KNOWN_WORDS.has(bare.toLowerCase())) return true;
  const parts = bare.split(/[/()[\],.;:'"-]+/).filter((part) => part !== "");
  return parts.length > 0 && parts.every((part) => KNOWN_WORDS.has(part.toLowerCase()));
}

function isReadableArn(text: string): boolean {
  const { partition = "", service = "", region = "", account = "", resource = "" } = parseArn(text) ?? {};
  const isPlain = /^aws[a-z-]*$/.test(partition) && /^[a-z0-9-]*$/.test(region) && /^\d{12}$/.test(account);
  return isPlain && ARN_SERVICES.has(service) && /^[\w/+=,.@:$*-]+$/.test(resource);
}

/** Returns whether `text` is an ordinary word of errors. Hiding it wherever it occurs would hide no value, but reveal one. */
export function isKnownWord(text: string): boolean {
  return KNOWN_WORDS.has(text.toLowerCase());
}

/** Returns an error's name or code in a form that may be printed: an identifier, and nothing else. */
export function readableCode(code: string): string {
  return /^[A-Za-z][A-Za-z0-9_.]{0,80}$/.test(code) ? code : "an error without a usable name";
}
