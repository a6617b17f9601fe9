import { z } from "zod";

/** The path of a file. What belongs into the file, written here in its place, would stand in a message. */
export const filePath = z
  .string()
  .refine(
    (text) => !/-----|[\r\n]/.test(text) && text.length < 1024,
    "must be the path of a file, not its contents",
  );
