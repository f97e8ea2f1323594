import { expect, it } from "vitest";

import { isBlank, splitTail, toEditor, toMail } from "@/features/ticket/reply/body";

const images = [{ id: "u1", content_id: "abc@oss-ticketing" }];

it("parts what was written from the signature and the history below it", () => {
  const html = '<div dir="auto"><p>Hi</p></div><br><div class="gmail_signature">Ingrid</div><br><div class="gmail_quote"><blockquote class="gmail_quote">old</blockquote></div>';
  expect(splitTail(html)).toEqual({
    written: '<div dir="auto"><p>Hi</p></div>',
    tail: '<div class="gmail_signature">Ingrid</div><br><div class="gmail_quote"><blockquote class="gmail_quote">old</blockquote></div>',
  });
  expect(splitTail("<p>Hi</p>")).toEqual({ written: "<p>Hi</p>", tail: "" });
});

it("names an inline image by its Content-ID in the mail, by its address in the editor", () => {
  const shown = '<p>See <img src="/api/tickets/t/uploads/u1/download?inline=true"></p>';
  const kept = '<p>See <img src="cid:abc@oss-ticketing"></p>';
  expect(toMail(shown, "t", images)).toBe(kept);
  expect(toEditor(kept, "t", images)).toBe(shown);
  expect(toEditor(kept, "t", [])).toBe("<p>See </p>");
});

it("knows an empty body", () => {
  expect(isBlank("<p></p>")).toBe(true);
  expect(isBlank("<p> <br></p>")).toBe(true);
  expect(isBlank('<p><img src="cid:x"></p>')).toBe(false);
  expect(isBlank("<p>x</p>")).toBe(false);
});
