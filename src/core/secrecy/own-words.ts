/**
 * Long words of our own messages, mainly those that most runs print. A runner that masks such a word wherever it occurs reveals
 * that some value is this word.
 */

const OWN_WORDS: ReadonlySet<string> = new Set(
  `afterwards amazonaws annotate annotations answered argument attribute attributes backslash basename brackets candidate
  candidates capacity carriage certificate changing checking classname cloudformation commands committed compares condition
  consists definition delimiter deployed deploying deployment difference differently directly document encoding encrypts
  evaluated failures findings fingerprints generated gitignore included incomplete indentation installed instanceof
  intended interrupted mappings markdown meanwhile messages millions mistakes overrode overwrites
  ownership partition physical pipefail pipeline pipelines placeholder placeholders prefixed preparing priority production
  programs progress protocol provenance publishes publishing question readable readonly recursive reference refusing rehearsal
  rehearse relative repeatable replaces repository retrying samconfig sensitive separator serverless
  severity snapshot something standard suffixed surrogate terminal testcase testsuite testsuites undecided unfinished
  unignored unreadable unresolved verified workflow`.split(/\s+/),
);

/** Returns whether `text` is a word of at least eight letters that our messages use. */
export function isOwnWord(text: string): boolean {
  return OWN_WORDS.has(text.toLowerCase());
}
