import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CONTESTANTS, evaluate, type Evaluation, type Measured } from "../detection/evaluation/evaluate";
import { evaluatePlant } from "./evaluate/plant";
import { evaluateRude } from "./evaluate/rude";
import { type LabelledTable, readLabelled } from "../detection/evaluation/table";
import { HOUR_MS } from "../domain/time_units";

const USAGE =
  "Usage: bun run evaluate FOLDER [--detector NAME] [--normal-after HOURS] [--json], or bun run evaluate plant [--days N] [--runs N], or bun run evaluate rude [HOURS] [--json]";

type Asked = { folder: string; detector: string; normalAfterMs?: number; json: boolean };

/** The arguments of the command line. @throws {Error} with a sentence that names the wrong argument. */
export function readArguments(argv: string[]): Asked {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      detector: { type: "string", default: "live" },
      "normal-after": { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [folder, ...others] = positionals;
  if (!folder) throw new Error("FOLDER is missing: name a folder of labelled CSV files");
  if (others.length > 0) throw new Error(`Unexpected argument "${others[0]}": one folder at a time`);
  const detector = CONTESTANTS.find((name) => name === values.detector);
  if (!detector)
    throw new Error(`--detector ${values.detector} is not known: use one of ${CONTESTANTS.join(", ")}`);
  const after = values["normal-after"];
  if (after === undefined) return { folder, detector, json: values.json };
  if (!(Number(after) > 0)) throw new Error(`--normal-after ${after} is no number of hours: use one above 0`);
  return { folder, detector, normalAfterMs: Number(after) * HOUR_MS, json: values.json };
}

/**
 * The labelled tables of a folder, by name.
 * @throws {Error} with a sentence when there are none or one cannot be read
 */
async function readFolder(folder: string): Promise<LabelledTable[]> {
  const names = await readdir(folder).catch(() => {
    throw new Error(`There is no folder "${folder}": name one that holds labelled CSV files`);
  });
  const tables: LabelledTable[] = [];
  for (const name of names.filter((each) => each.endsWith(".csv")).toSorted()) {
    try {
      const table = readLabelled(name, await readFile(join(folder, name), "utf8"));
      if (table) tables.push(table);
    } catch (error) {
      throw new Error(`Cannot read ${name}: ${(error as Error).message}`, { cause: error });
    }
  }
  if (tables.length > 0) return tables;
  throw new Error(
    `"${folder}" holds no labelled CSV file: ` +
      "a column anomaly, window or machine_failure must say which rows are anomalous",
  );
}

/** The evaluation as one object for programs. */
function toJson(set: string, detector: string, { files, apart, total }: Evaluation) {
  const { file: _, ...sum } = total;
  const by_file = files;
  return { set, detector, files: files.length + apart.length, ...sum, by_file, apart };
}

/** The evaluation as a table for people, a file a row. */
function toTable({ files, apart, total }: Evaluation): string {
  const head = ["file", "rows", "F1", "FAR %", "MAR %", "ROC-AUC", "NAB", "µs/reading"];
  const lines = [...files, total, ...apart].map(cells);
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i]!.length)));
  return [head, ...lines]
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))))
    .map((line) => line.join("  ").trimEnd())
    .join("\n");
}

function cells({ file, rows, f1, far, mar, roc_auc, nab, us_per_reading }: Measured): string[] {
  const fixed = (value: number | null, digits: number) => (value === null ? "–" : value.toFixed(digits));
  const percent = (value: number | null) => fixed(value === null ? null : 100 * value, 1);
  return [
    file,
    String(rows),
    fixed(f1, 3),
    percent(far),
    percent(mar),
    fixed(roc_auc, 3),
    fixed(nab, 1),
    fixed(us_per_reading, 2),
  ];
}

async function main(argv: string[]): Promise<number> {
  let asked: Asked;
  try {
    if (argv[0] === "plant") {
      console.log(evaluatePlant(argv.slice(1)));
      return 0;
    }
    if (argv[0] === "rude") return console.log(await evaluateRude(argv.slice(1))) ?? 0;
    asked = readArguments(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  try {
    const evaluation = evaluate(
      await readFolder(asked.folder),
      asked.detector,
      () => performance.now(),
      asked,
    );
    const set = basename(resolve(asked.folder));
    console.log(
      asked.json
        ? JSON.stringify(toJson(set, asked.detector, evaluation))
        : `${set}, judged by ${asked.detector}\n${toTable(evaluation)}`,
    );
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
