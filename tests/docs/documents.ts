/** A page of documentation: its path from the top of the repository, and its text. */
export type Document = { path: string; text: string };

const CODE_BLOCK = /^( *)(```|~~~)[^\n]*\n[\s\S]*?^\1\2 *$/gm;

/** README, CONTRIBUTING, CHANGELOG and everything under docs. */
export async function documents(): Promise<Document[]> {
  const globs = ["*.md", "docs/**/*.md"].map((pattern) => new Bun.Glob(pattern));
  const paths = globs.flatMap((glob) => [...glob.scanSync()]).toSorted();
  return Promise.all(paths.map(read));
}

export async function read(path: string): Promise<Document> {
  return { path, text: await Bun.file(path).text() };
}

/** The text without its fenced code blocks. */
export function prose({ text }: Pick<Document, "text">): string {
  return text.replace(CODE_BLOCK, "");
}

/** Every inline code span, outside of code blocks. */
export function codeSpans(document: Pick<Document, "text">): string[] {
  return [...prose(document).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code = ""]) => code);
}

/** The text under a heading, down to the next one. */
export function sectionUnder(heading: string, { path, text }: Document): string {
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`${path} has no heading "${heading}"`);
  return section;
}

/** The rows of every table under a heading, as cells; the head and the rule below it are left out. */
export function tableUnder(heading: string, document: Document): string[][] {
  const lines = sectionUnder(heading, document)
    .split("\n")
    .filter((line) => line.startsWith("|"));
  const rows = lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const isRule = (cells: string[] | undefined) => cells?.every((cell) => /^:?-+:?$/.test(cell));
  return rows.filter((cells, index) => !isRule(cells) && !isRule(rows[index + 1]));
}
