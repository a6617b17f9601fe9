/** Seconds after which PostgreSQL itself ends what a server of ours has begun; that server may be gone. */
const IDLE_IN_TRANSACTION_SECONDS = 5;
/** More than that: who waits for the locks of a vanished server gets through instead of failing. */
const LOCK_WAIT_SECONDS = 8;
const WRITE_SECONDS = 15;
/** Reading locks nothing that a write of ours needs. */
const READ_SECONDS = 60;

/** A peer whose cable was pulled is known within so long, and its session ends. */
const SILENT_PEER = {
  tcp_keepalives_idle: "5",
  tcp_keepalives_interval: "2",
  tcp_keepalives_count: "3",
  tcp_user_timeout: "10000",
};

/**
 * The limits of a session, as PostgreSQL's own settings: a frozen or vanished server cannot end its
 * transactions, and every other server would wait for its locks.
 */
export function sessionLimits(readOnly: boolean): Record<string, string> {
  return {
    ...SILENT_PEER,
    idle_in_transaction_session_timeout: `${IDLE_IN_TRANSACTION_SECONDS}s`,
    lock_timeout: `${LOCK_WAIT_SECONDS}s`,
    statement_timeout: `${readOnly ? READ_SECONDS : WRITE_SECONDS}s`,
  };
}

/**
 * Statements that free one transaction of the limits but for that of an idle session: a migration rebuilds
 * large tables, and waits for the migration of another server.
 */
export const WITHOUT_LIMITS = ["set local statement_timeout = 0", "set local lock_timeout = 0"] as const;
