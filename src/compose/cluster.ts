import type { Bus } from "../bus/bus";
import { externalValues } from "../bus/external_value";
import { countMalformed } from "../bus/on_event";
import { startInboundLease } from "../cluster/inbound_lease";
import { startMachineSync } from "../cluster/machine_sync";
import { createPublishedEvents } from "../cluster/published_events";
import { startScreenPresence } from "../cluster/screen_presence";
import { shareLimits } from "../cluster/shared_limits";
import { eventReader } from "../ingest/reading_from_event";
import type { Core, CorePart } from "./core";
import type { JudgingRoom } from "./judging";
import type { LiveRoom } from "./live";

/** The parts that keep several servers in step, and the intake of what other programs publish. */
export type ClusterRoom = ReturnType<typeof startClusterRoom>;

export function startClusterRoom(
  core: CorePart & Pick<Core, "newId">,
  { kind, sendToPeers, canary }: Pick<Bus, "kind" | "sendToPeers" | "canary">,
  { live, screens }: LiveRoom,
  { endSimulation }: Pick<JudgingRoom, "endSimulation">,
) {
  const { ingestQueue, stageCounters, now } = core;
  const malformed = countMalformed(core);
  const recordValue = externalValues({
    endSimulation,
    malformed,
    enqueue: ingestQueue.enqueue,
    readingOf: eventReader(core.known, core.refusals),
    onRejected: () => stageCounters.rejected.add(),
  });
  const isShared = kind !== "local";
  const lease = startInboundLease({ ...core, isShared, canary });
  const publishedEvents = createPublishedEvents({ ...core, lease, live, recordValue, canary });
  const limits = shareLimits({ ...core, sendToPeers });
  const machineSync = startMachineSync({ ...core, onChange: live.onMachine });
  const screenPresence = startScreenPresence({ screens, isShared, sendToPeers, now });
  const onMachinesChanged = () => void Promise.all([machineSync?.sync(), limits.refresh()]);
  return { malformed, recordValue, publishedEvents, limits, machineSync, screenPresence, onMachinesChanged };
}
