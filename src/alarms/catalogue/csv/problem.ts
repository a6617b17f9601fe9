/** What is wrong with a cell of an import: the line of the file, its column and its value as it was sent. */
export type ImportProblem = { line: number; column: string; value: string; problem: string };

export type NoteProblem = (problem: ImportProblem) => void;

/** More of them would be of use to nobody. */
const PROBLEMS_AT_MOST = 1000;
const VALUE_AT_MOST = 80;

/** Notes problems into a list. */
export function notedIn(problems: ImportProblem[]): NoteProblem {
  return (problem) => {
    if (problems.length >= PROBLEMS_AT_MOST) return;
    const { value } = problem;
    problems.push({
      ...problem,
      value: value.length > VALUE_AT_MOST ? `${value.slice(0, VALUE_AT_MOST)}…` : value,
    });
  };
}
