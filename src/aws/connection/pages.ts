/** The replies of a paginated call. */

/** Yields each page: `send` requests the page of a token, the first one without; `nextOf` returns the token of the next page. */
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
