import { parseCursor } from "../../domain/cursor";
import type { AnnouncedEvent } from "../../domain/event";
import type { BusHandlers } from "../bus";
import { type Message, readExternal, readMessage } from "../message";
import type { Follower } from "./follower";

type ReceiverOptions = {
  follower: Follower;
  handlers: BusHandlers;
  /** False while the servers of another database take in what other programs publish. */
  isOurs(): boolean;
};

/** Sorts the messages of the channels by their handlers. */
export function createReceiver({ follower, handlers, isOurs }: ReceiverOptions) {
  function receive(channel: string, message: Message, text = ""): void {
    if (message.kind === "malformed") handlers.malformed(channel, message.reason, text);
    else if (message.kind === "value") handlers.value(message.event);
    else if (message.kind === "own") receiveOwn(channel, message.event);
    else if (isOurs()) handlers.published(message.event);
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

  return (channel: string, text: string) => receive(channel, readMessage(channel, text), text);
}
