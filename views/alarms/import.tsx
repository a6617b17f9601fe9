import type { ImportProblem } from "../../src/alarms/catalogue/csv/problem";
import type { FieldChange } from "../../src/http/catalogue_changes";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";

const words = text.catalogueImport;

/** What became of a file: it cannot be read, cells are wrong, this would change, it was changed. */
export type ImportResult =
  | { kind: "refused"; problem: string }
  | { kind: "wrong"; problems: readonly ImportProblem[]; csv: string }
  | {
      kind: "preview";
      csv: string;
      /** By what the changes that are looked at are known again. */
      seen: string;
      lines: number;
      /** Something else would change now than was looked at before. */
      isChanged: boolean;
      count: number;
      changes: readonly (FieldChange & { about: string })[];
    }
  | { kind: "done"; count: number };

type ImportProps = { site: Site; action: string; result: ImportResult | undefined };

/** The form that takes a file in, and what it would change. */
export function ImportPage({ site, action, result }: ImportProps) {
  const theme = site.theme ? `?theme=${site.theme}` : "";
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="import-title">
        <h2 id="import-title">{words.title}</h2>
        {result && <Result result={result} action={action + theme} />}
        <p>{words.about}</p>
        <p>{words.rules}</p>
        <form class="limits guidance" method="post" action={action + theme} enctype="multipart/form-data">
          <fieldset>
            <label>
              {words.file}
              <input type="file" name="file" accept=".csv,text/csv,text/plain" />
            </label>
            <label>
              {words.text}
              <textarea name="csv" rows={6} spellcheck={false}>
                {result?.kind === "wrong" ? `\n${result.csv}` : ""}
              </textarea>
            </label>
          </fieldset>
          <p>
            <button type="submit">{words.check}</button>
            <a class="button" href={`${site.base}/alarms/catalogue${theme}`}>
              {text.alarmCatalogue.cancel}
            </a>
          </p>
        </form>
      </section>
    </Layout>
  );
}

function Result({ result, action }: { result: ImportResult; action: string }) {
  switch (result.kind) {
    case "refused":
      return <Said sentence={result.problem} isAlert />;
    case "wrong":
      return <Problems problems={result.problems} />;
    case "done":
      return <Said sentence={words.done(result.count)} />;
    case "preview":
      if (result.count === 0) return <Said sentence={words.same(result.lines)} />;
      return <Preview result={result} action={action} />;
  }
}

function Said({ sentence, isAlert = false }: { sentence: string; isAlert?: boolean }) {
  return (
    <p class={isAlert ? "refused" : undefined} role={isAlert ? "alert" : "status"} tabindex={-1} autofocus>
      {sentence}
    </p>
  );
}

function Problems({ problems }: { problems: readonly ImportProblem[] }) {
  const [line, column, value, problem] = words.problemColumns;
  return (
    <>
      <Said sentence={words.wrong(problems.length)} isAlert />
      <table class="audit">
        <TableHead columns={words.problemColumns} />
        <tbody>
          {problems.map((one) => (
            <tr>
              <th scope="row" data-label={line}>
                {words.line(one.line)}
              </th>
              <td data-label={column}>{one.column || text.unknown}</td>
              <td data-label={value}>
                <bdi>{one.value || text.unknown}</bdi>
              </td>
              <td data-label={problem}>{one.problem}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

type PreviewProps = { result: Extract<ImportResult, { kind: "preview" }>; action: string };

function Preview({ result: { csv, seen, isChanged, count, changes }, action }: PreviewProps) {
  const [about, field, change] = words.changeColumns;
  return (
    <>
      {isChanged && <Said sentence={words.changedSince} isAlert />}
      <h3>{words.would(count)}</h3>
      <table class="audit">
        <TableHead columns={words.changeColumns} />
        <tbody>
          {changes.map((one) => (
            <tr>
              <th scope="row" data-label={about}>
                <bdi>{one.about}</bdi>
              </th>
              <td data-label={field}>{fieldName(one)}</td>
              <td data-label={change}>
                <bdi>{words.change(one.before ?? text.unknown, one.after ?? text.unknown)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > changes.length && <p>{words.more(count - changes.length)}</p>}
      <form method="post" action={action} enctype="multipart/form-data">
        <input type="hidden" name="seen" value={seen} />
        {/* The first line end of a text area is none of its text. */}
        <textarea name="csv" hidden readonly>{`\n${csv}`}</textarea>
        <p>
          <button type="submit">{words.apply(count)}</button>
        </p>
      </form>
    </>
  );
}

const fieldName = ({ of, field }: FieldChange) =>
  text.list([of === "limit" ? words.limit : words.guidance, field]);
