/** How far this machine's clock is from that of AWS, by the `Date` of its replies. */
import type { Aws } from "../connection/clients.ts";

/** Called with each reply that has a date. Units: ms; above 0 where this machine is behind. */
export type NoteSkew = (behindMs: number) => void;

type Middleware = <Args, Output extends { response: unknown }>(
  next: (args: Args) => Promise<Output>,
) => (args: Args) => Promise<Output>;

interface Watchable {
  readonly middlewareStack: {
    add(middleware: Middleware, where: { readonly step: "deserialize"; readonly priority: "low" }): void;
  };
}

/** Makes the clients of STS and Lambda note the date of each reply, of refusals too. Errors: those of opening a client. */
export async function watchClock(aws: Aws, note: NoteSkew): Promise<void> {
  const services: readonly { readonly client: Watchable }[] = await Promise.all([aws.sts(), aws.lambda()]);
  const middleware: Middleware = (next) => async (args) => {
    const sentAt = Date.now();
    const result = await next(args);
    const date = dateOf(result.response);
    // The reply was made at some time between the two.
    if (date !== undefined) note(date - (sentAt + Date.now()) / 2);
    return result;
  };
  for (const { client } of services) client.middlewareStack.add(middleware, { step: "deserialize", priority: "low" });
}

function dateOf(response: unknown): number | undefined {
  if (typeof response !== "object" || response === null || !("headers" in response)) return undefined;
  const { date } = response.headers as Readonly<Record<string, string | undefined>>;
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}
