/**
 * Reads the frames of one socket, whose bytes come in any pieces. Payloads are skipped unless they are asked
 * for.
 */
export type FrameReader = { read(chunk: Uint8Array): void };

const decoder = new TextDecoder();
const PING = 9;

/**
 * @param onFrame called for each whole frame but pings: bytes of its payload, and the payload where `keep`
 * asks for it
 * @param onPing called for each ping, which must be answered
 */
export function createFrameReader(
  onFrame: (size: number, payload: string) => void,
  onPing: () => void,
  keep: () => boolean,
): FrameReader {
  let head: number[] = [];
  let left = 0;
  let size = 0;
  let opcode = 0;
  let parts: Uint8Array[] = [];

  function ended() {
    const payload = parts.length > 0 ? decoder.decode(Buffer.concat(parts)) : "";
    parts = [];
    if (opcode === PING) onPing();
    else onFrame(size, payload);
  }

  /** Takes the next byte of a header; whether it is complete. */
  function takeHead(byte: number): boolean {
    head.push(byte);
    const short = (head[1] ?? 0) & 127;
    const length = short === 126 ? 4 : short === 127 ? 10 : 2;
    if (head.length < 2 || head.length < length) return false;
    opcode = head[0]! & 15;
    size = length === 2 ? short : head.slice(2).reduce((sum, part) => sum * 256 + part, 0);
    left = size;
    head = [];
    return true;
  }

  return {
    read(chunk) {
      for (let place = 0; place < chunk.length;) {
        if (left === 0) {
          if (takeHead(chunk[place++]!) && left === 0) ended();
          continue;
        }
        const taken = Math.min(left, chunk.length - place);
        // A buffer may be used again for the next chunk.
        if (keep()) parts.push(chunk.slice(place, place + taken));
        place += taken;
        left -= taken;
        if (left === 0) ended();
      }
    },
  };
}

/** A client's frame; the mask is zero, which is allowed and leaves the words as they are. */
export function clientFrame(opcode: number, text = ""): Uint8Array {
  const payload = new TextEncoder().encode(text);
  return new Uint8Array([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0, ...payload]);
}
