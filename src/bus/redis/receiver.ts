import { parseCursor } from "../../domain/cursor";
import type { AnnouncedEvent, FactoryEvent } from "../../domain/event";
import type { BusHandlers } from "../bus";
import type { Follower } from "./follower";
import { type Message, readExternal, readMessage } from "../message";

export type ReceiverOptions = {
  follower: Follower;
  handlers: BusHandlers;
  /** Whether this server takes in foreign events now. */
  isTurn(): boolean;
  /** Told when a foreign event could not be recorded: pub/sub will not bring it again. */
  refused(event: FactoryEvent, error: unknown): void;
};

/** Sorts what is heard on the channels to whom it concerns. */
export function createReceiver({ follower, handlers, isTurn, refused }: ReceiverOptions) {
  function receive(channel: string, message: Message): void {
    if (message.kind === "malformed") handlers.malformed(channel, message.reason);
    else if (message.kind === "value") handlers.value(message.event);
    else if (message.kind === "ours") hear(channel, message.event);
    else if (isTurn()) void takeForeign(message.event);
    else handlers.failoverBuffer?.(message.event);
  }

  function hear(channel: string, event: AnnouncedEvent): void {
    if (!follower.heard(event)) void judgeEpoch(channel, event).catch(follower.lost);
  }

  /** Another epoch: either our log began anew, or the message was copied here from another Redis. */
  async function judgeEpoch(channel: string, event: AnnouncedEvent): Promise<void> {
    await follower.catchUp();
    const ours = parseCursor(follower.passed() ?? "")?.epoch;
    if (parseCursor(event.id)?.epoch !== ours) receive(channel, readExternal(event));
  }

  async function takeForeign(event: FactoryEvent): Promise<void> {
    try {
      await handlers.foreign(event);
    } catch (error) {
      refused(event, error);
    }
  }

  return (channel: string, text: string) => receive(channel, readMessage(channel, text));
}
