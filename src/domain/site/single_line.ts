import { z } from "zod";
import { foldName } from "../text";

/** A name that people give: one line, its blanks folded. */
export const singleLine = (most: number) => z.string().overwrite(foldName).min(1).max(most);
