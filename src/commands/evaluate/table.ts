import type { Evaluation, Measured } from "../../detection/evaluation/evaluate";
import { type LeaveOut, spreadOf } from "../../detection/evaluation/leave_out";

/** The evaluation as one object for programs. */
export function toJson(set: string, detector: string, { files, apart, total }: Evaluation) {
  const { file: _, ...sum } = total;
  return { set, detector, files: files.length + apart.length, ...sum, by_file: files, apart };
}

/** The evaluation as a table for people, a file a row. */
export function toTable({ files, apart, total }: Evaluation): string {
  const head = ["file", "rows", "F1", "FAR %", "MAR %", "ROC-AUC", "NAB", "µs/reading"];
  return aligned([head, ...[...files, total, ...apart].map(cells)]);
}

/**
 * Each file at the sensitivity that was chosen without it, then mean and standard deviation over the files:
 * left out, and at the sensitivity of the live path.
 */
export function leftOutTable({ files, asShipped }: LeaveOut): string {
  const head = ["file", "sensitivity", "F1", "FAR %", "MAR %", "ROC-AUC", "NAB"];
  const lines = files.map((file) => [file.file, String(file.sensitivity), ...cells(file).slice(2, 7)]);
  return aligned([
    head,
    ...lines,
    ["left out", "", ...spreads(files)],
    ["as shipped", "1", ...spreads(asShipped)],
  ]);
}

function spreads(files: readonly Measured[]): string[] {
  const figures = (["f1", "far", "mar", "roc_auc", "nab"] as const).map((name) =>
    spreadOf(files.map((file) => file[name])),
  );
  const [digits, factors] = [
    [3, 1, 1, 3, 1],
    [1, 100, 100, 1, 1],
  ];
  return figures.map((spread, i) => {
    if (!spread) return "–";
    const [mean, sd] = [spread.mean, spread.sd].map((figure) => (factors[i]! * figure).toFixed(digits[i]));
    return `${mean} ± ${sd}`;
  });
}

function aligned(lines: string[][]): string {
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
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
