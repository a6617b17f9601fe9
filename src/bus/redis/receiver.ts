import { parseCursor } from "../../domain/cursor";
import type { AnnouncedEvent, FactoryEvent } from "../../domain/event";
import type { BusHandlers } from "../bus";
import { type Message, readExternal, readMessage } from "../message";
import type { Follower } from "./follower";

type ReceiverOptions = {
  follower: Follower;
  handlers: BusHandlers;
  /** Whether this server records external events now. */
  isLeader(): boolean;
  /** The clock that numbers the log. */
  logClock?(): number;
  /** An external event could not be recorded: pub/sub will not bring it again. */
  notRecorded(event: FactoryEvent, error: unknown): void;
};

/** Sorts the messages of the channels by their handlers. */
export function createReceiver({ follower, handlers, isLeader, logClock, notRecorded }: ReceiverOptions) {
  function receive(channel: string, message: Message, text = ""): void {
    if (message.kind === "malformed") handlers.malformed(channel, message.reason, text);
    else if (message.kind === "value") handlers.value(message.event);
    else if (message.kind === "own") receiveOwn(channel, message.event);
    else if (isLeader()) void record(message.event);
    else handlers.externalOnStandby?.(message.event);
  }

  function receiveOwn(channel: string, event: AnnouncedEvent): void {
    if (!follower.received(event)) void checkEpoch(channel, event).catch(follower.lost);
  }

  /** Another epoch: either our log began anew, or the message was copied here from another Redis. */
  async function checkEpoch(channel: string, event: AnnouncedEvent): Promise<void> {
    await follower.catchUp();
    const own = parseCursor(follower.passed() ?? "")?.epoch;
    if (parseCursor(event.id)?.epoch !== own) receive(channel, readExternal(event));
  }

  async function record(event: FactoryEvent): Promise<void> {
    try {
      await handlers.external(event);
    } catch (error) {
      notRecorded(event, error);
    }
  }

  return (channel: string, text: string) =>
    receive(channel, readMessage(channel, text, Date.now(), logClock?.()), text);
}
