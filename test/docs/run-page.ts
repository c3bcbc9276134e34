/** Runs the commands of a page, scene by scene, and returns the page with what they print now. */
import { tempFolder } from "../support/cli.ts";
import { generate } from "./generated.ts";
import { formatPage, type Part, parsePage, type ShownCommand, type Shows } from "./page.ts";
import { runLine, type Session } from "./run-line.ts";
import { startScene } from "./scene.ts";
import { stabilize } from "./stable.ts";

interface State {
  readonly session?: Session;
  readonly shows: Shows;
  readonly answer?: string;
  readonly code: number;
}

export async function runPage(page: string): Promise<string> {
  const parts: Part[] = [];
  let state: State = { shows: "both", code: 0 };
  for (const part of parsePage(page)) {
    const ran = await runPart(part, state);
    parts.push(ran.part);
    state = ran.state;
  }
  return formatPage(parts);
}

async function runPart(part: Part, state: State): Promise<{ readonly part: Part; readonly state: State }> {
  switch (part.kind) {
    case "text":
      return { part, state };
    case "scene": {
      const scene = await startScene(part.name);
      const session = { ...scene, env: { HOME: tempFolder(), ...scene.env } };
      return { part, state: { session, shows: part.shows, code: 0 } };
    }
    case "generated":
      return { part: { ...part, text: `<!-- generated: ${part.name} -->\n${generate(part.name)}<!-- end -->\n` }, state };
    case "do": {
      const action = sessionOf(state).actions?.[part.action];
      if (action === undefined) throw new Error(`the scene has no action ${part.action}`);
      action();
      return { part, state };
    }
    case "types":
      return { part, state: { ...state, answer: part.answer } };
    case "run": {
      const { code, output } = await runLine(part.line, sessionOf(state), { shows: "both", previous: state.code });
      if (code !== 0) throw new Error(`${part.line}: exit code ${code}\n${output}`);
      return { part, state };
    }
    case "console": {
      const { answer, ...rest } = state;
      let code = state.code;
      const commands: ShownCommand[] = [];
      for (const [index, { line }] of part.commands.entries()) {
        const session = sessionOf(state);
        const ran = await runLine(line, session, { shows: state.shows, previous: code, answer });
        for (const value of session.hidden ?? []) if (ran.output.includes(value)) throw new Error(`${line} prints a value`);
        code = ran.code;
        const gap = index < part.commands.length - 1 && /\n\n$/.test(`\n${part.commands[index]?.output}`) ? "\n" : "";
        commands.push({ line, output: `${stabilize(ran.output, session)}${gap}` });
      }
      return { part: { kind: "console", commands }, state: { ...rest, code } };
    }
  }
}

function sessionOf({ session }: State): Session {
  if (session === undefined) throw new Error("a page starts with <!-- scene: NAME -->, before its first console");
  return session;
}
