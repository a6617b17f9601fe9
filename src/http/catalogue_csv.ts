import { catalogueRows } from "../alarms/catalogue/rows";
import { catalogueCsv } from "../alarms/catalogue/write_csv";
import { yieldToLoop } from "../async/yield";
import { type CatalogueDeps, cataloguePlant } from "./catalogue";
import { csvFileHeaders } from "./csv_file";
import { textStream } from "./text_stream";

const PART_ROWS = 500;

/** The whole catalogue as CSV, a part at a time. */
export async function catalogueCsvOf(deps: CatalogueDeps): Promise<ReadableStream<Uint8Array>> {
  return textStream(partsOf(catalogueRows(await cataloguePlant(deps))));
}

async function* partsOf(rows: ReturnType<typeof catalogueRows>) {
  yield catalogueCsv(rows.slice(0, PART_ROWS), true);
  for (let start = PART_ROWS; start < rows.length; start += PART_ROWS) {
    await yieldToLoop();
    yield catalogueCsv(rows.slice(start, start + PART_ROWS), false);
  }
}

export const CATALOGUE_CSV = csvFileHeaders("alarm-catalogue.csv");
