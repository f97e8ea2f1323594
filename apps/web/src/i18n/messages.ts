/** What a language has to say, derived from English: a translation that lacks a key, or has one too many, does not compile. */
import type { en } from "@/i18n/en";
import type { admin } from "@/i18n/en/admin";
import type { ProblemWords } from "@/i18n/problem-codes";

/** English's shape with its literal strings widened. */
type Widen<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widen<T[K]> };

type AgentWords = Widen<typeof en>;
export type AdminWords = Widen<typeof admin>;
export type Words = AgentWords & AdminWords;

/** `problems`, the errors of the API by their codes, English takes from the API itself. */
export type Messages = AgentWords & { readonly problems: Partial<ProblemWords> };

/** What a translation is written as: `problems` in full. */
export type Translation = AgentWords & { readonly problems: ProblemWords };
