import type { AuditStore } from "./audit/audit_store";
import type { AlarmStore } from "./alarms/alarm_store";
import type { GuidanceStore } from "./alarms/guidance";
import type { CallStore } from "./calls/call_store";
import type { SuppressionStore } from "./alarms/suppression/suppression_store";
import type { WriteProof } from "./db/write_proof";
import type { EventStore } from "./events/event_store";
import type { InboundLeaseStore } from "./inbound_lease";
import type { LeaseStore } from "./leases";
import type { LimitStore } from "./machines/limits";
import type { MachineStore } from "./machines/machines";
import type { MetricSettingStore } from "./machines/metric_settings";
import type { AnswerSessionStore } from "./people/answer_sessions";
import type { AnswererStore } from "./people/answerers";
import type { AttemptStore } from "./people/attempts";
import type { DeviceStore } from "./people/devices";
import type { PairingStore } from "./people/pairings";
import type { OneUseLinkStore } from "./people/one_use_links";
import type { PersonStore } from "./people/people";
import type { PersonalDataStore } from "./people/personal_data";
import type { PinAttemptStore } from "./people/pin_attempts";
import type { SessionStore } from "./people/sessions";
import type { TokenStore } from "./people/tokens";
import type { VouchedPeople } from "./people/vouched";
import type { Playback } from "./playback/playback";
import type { DetectorStateStore } from "./progress/detector_states";
import type { JudgingProgressStore } from "./progress/judging_progress";
import type { RuleStore } from "./rules/rules";
import type { OnSetBack } from "./set_back";
import type { EnergySourceStore } from "./readings/energy_sources";
import type { AreaStore } from "./site/areas";
import type { SiteSettingStore } from "./site/site_settings";
import type { ReadingStore } from "./readings/reading_store";
import type { JobStore } from "./training/jobs";
import type { ModelStore } from "./training/models";

/**
 * Everything that lasts, on SQLite or PostgreSQL. Times in epoch milliseconds, periods half open [from, to).
 */
export type Store = {
  machines: MachineStore;
  readings: ReadingStore;
  energySources: EnergySourceStore;
  alarms: AlarmStore;
  suppressions: SuppressionStore;
  calls: CallStore;
  audit: AuditStore;
  guidance: GuidanceStore;
  events: EventStore;
  jobs: JobStore;
  models: ModelStore;
  playback: Playback;
  states: DetectorStateStore;
  judged: JudgingProgressStore;
  limits: LimitStore;
  metricSettings: MetricSettingStore;
  rules: RuleStore;
  areas: AreaStore;
  siteSettings: SiteSettingStore;
  people: PersonStore;
  vouchedPeople: VouchedPeople;
  personalData: PersonalDataStore;
  sessions: SessionStore;
  tokens: TokenStore;
  devices: DeviceStore;
  pairings: PairingStore;
  oneUseLinks: OneUseLinkStore;
  attempts: AttemptStore;
  answerers: AnswererStore;
  answerSessions: AnswerSessionStore;
  pinAttempts: PinAttemptStore;
  /** Whether the database was in use before there was the setting ACCESS. */
  olderThanAccess: boolean;
  lease: LeaseStore;
  onSetBack: OnSetBack;
  /** Whether this server is the one to say so. */
  firstToSaySetBack(): Promise<boolean>;
  inboundLease: InboundLeaseStore;
  /** Whether other servers may write to this database too. */
  shared: boolean;
  /** Rolls at most `slice` stale minutes; returns how many (0: nothing left). */
  roll(slice: number): Promise<number>;
  /**
   * Deletes readings, events and audit entries older than the cut-offs, in slices; returns how many rows. Unrolled
   * readings and unannounced events stay; removed audit entries leave one that seals the log.
   */
  retain(cutoffs: { readingsBefore: number; eventsBefore: number; auditBefore?: number }): Promise<number>;
  /** How far this server's clock is from the database's, milliseconds; below zero it is behind. */
  clockOffset(): Promise<number>;
  close(): Promise<void>;
} & WriteProof;
