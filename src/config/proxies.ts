import { BlockList, isIP } from "node:net";
import { z } from "zod";

/** Addresses and CIDR ranges, of IPv4 and IPv6. */
export const proxies = z.string().transform((list, context) => {
  const ranges = new BlockList();
  for (const entry of list.split(",").map((entry) => entry.trim())) {
    if (entry === "" || addRange(ranges, entry)) continue;
    const message = `${JSON.stringify(entry)} is no address like 192.0.2.7 and no range like 10.0.0.0/8 or fd00::/8`;
    context.addIssue({ code: "custom", message });
  }
  return ranges;
});

/** False when the text is neither an address nor a range. */
function addRange(ranges: BlockList, text: string): boolean {
  const [, address = "", prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  const bits = family === 6 ? 128 : 32;
  if (family === 0 || Number(prefix ?? bits) > bits) return false;
  ranges.addSubnet(address, Number(prefix ?? bits), family === 6 ? "ipv6" : "ipv4");
  return true;
}
