import { readdir, readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CONTESTANTS, evaluate } from "../detection/evaluation/evaluate";
import { leaveOut } from "../detection/evaluation/leave_out";
import { evaluatePlant } from "./evaluate/plant";
import { evaluateRude } from "./evaluate/rude";
import { leftOutTable, toJson, toTable } from "./evaluate/table";
import { type LabelledTable, readLabelled } from "../detection/evaluation/table";
import { HOUR_MS } from "../domain/time_units";

const USAGE =
  "Usage: bun run evaluate FOLDER [--detector NAME] [--normal-after HOURS] [--leave-out] [--json], or bun run evaluate plant [--days N] [--runs N], or bun run evaluate rude [HOURS] [--json]";

type Asked = { folder: string; detector: string; normalAfterMs?: number; leaveOut?: true; json: boolean };

/** The arguments of the command line. @throws {Error} with a sentence that names the wrong argument. */
export function readArguments(argv: string[]): Asked {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      detector: { type: "string", default: "live" },
      "normal-after": { type: "string" },
      "leave-out": { type: "boolean", default: false },
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
  if (after !== undefined && !(Number(after) > 0))
    throw new Error(`--normal-after ${after} is no number of hours: use one above 0`);
  if (values["leave-out"] && detector === "isolation_forest")
    throw new Error("--leave-out chooses how sensitive a detector is: the forest cannot be chosen so");
  return {
    ...{ folder, detector, json: values.json },
    ...(after === undefined ? {} : { normalAfterMs: Number(after) * HOUR_MS }),
    ...(values["leave-out"] ? { leaveOut: true } : {}),
  };
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

function report(asked: Asked, tables: LabelledTable[]): string {
  const set = basename(resolve(asked.folder));
  const now = () => performance.now();
  const title = `${set}, judged by ${asked.detector}`;
  if (asked.leaveOut) {
    const found = leaveOut(tables, asked.detector, now, asked);
    return asked.json ? JSON.stringify({ set, ...found }) : `${title}\n${leftOutTable(found)}`;
  }
  const evaluation = evaluate(tables, asked.detector, now, asked);
  return asked.json
    ? JSON.stringify(toJson(set, asked.detector, evaluation))
    : `${title}\n${toTable(evaluation)}`;
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
    console.log(report(asked, await readFolder(asked.folder)));
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
