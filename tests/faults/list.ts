import { clusterFaults } from "./cluster_faults";
import { crowdFaults } from "./crowd_faults";
import { diskFaults } from "./disk_faults";
import type { Fault } from "./fault";
import { freezeFaults } from "./freeze_faults";
import { loadFaults } from "./load_faults";
import { networkFaults } from "./network_faults";
import { partitionFaults } from "./partition_faults";
import { redisFaults } from "./redis_faults";
import { refusalFaults } from "./refusal_faults";
import { restoreFaults } from "./restore_faults";
import { serverFaults } from "./server_faults";

export type Kind =
  | ("server" | "redis" | "network" | "disk" | "load" | "crowd")
  | ("freeze" | "partition" | "cluster" | "refusal" | "restore");

/**
 * Every fault that Andon must survive without a hand, by kind. One that is added to its kind is tried by the
 * suite in its short form unless it says otherwise, and by `bun run faults` in its long one.
 */
export const FAULTS: Record<Kind, Fault[]> = {
  server: serverFaults,
  redis: redisFaults,
  network: networkFaults,
  disk: diskFaults,
  load: loadFaults,
  crowd: crowdFaults,
  freeze: freezeFaults,
  cluster: clusterFaults,
  partition: partitionFaults,
  refusal: refusalFaults,
  restore: restoreFaults,
};
