/** A proxy in front of a local server that makes each request take time, as a network would. For the benchmark. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, createServer as createLine } from "node:net";
import { join } from "node:path";

/** Starts a proxy that passes each request on to `target` after `delayMs`. Returns its `url` and `close()`. */
export async function startSlowProxy(target, delayMs) {
  return start(createServer(), "http", target, delayMs);
}

/** As `startSlowProxy`, with TLS and, in `ca`, the file of its certificate, both kept in `folder`; undefined without openssl. */
export async function startSlowTlsProxy(target, delayMs, folder) {
  const [key, ca] = [join(folder, "key.pem"), join(folder, "ca.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const { status } = spawnSync("openssl", ["req", "-x509", ...curve, ...subject, "-keyout", key, "-out", ca]);
  if (status !== 0) return undefined;
  const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(ca) });
  return { ...(await start(server, "https", target, delayMs)), ca };
}

async function start(server, scheme, target, delayMs) {
  server.on("request", (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    setTimeout(() => {
      const onward = request(`${target}${url}`, { method, headers }, (reply) => {
        outgoing.writeHead(reply.statusCode, reply.headers);
        reply.pipe(outgoing);
      });
      incoming.pipe(onward);
    }, delayMs);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `${scheme}://127.0.0.1:${server.address().port}`, close: () => server.close().closeAllConnections() };
}

/**
 * As `startSlowTlsProxy`, at the end of a line on which bytes take `roundTripMs` to go and come back: the handshakes of TCP and TLS take
 * their time too, once for each connection, and an answer as long as its request needs.
 */
export async function startDistantTlsServer(target, roundTripMs, folder) {
  const server = await startSlowTlsProxy(target, 0, mkdtempSync(join(folder, "distant-")));
  if (server === undefined) return undefined;
  const sockets = new Set();
  const line = createLine((near) => {
    // A client may send as soon as the answer to its first packet is back, which loopback gives at once.
    const openAt = performance.now() + roundTripMs;
    const far = connect(Number(new URL(server.url).port), "127.0.0.1");
    passOn(near, far, (now) => Math.max(now, openAt) + roundTripMs / 2);
    passOn(far, near, (now) => now + roundTripMs / 2);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => socket.destroy());
    }
  });
  await new Promise((done) => line.listen(0, "127.0.0.1", done));
  const close = () => {
    line.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { url: `https://127.0.0.1:${line.address().port}`, ca: server.ca, close };
}

function passOn(from, to, arrivalOf) {
  const later = (action) => {
    const now = performance.now();
    setTimeout(action, arrivalOf(now) - now);
  };
  from.on("data", (bytes) => later(() => to.write(bytes)));
  from.on("end", () => later(() => to.end()));
  from.on("close", () => later(() => to.destroy()));
}
