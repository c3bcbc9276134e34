/** The replies of a call that gives its answer page by page. */

/** Yields each page: `send` asks for the one of a token, the first one without, and `nextOf` finds the token of the next in a reply. */
export async function* pagesOf<Reply>(
  send: (token: string | undefined) => Promise<Reply>,
  nextOf: (reply: Reply) => string | undefined,
): AsyncGenerator<Reply, void, undefined> {
  let token: string | undefined;
  do {
    const reply = await send(token);
    yield reply;
    token = nextOf(reply);
  } while (token);
}
