/** The words of a command line as a shell reads them, simplified for completion: nothing is expanded. */

/** Returns the words of `line`, without quotes; the last one, which may be empty, is the one with the cursor. */
export function splitLine(line: string): readonly string[] {
  const words: string[] = [];
  let word = "";
  let isOpen = false;
  for (const [token] of line.matchAll(/\\[\s\S]?|'[^']*'?|"(?:\\[\s\S]|[^"\\])*"?|\s+|[^\s\\'"]+/g)) {
    if (/^\s/.test(token)) {
      if (isOpen) words.push(word);
      word = "";
      isOpen = false;
      continue;
    }
    word += unquote(token);
    isOpen = true;
  }
  return [...words, word];
}

/** Returns one word as a shell passes it on, without quotes: some shells pass them as they were typed. */
export function unquoteWord(word: string): string {
  return [...word.matchAll(/\\[\s\S]?|'[^']*'?|"(?:\\[\s\S]|[^"\\])*"?|[^\\'"]+/g)].map(([token]) => unquote(token)).join("");
}

function unquote(token: string): string {
  if (token.startsWith("'")) return token.slice(1).replace(/'$/, "");
  if (token.startsWith('"'))
    return token
      .slice(1)
      .replace(/"$/, "")
      .replace(/\\(["\\$`])/g, "$1");
  return token.startsWith("\\") ? token.slice(1) : token;
}
