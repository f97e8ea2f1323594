import { expect, it } from "vitest";

import { reasonText, recipientSourceText } from "@/lib/machine-words";

it("says recorded words in people's words", () => {
  expect(reasonText("first")).toBe("It began the conversation");
  expect(reasonText("same_content")).toBe("Same content, without a Message-ID");
  expect(recipientSourceText("google-group")).toBe("Google Group");
  expect(recipientSourceText("x-gm-original-to")).toBe("X-Gm-Original-To");
});

it.each(["new_reason", "", "toString"])("knows nothing of %j", (word) => {
  expect([reasonText(word), recipientSourceText(word)]).toEqual([undefined, undefined]);
});
