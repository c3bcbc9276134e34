/** A connection that was opened before it was needed. It does not keep the process alive, and its failure is not an error. */
import type { Socket } from "node:net";

/** How long it waits to be used. Servers close idle connections, and that may be noticed late. Units: ms. */
const PATIENCE_MS = 5000;

export interface Parked {
  /** Returns the connection once, if it is still good. */
  readonly take: () => Socket | undefined;
  /** Closes it if it has not been taken. */
  readonly abandon: () => void;
}

export function park(socket: Socket): Parked {
  let isTaken = false;
  const abandon = (): void => {
    if (!isTaken) socket.destroy();
  };
  const ignore = (): void => {};
  socket.unref();
  socket.on("error", ignore);
  socket.setTimeout(PATIENCE_MS, abandon);
  return {
    abandon,
    take: () => {
      if (isTaken || socket.destroyed || !socket.writable || socket.readableEnded) return undefined;
      isTaken = true;
      socket.off("error", ignore);
      socket.off("timeout", abandon);
      socket.setTimeout(0);
      return socket.ref();
    },
  };
}

/** The destination of a connection. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

interface RequestPlace {
  readonly host?: string | null | undefined;
  readonly port?: string | number | null | undefined;
}

/** Returns whether a request with these options of Node's is for `place`. */
export function isFor(place: HostPort, { host, port }: RequestPlace): boolean {
  return host === place.host && Number(port) === place.port;
}
