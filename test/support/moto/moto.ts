/** moto's server, for a test. */
import { spawn } from "node:child_process";
import { type AddressInfo, createServer } from "node:net";
import { onTestFinished } from "vitest";
import { tempFolder } from "../cli.ts";
import { foreignProgram } from "../depth.ts";

/** moto is an independent implementation of AWS: what works with it does not only work with our own endpoint. */
export const MOTO = foreignProgram("moto's server", "python3", "-c", "import moto.server, flask");

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

/** Starts moto and returns its URL once it answers. */
export async function startMoto(): Promise<string> {
  const port = await freePort();
  const home = tempFolder();
  const env = { PATH: process.env["PATH"], HOME: home };
  const child = spawn("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = new Promise<void>((done) => child.on("close", () => done()));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  await new Promise<void>((ready, fail) => {
    let said = "";
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      if (said.includes("Running on")) ready();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    void closed.then(() => fail(new Error(`moto ended: ${said}`)));
  });
  return `http://127.0.0.1:${port}`;
}
