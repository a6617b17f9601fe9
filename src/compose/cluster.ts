import type { Bus } from "../bus/bus";
import { externalValues } from "../bus/external_value";
import { countMalformed } from "../bus/on_event";
import { createFailoverBuffer } from "../cluster/failover_buffer";
import { startMachineSync } from "../cluster/machine_sync";
import { startScreenPresence } from "../cluster/screen_presence";
import { shareLimits } from "../cluster/shared_limits";
import { eventReader } from "../ingest/reading_from_event";
import type { CorePart } from "./core";
import type { JudgingRoom } from "./judging";
import type { LiveRoom } from "./live";

/** The parts that keep several servers in step, and the intake of what other programs publish. */
export type ClusterRoom = ReturnType<typeof startClusterRoom>;

export function startClusterRoom(
  core: CorePart,
  { kind, sendToPeers }: Pick<Bus, "kind" | "sendToPeers">,
  { live, screens }: LiveRoom,
  { endSimulation, onElected }: Pick<JudgingRoom, "endSimulation" | "onElected">,
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
  const failoverBuffer = createFailoverBuffer({ ...core, recordValue });
  onElected(() => void failoverBuffer.replay());
  const limits = shareLimits({ ...core, sendToPeers });
  const machineSync = startMachineSync({ ...core, onChange: live.onMachine });
  const screenPresence = startScreenPresence({ screens, isShared: kind !== "local", sendToPeers, now });
  const onMachinesChanged = () => void Promise.all([machineSync?.sync(), limits.refresh()]);
  return {
    malformed,
    recordValue,
    failoverBuffer,
    limits,
    machineSync,
    screenPresence,
    onMachinesChanged,
  };
}
