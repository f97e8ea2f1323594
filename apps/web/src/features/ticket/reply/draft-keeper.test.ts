import { beforeEach, expect, it, vi } from "vitest";

import { saveDraft } from "@/api/drafts";
import { ApiError, NetworkError } from "@/api/problem";
import type { Draft } from "@/api/types";
import type { SaveState } from "@/features/ticket/reply/draft-keeper";
import { DraftKeeper } from "@/features/ticket/reply/draft-keeper";
import type { Letter } from "@/features/ticket/reply/letter";
import { draftOf } from "@/features/ticket/reply/letter";

vi.mock("@/api/drafts");
const save = vi.mocked(saveDraft);

const draft = (words: string) => {
  const letter: Letter = { mode: "reply", messageId: null, identityId: null, to: [], cc: [], bcc: [], subject: "", html: words, tail: "", files: [], quote: true, seenMessageId: null };
  return draftOf(letter, "t");
};

beforeEach(() => save.mockReset());

it("writes over no draft that it does not know, unless it is told to", async () => {
  const states: SaveState[] = [];
  const keeper = new DraftKeeper("t", draft(""), { savedAt: null, unsaved: false }, { onState: (state) => states.push(state), onSaved: () => undefined, onSafe: () => undefined });
  const comesTo = (state: SaveState) => vi.waitFor(() => expect(states.at(-1)).toBe(state));
  save.mockRejectedValueOnce(new ApiError({ title: "", status: 409, detail: "", code: "draft_changed", errors: [] }, null, null));
  keeper.write(draft("mine"));
  keeper.start();
  await comesTo("conflict");
  expect(save).toHaveBeenLastCalledWith("t", expect.objectContaining({ expected_updated_at: null, expects_none: true }));

  save.mockResolvedValue({ updated_at: "2026-11-02T10:00:00Z" } as Draft);
  keeper.overwrite();
  await comesTo("saved");
  expect(save).toHaveBeenLastCalledWith("t", expect.objectContaining({ expected_updated_at: null, expects_none: false }));

  keeper.write(draft("mine, and more"));
  keeper.start();
  await vi.waitFor(() => expect(save).toHaveBeenCalledTimes(3));
  expect(save).toHaveBeenLastCalledWith("t", expect.objectContaining({ expected_updated_at: "2026-11-02T10:00:00Z", expects_none: false }));
});

it("is in no conflict with a save of its own whose answer got lost", async () => {
  const states: SaveState[] = [];
  const keeper = new DraftKeeper("t", draft(""), { savedAt: null, unsaved: false }, { onState: (state) => states.push(state), onSaved: () => undefined, onSafe: () => undefined });
  const comesTo = (state: SaveState) => vi.waitFor(() => expect(states.at(-1)).toBe(state));
  save.mockRejectedValueOnce(new NetworkError());
  keeper.write(draft("one"));
  keeper.start();
  await comesTo("failed");
  save.mockResolvedValueOnce({ updated_at: "2026-11-02T10:00:00Z" } as Draft).mockResolvedValueOnce({ updated_at: "2026-11-02T10:00:05Z" } as Draft);
  keeper.write(draft("one two"));
  keeper.start();
  await comesTo("saved");
  const sent = save.mock.calls.map(([, { body_html, expected_updated_at, expects_none }]) => [body_html, expected_updated_at, expects_none]);
  expect(sent).toEqual([
    ["one", null, true],
    ["one", null, true],
    ["one two", "2026-11-02T10:00:00Z", false],
  ]);
  expect(keeper.savedAt).toBe("2026-11-02T10:00:05Z");
});
