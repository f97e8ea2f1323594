import { describe, expect, it } from "vitest";

import { activeFilterCount, fromSaved, inboxSearch, isCut, MAX_QUERY, plainLink, sameList, sortOf, toFilters, toSaved, viewOf } from "@/lib/inbox-search";

const parse = (search: Record<string, string>) => inboxSearch(search);

describe("inboxSearch", () => {
  it.each([
    ["an unknown view", { view: "everything" }],
    ["a queue that is no id", { queue: "'; drop table" }],
    ["a blank query", { q: "   " }],
    ["an unknown sort", { sort: "subject" }],
    ["an assignee that is no one", { assignee: "everyone" }],
    ["only unknown statuses", { status: "waiting,lost" }],
  ])("ignores %s", (_what, search) => {
    const parsed = parse(search);
    expect(JSON.stringify(parsed)).toBe("{}");
    // Named all the same: the router would keep the link's own word.
    expect(parsed).toHaveProperty(Object.keys(search)[0] ?? "", undefined);
  });

  it("keeps the known words of a list and drops the rest", () => {
    expect(parse({ status: "open,nonsense,new" }).status).toBe("new,open");
  });

  it("cuts a query that is too long, rather than showing everything", () => {
    const parsed = parse({ q: `hub ${"🚲".repeat(600)}` });
    expect(Array.from(parsed.q ?? "")).toHaveLength(MAX_QUERY);
    expect(parsed.q).toMatch(/^hub 🚲+$/u);
    expect([isCut(parsed), isCut(parse({ q: "hub" })), isCut(parse({}))]).toEqual([true, false, false]);
  });

  it("lets one bad field spoil no other", () => {
    expect(parse({ view: "bad", q: "hub", priority: "urgent" })).toMatchObject({ q: "hub", priority: "urgent" });
  });
});

describe("toFilters", () => {
  it("shows what still needs work by default", () => {
    expect(toFilters(parse({})).status).toEqual(["new", "open", "pending"]);
  });

  it("searches every status, unless a view is named", () => {
    expect(viewOf(parse({ q: "hub" }))).toBe("all");
    expect(toFilters(parse({ q: "hub", view: "spam" })).status).toEqual(["spam"]);
  });

  it("lets a filter narrow the view", () => {
    const filters = toFilters(parse({ view: "mine", status: "pending", priority: "high,urgent" }));
    expect(filters).toMatchObject({ assignee_user_id: "me", status: ["pending"], priority: ["high", "urgent"] });
  });

  it("shows what is due soonest first, and in any other order still only what is due", () => {
    const due = parse({ view: "due" });
    expect([sortOf(due), sortOf(parse({}))]).toEqual(["response_due_at", "-last_message_at"]);
    expect(toFilters(due)).toMatchObject({ status: ["new", "open"], snoozed: false, sort: "response_due_at", q: undefined });
    expect(toFilters(parse({ view: "due", sort: "-priority", q: "hub or fork" }))).toMatchObject({ sort: "-priority", q: "hub or fork is:due" });
    expect(sameList(due, fromSaved(toSaved(due), "00000004-0000-4000-8000-000000000001"))).toBe(true);
  });

  it("leaves out of a link what goes without saying", () => {
    expect(plainLink(parse({ view: "open", sort: "-last_message_at", q: "hub" }))).toMatchObject({ q: "hub" });
    expect(Object.keys(plainLink(parse({ view: "open", sort: "-last_message_at" })))).not.toContain("sort");
    expect(plainLink(parse({ view: "due", sort: "-last_message_at" }))).toMatchObject({ view: "due", sort: "-last_message_at" });
    expect(Object.keys(plainLink(parse({ view: "due", sort: "response_due_at" })))).not.toContain("sort");
  });

  it("counts the filters that narrow", () => {
    expect(activeFilterCount(parse({ view: "new", q: "x", tag: "vip", assignee: "me" }))).toBe(2);
  });
});
