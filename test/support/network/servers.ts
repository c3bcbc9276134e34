/** Servers on loopback that stand for AWS's own hosts, and for the proxies of a company before them. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, createServer as createLine, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import type { LocalEndpoint } from "../../../src/local/server/server.ts";
import type { ServerIdentity } from "./certificates.ts";

/** Starts a TLS server that passes each request on to the local endpoint, or to the one that `choose` names for its host. Returns its port. */
export async function startTlsFront(
  endpoint: LocalEndpoint,
  identity: ServerIdentity,
  choose: (host: string) => LocalEndpoint = () => endpoint,
): Promise<number> {
  return listen(
    createTlsServer(identity, (incoming, outgoing) =>
      forward(incoming, outgoing, incoming.url ?? "/", choose(incoming.headers.host ?? "")),
    ),
  );
}

export interface ProxyOptions {
  /** Where every connection and every plain request goes, whatever host it names. */
  readonly endpoint: LocalEndpoint;
  /** The port that stands for port 443 of AWS's hosts. */
  readonly tlsPort?: number;
  /** Present for a proxy that is itself reached by TLS. */
  readonly identity?: ServerIdentity;
  /** `user:password`, as it must arrive. */
  readonly credentials?: string;
  /** Answers each request with this status in place of passing it on. */
  readonly refuse?: number;
}

export interface TestProxy {
  readonly port: number;
  /** The requests it got: `CONNECT lambda.us-east-1.amazonaws.com:443`, `GET http://host/path`. */
  readonly asked: readonly string[];
}

/** Starts a proxy that serves CONNECT and plain requests. */
export async function startProxy(options: ProxyOptions): Promise<TestProxy> {
  const asked: string[] = [];
  const { endpoint, tlsPort, identity, credentials, refuse } = options;
  const refusalOf = ({ headers }: IncomingMessage): number | undefined => {
    const expected = credentials === undefined ? undefined : `Basic ${Buffer.from(credentials).toString("base64")}`;
    return expected !== undefined && headers["proxy-authorization"] !== expected ? 407 : refuse;
  };
  const server = identity === undefined ? createServer() : createTlsServer(identity);
  server.on("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    asked.push(`${incoming.method} ${incoming.url}`);
    const status = refusalOf(incoming);
    if (status !== undefined) return void outgoing.writeHead(status, { "content-type": "text/html" }).end("<p>no</p>");
    const { pathname, search } = new URL(incoming.url ?? "/");
    forward(incoming, outgoing, `${pathname}${search}`, endpoint);
  });
  server.on("connect", (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
    asked.push(`CONNECT ${incoming.url}`);
    const status = refusalOf(incoming);
    socket.on("error", () => {});
    if (status !== undefined) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const onward = connect(tlsPort ?? 0, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
  });
  return { port: await listen(server), asked };
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, path: string, endpoint: LocalEndpoint): void {
  const { method = "GET", headers } = incoming;
  const onward = request(`${endpoint.url}${path}`, { method, headers: { ...headers, host: `127.0.0.1:${endpoint.port}` } });
  onward.on("response", (reply) => {
    outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
    reply.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

async function listen(server: Server): Promise<number> {
  const open = new Set<Duplex>();
  for (const event of ["connection", "secureConnection"]) {
    server.on(event, (socket: Duplex) => {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => open.delete(socket));
    });
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

export interface Line {
  readonly port: number;
  /** How many connections were opened. */
  readonly opened: () => number;
  /** From now on the first connection is closed as soon as it is there. */
  readonly closeFirst: () => void;
}

/** Starts a line to a port of this machine that counts the connections on it. */
export async function startLine(target: number): Promise<Line> {
  let opened = 0;
  let isFirstClosed = false;
  const port = await listen(
    createLine((near) => {
      opened += 1;
      if (opened === 1 && isFirstClosed) return void near.destroy();
      const far = connect(target, "127.0.0.1");
      far.on("error", () => near.destroy());
      near.pipe(far).pipe(near);
    }),
  );
  const closeFirst = (): void => {
    isFirstClosed = true;
  };
  return { port, opened: () => opened, closeFirst };
}
