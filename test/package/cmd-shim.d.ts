/** The one function of npm's maker of Windows commands, which has no types of its own. */
declare module "cmd-shim" {
  export default function cmdShim(from: string, to: string): Promise<unknown>;
}
