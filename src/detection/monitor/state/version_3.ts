import type { Hourly } from "../../hourly/state";
import type { Mewma } from "../../mewma/state";
import type { Version4 } from "./version_4";

/** The state of a machine as version 3 saved it: the figures of version 4 under other names. */
export type Version3 = Pick<Version4, "score" | "ended_at"> & {
  version: 3;
  watched: Record<string, Watched3>;
  limits: Omit<Version4["limits"], "run"> & { run: Run3 };
  last: Version4["newest"];
  heard?: Version4["newest_unjudged"];
  episode: Episode3 | null;
};

type Watched3 = {
  detector: { method: "mewma"; state: Mewma3 } | { method: "hour_residual"; state: Hourly };
  run: Run3;
  candidate: { since: number; readings: number; points: object } | null;
};

type Run4 = Version4["limits"]["run"];
type Episode4 = NonNullable<Version4["episode"]>;

type Run3 = Pick<Run4, "above" | "critical" | "since"> & { calm: number; calm_since: number };

type Episode3 = Omit<Episode4, "reported_at" | "off_delay_ms"> & { told_at: number; calm_ms: number };

type Mewma3 = Omit<Mewma, "inverse_root" | "control_limit" | "recent_exceedance"> & {
  whitener: number[];
  usual: number;
  doubtful: number;
};

export function fromVersion3(saved: Version3): Version4 {
  const { watched, limits, last, heard, episode, score, ended_at } = saved;
  const series = Object.entries(watched).map(([subject, each]) => [subject, seriesFrom(each)] as const);
  return {
    version: 4,
    series: Object.fromEntries(series),
    limits: { ...limits, run: runFrom(limits.run) },
    newest: last,
    score,
    ...(heard ? { newest_unjudged: heard } : {}),
    episode: episode && episodeFrom(episode),
    ended_at,
  };
}

function seriesFrom({ detector, run, candidate }: Watched3): Version4["series"][string] {
  return {
    detector: {
      method: detector.method,
      state: detector.method === "mewma" ? mewmaFrom(detector.state) : detector.state,
    },
    run: runFrom(run),
    candidate: candidate && {
      since: candidate.since,
      readings: candidate.readings,
      learned: candidate.points,
    },
  };
}

function mewmaFrom({ whitener, usual, doubtful, ...same }: Mewma3): Mewma {
  return { ...same, inverse_root: whitener, control_limit: usual, recent_exceedance: doubtful };
}

function runFrom({ calm, calm_since, ...same }: Run3): Run4 {
  return { ...same, below_reset: calm, below_reset_since: calm_since };
}

function episodeFrom({ told_at, calm_ms, ...same }: Episode3): Episode4 {
  return { ...same, reported_at: told_at, off_delay_ms: calm_ms };
}
