import { act, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { Wait } from "@/features/ticket/mail-frame";
import { MailFrame } from "@/features/ticket/mail-frame";

const SMALL = "<!doctype html><p>Hello</p>";
const LARGE = `${SMALL}<p>${"long ".repeat(40_000)}</p>`;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "requestAnimationFrame", "cancelAnimationFrame"] });
  vi.stubGlobal("ResizeObserver", class {
    observe = vi.fn();
    disconnect = vi.fn();
  });
});
afterEach(() => void vi.useRealTimers());

const show = (html: string, wait: Wait) => render(<MailFrame html={html} title="Mail" paper={false} wait={wait} />);
const words = () => screen.queryByTitle<HTMLIFrameElement>("Mail")?.contentDocument?.querySelector("p")?.textContent;

describe("MailFrame", () => {
  it.each<[string, string, Wait]>([
    ["a mail that never waits", SMALL, "never"],
    ["a large one that never waits", LARGE, "never"],
    ["a small one that waits when it is large", SMALL, "when large"],
  ])("shows %s at once", (_which, html, wait) => {
    show(html, wait);
    expect(words()).toBe("Hello");
  });

  it.each<[string, string, Wait]>([
    ["a large mail that waits when it is large", LARGE, "when large"],
    ["a small one that always waits", SMALL, "always"],
  ])("shows %s once the ticket is painted", (_which, html, wait) => {
    show(html, wait);
    expect(words()).toBeUndefined();
    act(() => {
      vi.advanceTimersByTime(200);
    });
    expect(words()).toBe("Hello");
  });

  it("gives another text another frame: a document keeps the policy it was given first", () => {
    const { rerender } = show(SMALL, "never");
    const former = screen.getByTitle<HTMLIFrameElement>("Mail");
    rerender(<MailFrame html="<!doctype html><p>Goodbye</p>" title="Mail" paper={false} wait="never" />);
    expect(words()).toBe("Goodbye");
    expect(screen.getByTitle("Mail")).not.toBe(former);
  });
});
