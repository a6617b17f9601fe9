import { readFileSync } from "node:fs";
import { hostname } from "node:os";

const RESOLVER = "/etc/resolv.conf";

/**
 * The names by which this machine knows itself: alone, in its network's domains, and as it announces itself
 * there.
 */
export function ownNames(host = hostname(), resolver = readResolver()): string[] {
  const name = host.toLowerCase().replace(/\.$/, "");
  const [short = ""] = name.split(".");
  const lines = resolver.matchAll(/^[ \t]*(?:domain|search)[ \t]+(.+)$/gm);
  const domains = [...lines].flatMap(([, said = ""]) => said.trim().toLowerCase().split(/\s+/));
  const inDomains = ["local", ...domains.map((domain) => domain.replace(/\.$/, ""))].filter(Boolean);
  return [...new Set([name, short, ...inDomains.map((domain) => `${short}.${domain}`)])].filter(Boolean);
}

function readResolver(): string {
  try {
    return readFileSync(RESOLVER, "utf8");
  } catch {
    return "";
  }
}
