import { parseArgs } from "node:util";

export type ReplayArguments = { file: string; machine: string; speed: number; keepTimes: boolean };

export const REPLAY_USAGE = "Usage: bun run replay FILE.csv --machine NAME [--speed 60] [--keep-times]";

const DEFAULT_SPEED = "60";

/** Reads the command line. @throws {Error} with a sentence that names the wrong argument */
export function readArguments(argv: string[]): ReplayArguments {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      machine: { type: "string" },
      speed: { type: "string", default: DEFAULT_SPEED },
      "keep-times": { type: "boolean", default: false },
    },
  });
  const [file, ...others] = positionals;
  if (!file) throw new Error("FILE.csv is missing: name the file to replay");
  if (others.length > 0) throw new Error(`Unexpected argument "${others[0]}": one file at a time`);
  const machine = values.machine?.trim();
  if (!machine) throw new Error("--machine is missing: name the machine that the readings belong to");
  const speed = Number(values.speed);
  // Below real time, stamps that end with the replay would lie in the future.
  if (!(speed >= 1 && speed < Infinity))
    throw new Error(`--speed ${values.speed} is not possible: give a number of 1 or more, such as 60`);
  return { file, machine, speed, keepTimes: values["keep-times"] };
}
