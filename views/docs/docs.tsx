import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { text } from "../../src/words/text";

/** The parts of an OpenAPI 3 document that the page shows. Schemas are shown as they are. */
export type ApiDocument = {
  info?: { title?: string; version?: string; description?: string };
  paths?: Record<string, Record<string, unknown> | undefined>;
};

type Operation = {
  summary?: string;
  description?: string;
  parameters?: { name?: string; in?: string; required?: boolean; description?: string; schema?: unknown }[];
  requestBody?: { content?: Record<string, { schema?: unknown }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: unknown }> }>;
};

const METHODS = ["get", "post", "put", "patch", "delete"] as const;

type DocsProps = { site: Site; document: ApiDocument; documentUrl: string };

/** The API as a plain list: without script, and without anything from another host. */
export function DocsPage({ site, document, documentUrl }: DocsProps) {
  const operations = operationsOf(document);
  return (
    <Layout site={site} title={text.docs.title}>
      <section class="panel docs">
        <header>
          <h2>{document.info?.title ?? text.docs.title}</h2>
          <a href={documentUrl}>{text.docs.machineReadable}</a>
        </header>
        {document.info?.description && <p>{document.info.description}</p>}
        {operations.length === 0 && <p>{text.docs.none}</p>}
        {operations.map(({ method, path, operation }) => (
          <details>
            <summary>
              <b data-method={method}>{method.toUpperCase()}</b> <code>{path}</code>{" "}
              <span>{operation.summary ?? ""}</span>
            </summary>
            <OperationDetails operation={operation} />
          </details>
        ))}
      </section>
    </Layout>
  );
}

function OperationDetails({ operation }: { operation: Operation }) {
  return (
    <>
      {operation.description && <p>{operation.description}</p>}
      <Parameters parameters={operation.parameters ?? []} />
      {Object.entries(operation.requestBody?.content ?? {}).map(([type, { schema }]) => (
        <Schema title={text.list([text.docs.request, type])} schema={schema} />
      ))}
      {Object.entries(operation.responses ?? {}).map(([status, { description, content }]) => (
        <Schema
          title={text.list([status, description ?? ""])}
          schema={Object.values(content ?? {})[0]?.schema}
        />
      ))}
    </>
  );
}

function Parameters({ parameters }: { parameters: NonNullable<Operation["parameters"]> }) {
  if (parameters.length === 0) return null;
  return (
    <>
      <h3>{text.docs.parameters}</h3>
      <ul>
        {parameters.map((parameter) => (
          <li>
            <code>{parameter.name}</code> {parameter.in} {parameter.required ? text.docs.required : ""}{" "}
            {parameter.description ?? ""}{" "}
            {parameter.schema !== undefined && <code>{JSON.stringify(parameter.schema)}</code>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Schema({ title, schema }: { title: string; schema: unknown }) {
  return (
    <>
      <h3>{title}</h3>
      {schema !== undefined && <pre>{JSON.stringify(schema, null, 2)}</pre>}
    </>
  );
}

function operationsOf({ paths = {} }: ApiDocument) {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item?.[method];
      return isOperation(operation) ? [{ method, path, operation }] : [];
    }),
  );
}

/**
 * The document is our own, generated from the schemas of the routes, so that checking for an object is
 * enough.
 */
function isOperation(value: unknown): value is Operation {
  return typeof value === "object" && value !== null;
}
