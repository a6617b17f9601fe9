/**
 * Parts of the language that the rooms use and Node 22 has, for the Node 20 that some machines still have.
 */
type Resolvers = Pick<typeof Promise, "withResolvers">;

Promise.withResolvers ??= function withResolvers<T>() {
  let resolve!: (value: T | PromiseLike<T>) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((...settle) => ([resolve, reject] = settle));
  return { promise, resolve, reject };
} as Resolvers["withResolvers"];

URL.parse ??= (url, base) => (URL.canParse(url, base) ? new URL(url, base) : null);

/** Every iterator of a Map, a Set or a generator inherits from this. */
const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;
for (const name of ["map", "flatMap", "filter", "reduce", "some", "every", "find", "forEach"] as const) {
  if (name in iterator) continue;
  const value = function (this: Iterable<unknown>, ...rest: unknown[]) {
    const result: unknown = Reflect.apply([][name], [...this], rest);
    return Array.isArray(result) ? result.values() : result;
  };
  Object.defineProperty(iterator, name, { value, configurable: true, writable: true });
}

export {};
