/** Which tickets are said to have changed: some, or anything may have. */
export class Told {
  everything = false;
  readonly #ids = new Set<string>();

  /** An empty set says that anything may have changed. */
  add(ids: ReadonlySet<string>): void {
    if (ids.size === 0) this.everything = true;
    for (const id of ids) this.#ids.add(id);
  }

  addAll(other: Told): void {
    this.everything ||= other.everything;
    for (const id of other.#ids) this.#ids.add(id);
  }

  /** Just these, from now on. */
  become(ids: readonly string[]): void {
    this.everything = false;
    this.#ids.clear();
    for (const id of ids) this.#ids.add(id);
  }

  has(id: string): boolean {
    return this.everything || this.#ids.has(id);
  }

  get isNothing(): boolean {
    return !this.everything && this.#ids.size === 0;
  }
}
