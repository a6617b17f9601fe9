import { expect, test } from "bun:test";
import { watchSocket } from "../../../static/connection/socket";
import { openPage, replace, send, settle } from "../open_page";

function page() {
  const window = openPage(`<div id="socket" hx-ws:connect="/live" data-htmx-powered="true"></div>`);
  const log: string[] = [];
  let pending: Promise<boolean> | undefined;
  replace(window, "htmx", { process: (element: Element) => log.push(`process ${element.id}`) });
  const socket = watchSocket(window.document, {
    opened: () => log.push("opened"),
    closed: () => log.push("closed"),
    frame(data) {
      log.push(`frame ${String(data)}`);
      return () => log.push(`applied ${String(data)}`);
    },
    pending: () => pending,
  });
  const at = (name: string, detail: object) =>
    send(window, window.document.querySelector("#socket")!, name, detail);
  /** htmx makes a connection. */
  const connect = () => {
    const connection = {
      socket: { close: () => log.push("socket.close"), send: (text: string) => log.push(text) },
    };
    at("htmx:ws:before:connection", { connection });
    return connection;
  };
  const receive = (connection: object, data: string) => {
    const works: Promise<unknown>[] = [];
    const detail = {
      connection,
      message: { data },
      cancelled: false,
      waitUntil: (work: Promise<unknown>) => works.push(work),
    };
    at("htmx:ws:before:message:incoming", detail);
    return { detail, works };
  };
  const wait = (until: Promise<boolean>) => (pending = until);
  return { window, socket, log, at, connect, receive, wait };
}

test("events of the newest connection count, those of an earlier one do not", () => {
  const { log, at, connect, receive } = page();
  const old = connect();
  const connection = connect();
  at("htmx:ws:after:connection", { connection: old });
  receive(old, "a");
  at("htmx:ws:close", { connection: old });
  expect(log).toEqual([]);
  at("htmx:ws:after:connection", { connection });
  receive(connection, "b");
  at("htmx:ws:close", { connection });
  expect(log).toEqual(["opened", "frame b", "applied b", "closed"]);
});

test("a frame during a catch-up is applied after it, and dropped when it fails or the socket is given up", async () => {
  const { socket, log, connect, receive, wait } = page();
  const connection = connect();
  let caughtUp = (_: boolean) => {};
  void wait(new Promise((resolve) => (caughtUp = resolve)));
  const good = receive(connection, "a");
  expect([log, good.works.length]).toEqual([["frame a"], 1]);
  caughtUp(true);
  await settle();
  expect([log.at(-1), good.detail.cancelled]).toEqual(["applied a", false]);
  void wait(Promise.resolve(false));
  const failed = receive(connection, "b");
  await settle();
  expect([log.at(-1), failed.detail.cancelled]).toEqual(["frame b", true]);
  void wait(Promise.resolve(true));
  const abandoned = receive(connection, "c");
  socket.close();
  await settle();
  expect(abandoned.detail.cancelled).toBe(true);
  expect(log).not.toContain("applied c");
});

test("a socket that is given up is closed, and nobody waits for its close event", () => {
  const { socket, log, at, connect } = page();
  const connection = connect();
  socket.send("hello");
  socket.close();
  at("htmx:ws:close", { connection });
  socket.send("nobody");
  expect(log).toEqual(["hello", "socket.close"]);
});

test("connecting anew puts a fresh element in the place of the old one, for htmx to connect", () => {
  const { window, socket, log } = page();
  const old = window.document.querySelector("#socket")!;
  socket.replace();
  const fresh = window.document.querySelector("#socket")!;
  expect(fresh).not.toBe(old);
  expect(fresh.getAttribute("hx-ws:connect")).toBe("/live");
  expect(fresh.hasAttribute("data-htmx-powered")).toBe(false);
  expect(log).toEqual(["process socket"]);
});
