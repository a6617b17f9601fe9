import type { Screen } from "../../domain/screen";

/** A server that reports nothing for so long is no more. */
const REPORT_LASTS_MS = 30_000;
const SERVERS_AT_MOST = 50;

/** The screens that the other servers report. */
export type PeerScreens = {
  /**
   * Replaces all of another server's. @param ageMs how far its clock is behind ours, which moves its times
   */
  report(server: string, screens: readonly Screen[], ageMs: number): void;
  all(): Screen[];
};

/** @param atMost screens that one server may report */
export function createPeerScreens(now: () => number, atMost: number): PeerScreens {
  const servers = new Map<string, { screens: readonly Screen[]; at: number }>();
  return {
    report(server, screens, ageMs) {
      if (!servers.has(server) && servers.size >= SERVERS_AT_MOST) return;
      const moved = screens.slice(0, atMost).map((screen) => ({
        ...screen,
        heardAt: screen.heardAt + ageMs,
        frameAt: screen.frameAt + ageMs,
      }));
      servers.set(server, { screens: moved, at: now() });
    },
    all() {
      for (const [server, { at }] of servers) if (at < now() - REPORT_LASTS_MS) servers.delete(server);
      return [...servers.values()].flatMap(({ screens }) => screens);
    },
  };
}
