import { z } from "zod";
import { eventually } from "../support/andon";

/** A page of a browser that is spoken to by hand in the devtools protocol. */
export type DevtoolsTab = {
  call(method: string, params?: object): Promise<unknown>;
  /** The value of an expression in the page. */
  ask(expression: string): Promise<unknown>;
  /** The complaints of its console. */
  complaints: string[];
};

const COMPLAINT_LENGTH = 200;

const listed = z.array(z.looseObject({ type: z.string(), webSocketDebuggerUrl: z.string().optional() }));
const message = z.looseObject({
  id: z.number().optional(),
  method: z.string().optional(),
  params: z
    .looseObject({
      exceptionDetails: z
        .looseObject({
          text: z.string(),
          lineNumber: z.number(),
          columnNumber: z.number(),
          exception: z.looseObject({ description: z.string().optional() }).optional(),
        })
        .optional(),
      entry: z.looseObject({ level: z.string(), text: z.string() }).optional(),
    })
    .optional(),
  result: z.unknown().optional(),
});
type Message = z.infer<typeof message>;
const evaluated = z.looseObject({ result: z.looseObject({ value: z.unknown().optional() }) });

/** The first page of the browser whose devtools listen on this port. */
export async function openDevtools(port: number): Promise<DevtoolsTab> {
  const address = await eventually(async () => {
    const tabs = listed.parse(await (await fetch(`http://127.0.0.1:${port}/json/list`)).json());
    return tabs.find(({ type }) => type === "page")?.webSocketDebuggerUrl;
  }, "the browser has a page");
  const socket = new WebSocket(address);
  await new Promise((resolve) => (socket.onopen = resolve));
  const waiting = new Map<number, (answer: Message) => void>();
  const complaints: string[] = [];
  let last = 0;
  socket.onmessage = ({ data }) => {
    const answer = message.parse(JSON.parse(String(data)));
    if (answer.id) waiting.get(answer.id)?.(answer);
    const complaint = complaintOf(answer);
    if (complaint) complaints.push(complaint.slice(0, COMPLAINT_LENGTH));
  };
  const call = (method: string, params: object = {}) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(++last, ({ result, ...rest }) =>
        result ? resolve(result) : reject(new Error(JSON.stringify(rest))),
      );
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  for (const domain of ["Page", "Runtime", "Log"]) await call(`${domain}.enable`);
  const ask = async (expression: string) =>
    evaluated.parse(await call("Runtime.evaluate", { expression, returnByValue: true })).result.value;
  return { call, ask, complaints };
}

function complaintOf({ method, params }: Message): string | undefined {
  const { exceptionDetails: thrown, entry } = params ?? {};
  if (method === "Runtime.exceptionThrown" && thrown)
    return `${thrown.exception?.description ?? thrown.text} @${thrown.lineNumber}:${thrown.columnNumber}`;
  return method === "Log.entryAdded" && entry?.level === "error" ? entry.text : undefined;
}
