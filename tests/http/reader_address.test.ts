import { expect, test } from "bun:test";
import { isWithin, readerOf } from "../../src/http/reader_address";
import { readConfig } from "../../src/config";

const ranges = readConfig({ TRUST_PROXY: "192.0.2.7, 10.0.0.0/8, fd00::/8, 2001:db8::1" }).trustProxy;

test.each([
  ["192.0.2.7", true, "an address"],
  ["192.0.2.8", false, "its neighbour"],
  ["::ffff:192.0.2.7", true, "the address as IPv6 sockets spell it"],
  ["10.255.0.1", true, "one of a range"],
  ["::ffff:10.255.0.1", true, "one of a range, as IPv6 sockets spell it"],
  ["::ffff:0aff:1", true, "the same in hexadecimal"],
  ["11.0.0.1", false, "one past a range"],
  ["fd12:3456::1", true, "one of an IPv6 range"],
  ["fd12:3456::1%eth0", true, "the same with its interface"],
  ["fe00::1", false, "one past an IPv6 range"],
  ["2001:db8::1", true, "an IPv6 address"],
  ["2001:0db8:0:0:0:0:0:1", true, "the same in full"],
  ["unknown", false, "no address"],
  ["", false, "nothing"],
])("%p is trusted: %p (%s)", (address, trusted) => expect(isWithin(ranges, address)).toBe(trusted));

test("with nothing set no proxy is trusted", () => {
  const none = readConfig({}).trustProxy;
  expect(["127.0.0.1", "::1", "10.0.0.1"].filter((address) => isWithin(none, address))).toEqual([]);
});

test("a forwarded address counts only when a trusted proxy names it, and nobody can name his own: the reader is the last address that is none of theirs", () => {
  const isTrusted = (address: string) => isWithin(ranges, address);
  expect(readerOf("192.168.1.5", "1.2.3.4", isTrusted)).toBe("192.168.1.5");
  expect(readerOf("10.0.0.1", "192.168.1.5", isTrusted)).toBe("192.168.1.5");
  expect(readerOf("::ffff:10.0.0.1", "forged, 192.168.1.5, 10.0.0.2", isTrusted)).toBe("192.168.1.5");
  expect(readerOf("10.0.0.1", undefined, isTrusted)).toBe("10.0.0.1");
  expect(readerOf("10.0.0.1", "10.0.0.2", isTrusted)).toBe("10.0.0.1");
});

test("an address is the same with and without a port and brackets, and a word is none", () => {
  const isTrusted = (address: string) => isWithin(ranges, address);
  const read = (forwarded: string) => readerOf("10.0.0.1", forwarded, isTrusted);
  expect(read("203.0.113.7:51234")).toBe("203.0.113.7");
  expect(read("[2001:db8::7]:51234")).toBe("2001:db8::7");
  expect(read("[2001:db8::7], 10.0.0.2:443")).toBe("2001:db8::7");
  expect(read("2001:db8::7")).toBe("2001:db8::7");
  expect(read("fe80::7%eth0")).toBe("fe80::7%eth0");
  for (const word of ["unknown", "_hidden", "1.2.3", "203.0.113.7:51234:1", "[x]:1"])
    expect(read(word)).toBe("10.0.0.1");
});
