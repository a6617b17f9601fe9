import type { z } from "zod";

/** A program that talks to a server over HTTP and reads no answer that it has not checked. */
export type Client = {
  readonly url: string;
  /** The answer, parsed. @throws when the request is refused, or the answer does not fit */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  post<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  /** The bare response, whatever its status; a body is sent as JSON. */
  send(method: Method, path: string, body?: unknown): Promise<Response>;
  /** A form as a browser without script sends it; redirections are not followed. */
  submit(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>;
  /** The text of a page or file. */
  text(path: string): Promise<string>;
};
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** @param urlOf the server's address, asked for at each request */
export function createClient(urlOf: () => string): Client {
  const send = (method: Method, path: string, body?: unknown) => {
    const content = body === undefined ? {} : { headers: JSON_HEADERS, body: JSON.stringify(body) };
    return fetch(urlOf() + path, { method, ...content });
  };
  return {
    get url() {
      return urlOf();
    },
    get: async (path, schema) => parsed(await send("GET", path), `GET ${path}`, schema),
    post: async (path, body, schema) => parsed(await send("POST", path, body), `POST ${path}`, schema),
    send,
    submit: (path, fields, headers = {}) =>
      fetch(urlOf() + path, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers,
        redirect: "manual",
      }),
    text: async (path) => (await fetch(urlOf() + path)).text(),
  };
}

const JSON_HEADERS = { "content-type": "application/json" };

async function parsed<T>(response: Response, request: string, schema: z.ZodType<T>): Promise<T> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${request} was answered with ${response.status}: ${text.slice(0, 500)}`);
  const { success, data, error } = schema.safeParse(JSON.parse(text));
  if (!success) throw new Error(`${request}: ${error.message} in ${text.slice(0, 500)}`);
  return data;
}
