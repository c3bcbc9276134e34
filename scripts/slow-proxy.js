/** A proxy in front of a local server that makes each request take time, as a network would. For the benchmark. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { createServer as createTlsServer } from "node:https";
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
