/** Content encodings of HTTP, in the order of preference: smallest first. */
export const ENCODINGS = ["br", "zstd", "gzip"] as const;
export type Encoding = (typeof ENCODINGS)[number];
export type Bytes = Uint8Array<ArrayBuffer>;
