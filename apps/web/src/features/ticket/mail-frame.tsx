import { useCallback, useRef } from "react";

import { MAIL_SANDBOX } from "@/features/ticket/mail-document";
import { useAfterPaint } from "@/lib/after-paint";
import { cn } from "@/lib/cn";
import { handleKey } from "@/lib/shortcuts";

/** A mail may say that it is a mile high; beyond this it scrolls in its frame. */
const MAX_HEIGHT = 20_000;
/** A mail that is as high as its frame, and its margin, would grow with it for ever. */
const MARGIN = 2;
/** In characters of HTML: to lay out more than this takes so long that the rest of the ticket comes first. */
const LARGE = 150_000;

/** Whether the ticket is painted before the mail is: not above the mail that the ticket opens at, which would be pushed away. */
export type Wait = "never" | "when large" | "always";

interface Props {
  html: string;
  title: string;
  /** Shows the mail on white, as its author designed it. */
  paper: boolean;
  wait: Wait;
}

/** Makes the frame as high as its mail is. */
function fit(frame: HTMLIFrameElement, { documentElement: page, body }: Document): void {
  // A horizontal scrollbar of an over-wide table takes its room from the height.
  const bar = page.scrollWidth > page.clientWidth ? 16 : 0;
  const needed = Math.ceil(Math.max(body.scrollHeight, body.getBoundingClientRect().height)) + bar;
  const grown = needed - frame.clientHeight;
  if (grown > 0 && grown <= MARGIN && frame.style.height !== "") return;
  frame.style.height = `${Math.min(needed, MAX_HEIGHT)}px`;
  page.style.overflowY = needed > MAX_HEIGHT ? "auto" : "hidden";
}

/** Writes the mail into the frame and keeps the frame as high as it is; what it returns ends that. */
function fill(frame: HTMLIFrameElement, html: string): () => void {
  let written: Document | null = null;
  let observer: ResizeObserver | undefined;
  const write = () => {
    const content = frame.contentDocument;
    if (content === null || content === written) return;
    written = content;
    observer?.disconnect();
    content.open();
    // oxlint-disable-next-line typescript/no-deprecated -- Nothing newer reads a document with its doctype and its policy.
    content.write(html);
    content.close();
    // The keyboard keeps working after a click into the mail.
    content.addEventListener("keydown", (event) => void handleKey(event));
    fit(frame, content);
    observer = new ResizeObserver(() => fit(frame, content));
    observer.observe(content.body);
  };
  write();
  // One that is moved in the page, or loaded again, begins with an empty document once more.
  frame.addEventListener("load", write);
  return () => {
    frame.removeEventListener("load", write);
    observer?.disconnect();
  };
}

/**
 * One mail's HTML at its natural height. Nothing in it can run; see mail-document.ts for the walls.
 *
 * The mail is written into the empty document that the frame begins with: it is there when the message is painted. As `srcdoc` it would come three or four frames later,
 * by way of a navigation, and push away what stands below it.
 */
export function MailFrame({ html, title, paper, wait }: Props) {
  const due = useAfterPaint(wait === "always" || (wait === "when large" && html.length > LARGE));
  /** Of the frame that this one takes the place of: without its height the page would be too short for where it is scrolled to. */
  const former = useRef({ height: "", focused: false });
  const frame = useCallback(
    (element: HTMLIFrameElement) => {
      element.style.height = former.current.height;
      const end = fill(element, html);
      if (former.current.focused && document.activeElement === document.body) element.focus({ preventScroll: true });
      return () => {
        former.current = { height: element.style.height, focused: document.activeElement === element };
        end();
      };
    },
    [html],
  );
  return (
    <div data-mail-frame className={cn(paper && "rounded-lg bg-white p-3 dark:ring-1 dark:ring-line")}>
      {/* A document keeps the policy that it was given first: another mail, or the same with its images, needs another frame. */}
      {due ? <iframe key={html} ref={frame} title={title} sandbox={MAIL_SANDBOX} className="block w-full border-0" /> : <div className="h-20" />}
    </div>
  );
}
