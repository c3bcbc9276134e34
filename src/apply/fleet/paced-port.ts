/** A function's port with a pace: each request waits for its turn, and is sent again if it was refused for being one too many. */
import { LambdaEnvError } from "../../errors.ts";
import type { Clock, FunctionPort } from "../port.ts";
import type { Pace } from "./pace.ts";

/** The quotas of AWS: one for all control-plane operations of an account together, and one for `GetFunction`. */
export interface Paces {
  readonly reads: Pace;
  readonly writes: Pace;
}

export interface PatienceOptions {
  readonly clock: Clock;
  /** How long a request that keeps being refused is sent again. Units: ms. */
  readonly timeoutMs: number;
}

/** Returns `port` with the paces; the turn of its first update has already been taken. Errors: those of `port`, INTERRUPTED. */
export function makePacedPort(port: FunctionPort, { reads, writes }: Paces, options: PatienceOptions): FunctionPort {
  let isPaid = true;
  return {
    read: (signal) => takeTurns(reads, signal, options, () => port.read(signal)),
    write: (request, signal) => {
      const hasTurn = isPaid;
      isPaid = false;
      return takeTurns(writes, signal, { ...options, hasTurn }, () => port.write(request, signal));
    },
  };
}

/** Sends when it is this request's turn, and again as long as the service throttles it. Errors: those of `send`, INTERRUPTED. */
export async function takeTurns<Reply>(
  pace: Pace,
  signal: AbortSignal,
  { clock, timeoutMs, hasTurn = false }: PatienceOptions & { readonly hasTurn?: boolean },
  send: () => Promise<Reply>,
): Promise<Reply> {
  const deadline = clock.now() + timeoutMs;
  for (let sent = 0; ; sent++) {
    const isTurn = (sent === 0 && hasTurn) || (await pace.take(signal));
    if (!isTurn) throw new LambdaEnvError("INTERRUPTED", "interrupted");
    try {
      return await send();
    } catch (error) {
      if (!(error instanceof LambdaEnvError) || !error.throttled || clock.now() >= deadline) throw error;
      pace.refused();
    }
  }
}
