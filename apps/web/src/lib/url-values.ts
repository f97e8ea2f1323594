/**
 * Readers of what a link says. Each takes whatever stands there and gives a value or undefined, so that a bad link shows
 * a page and never an error. (A schema library would weigh as much as the list itself, at the first paint.)
 */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

type Reader<T> = (raw: unknown) => T | undefined;
type Readers = Record<string, Reader<unknown>>;
export type ReadBy<R extends Readers> = { [K in keyof R]?: ReturnType<R[K]> };

export const oneOf =
  <T extends string>(values: readonly T[]): Reader<T> =>
  (raw) =>
    values.find((value) => value === raw);

export const uuid: Reader<string> = (raw) => (typeof raw === "string" && UUID.test(raw) ? raw : undefined);

export const text: Reader<string> = (raw) => (typeof raw === "string" ? raw : undefined);

/** The first of them that takes it. */
export const either =
  <A, B>(first: Reader<A>, second: Reader<B>): Reader<A | B> =>
  (raw) =>
    first(raw) ?? second(raw);

/** Words without the space around them; none when they are blank or longer than `max`. */
export const line =
  (max: number): Reader<string> =>
  (raw) => {
    const words = text(raw)?.trim() ?? "";
    return words === "" || words.length > max ? undefined : words;
  };

/**
 * Reads the search of a link. What is not understood is undefined, and named: the router keeps what a link says of a key
 * that its reader does not mention.
 */
export function searchOf<R extends Readers>(readers: R): (raw: Readonly<Record<string, unknown>>) => ReadBy<R> {
  return (raw) => {
    const entries = Object.entries(readers).map(([key, read]) => [key, read(raw[key])] as const);
    return Object.fromEntries(entries) as ReadBy<R>;
  };
}
