import { describe, expect, it } from "vitest";

import { isAddress, joined, parseAddresses } from "@/features/ticket/reply/addresses";

describe("parseAddresses", () => {
  it.each([
    ["anna@post.example", ["anna@post.example"]],
    ["Anna Berg <anna@post.example>, ole@post.example", ["anna@post.example", "ole@post.example"]],
    ['"Berg, Jo" <jo@post.example>; ole@post.example', ["jo@post.example", "ole@post.example"]],
    ["a@x.example\nb@x.example\r\nc@x.example", ["a@x.example", "b@x.example", "c@x.example"]],
    ["a@x.example b@x.example", ["a@x.example", "b@x.example"]],
    ["mailto:a@x.example", ["a@x.example"]],
    ["Anna Berg", ["Anna Berg"]],
    [" , ;\n", []],
  ])("%j", (text, expected) => expect(parseAddresses(text)).toEqual(expected));
});

it.each([
  ["anna@post.example", true],
  ["o'neill+x@mail.post.example", true],
  ["anna@post", false],
  ["anna@@post.example", false],
  ["anna post.example", false],
  ["anna@-post.example", false],
  ["ünna@post.example", false],
  [`${"a".repeat(65)}@post.example`, false],
])("isAddress(%j)", (text, expected) => expect(isAddress(text)).toBe(expected));

it("keeps an address once, whatever its case", () => {
  expect(joined(["a@x.example"], ["A@X.example", "b@x.example", "B@x.example"])).toEqual(["a@x.example", "b@x.example"]);
});
