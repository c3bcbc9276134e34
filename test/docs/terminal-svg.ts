/** What a terminal shows, colours included, as a picture. */

export interface Palette {
  readonly background: string;
  readonly border: string;
  readonly text: string;
  /** By the number of the colour in a control sequence: 31 is red. */
  readonly colors: Readonly<Record<number, string>>;
}

interface Style {
  readonly color?: number;
  readonly bold?: boolean;
  readonly dim?: boolean;
}

interface Run {
  readonly text: string;
  readonly style: Style;
}

const CHARACTER = { width: 8.4, height: 20 };
const MARGIN = 16;

/** Returns an SVG of `screen`, which may hold the control sequences of colours and no others. */
export function renderTerminal(title: string, screen: string, { background, border, text, colors }: Palette): string {
  const lines = readLines(screen.trimEnd());
  const columns = Math.max(...lines.map((runs) => runs.reduce((sum, run) => sum + run.text.length, 0)));
  const [width, height] = [Math.ceil(columns * CHARACTER.width) + 2 * MARGIN, lines.length * CHARACTER.height + 2 * MARGIN];
  const rows = lines.flatMap((runs, row) => {
    let column = 0;
    return runs.map((run) => {
      const x = MARGIN + column * CHARACTER.width;
      const y = MARGIN + row * CHARACTER.height + 14;
      column += run.text.length;
      const { color, bold, dim } = run.style;
      const fill = color === undefined ? "" : ` fill="${colors[color] ?? text}"`;
      const weight = bold === true ? ' font-weight="bold"' : "";
      const opacity = dim === true ? ' opacity="0.65"' : "";
      const length = round(run.text.length * CHARACTER.width);
      return `<text x="${round(x)}" y="${y}" textLength="${length}"${fill}${weight}${opacity}>${escapeXml(run.text)}</text>`;
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeXml(title)}</title>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${background}" stroke="${border}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${text}" xml:space="preserve" style="white-space: pre">
${rows.join("\n")}
</g>
</svg>
`;
}

/** Blank runs are left out, and their columns are kept. */
function readLines(screen: string): readonly (readonly Run[])[] {
  let style: Style = {};
  return screen.split("\n").map((line) => {
    const runs: Run[] = [];
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what starts a control sequence
    for (const [, codes, text] of line.matchAll(/\u001b\[([\d;]*)m|([^\u001b]+)/g)) {
      if (text === undefined) for (const code of (codes ?? "").split(";")) style = applyCode(style, Number(code));
      else runs.push({ text, style });
    }
    return runs;
  });
}

function applyCode(style: Style, code: number): Style {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  const { color: _, ...plain } = style;
  if (code === 39) return plain;
  if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) return { ...plain, color: code };
  throw new Error(`a picture cannot show the control sequence ${code}`);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
