import { text } from "../../src/words/text";

/**
 * The page of a name that is not served. It says nothing of the plant: it may be read by whom it should not.
 */
export function ForeignNamePage({ name }: { name: string }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{text.errors.foreignNameTitle}</title>
      </head>
      <body>
        <h1>{text.errors.foreignNameTitle}</h1>
        <p>{text.errors.foreignName(name)}</p>
      </body>
    </html>
  );
}
