/** The part of GitHub's API that comments need: it keeps what is created. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly token: string | undefined;
  readonly body: string | undefined;
}

interface StoredComment {
  readonly id: number;
  readonly body: string;
  readonly user: { readonly type: string };
  readonly author_association?: string;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GitHubDouble {
  readonly url: string;
  readonly requests: readonly SentRequest[];
  readonly comments: () => readonly StoredComment[];
}

interface GitHubScene {
  readonly comments?: readonly StoredComment[];
  /** The open pull requests, of whatever branch. */
  readonly pulls?: readonly object[];
  /** Returns an answer to give in the place of the proper one, or nothing. */
  readonly before?: (request: SentRequest) => Answer | undefined | Promise<Answer | undefined>;
}

/** Starts a GitHub with these comments on every pull request. */
export async function startGitHub({ comments = [], pulls = [], before }: GitHubScene = {}): Promise<GitHubDouble> {
  const requests: SentRequest[] = [];
  let stored = [...comments];
  let next = 100_000;
  const answer = ({ method, url, body = "" }: SentRequest): unknown => {
    const { pathname, searchParams } = new URL(url, "http://x");
    const id = Number(pathname.split("/").at(-1));
    if (method === "GET" && pathname.endsWith("/pulls")) return pulls;
    if (method === "GET") {
      const page = Number(searchParams.get("page"));
      return stored.slice((page - 1) * 100, page * 100);
    }
    if (method === "POST") stored.push({ id: next++, body, user: { type: "Bot" } });
    if (method === "PATCH") stored = stored.map((one) => (one.id === id ? { ...one, body } : one));
    if (method === "DELETE") stored = stored.filter((one) => one.id !== id);
    return {};
  };
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method = "", url = "", headers } = message;
    const request = { method, url, token: headers.authorization, body: text === "" ? undefined : JSON.parse(text).body };
    requests.push(request);
    const instead = await before?.(request);
    response.writeHead(instead?.status ?? 200, { "content-type": "application/json", ...instead?.headers });
    response.end(JSON.stringify(instead === undefined ? answer(request) : {}));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, comments: () => stored };
}
