import { useLayoutEffect, useRef } from "react";

import { MAIL_SANDBOX } from "@/features/ticket/mail-document";
import { useAfterPaint } from "@/lib/after-paint";
import { cn } from "@/lib/cn";
import { handleKey } from "@/lib/shortcuts";

/** A mail may say that it is a mile high; beyond this it scrolls in its frame. */
const MAX_HEIGHT = 20_000;

interface Props {
  html: string;
  title: string;
  /** Shows the mail on white, as its author designed it. */
  paper: boolean;
  /** Another mail is looked at first: to make a frame takes the browser as long as the rest of a message. */
  late: boolean;
}

/** Makes the frame as high as its mail is. */
function fit(frame: HTMLIFrameElement, { documentElement: page, body }: Document): void {
  // A horizontal scrollbar of an over-wide table takes its room from the height.
  const bar = page.scrollWidth > page.clientWidth ? 16 : 0;
  const needed = Math.ceil(Math.max(body.scrollHeight, body.getBoundingClientRect().height)) + bar;
  frame.style.height = `${Math.min(needed, MAX_HEIGHT)}px`;
  page.style.overflowY = needed > MAX_HEIGHT ? "auto" : "hidden";
}

/**
 * One mail's HTML at its natural height. Nothing in it can run; see mail-document.ts for the walls.
 *
 * The mail is written into the empty document that the frame begins with: it is there when the message is painted. As `srcdoc` it would come three or four frames later,
 * by way of a navigation, and push away what stands below it.
 */
export function MailFrame({ html, title, paper, late }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const due = useAfterPaint(late);

  useLayoutEffect(() => {
    const element = frame.current;
    const content = element?.contentDocument;
    if (!element || !content) return;
    content.open();
    // oxlint-disable-next-line typescript/no-deprecated -- Nothing newer reads a document with its doctype and its policy.
    content.write(html);
    content.close();
    // The keyboard keeps working after a click into the mail.
    content.addEventListener("keydown", (event) => void handleKey(event));
    const measure = () => fit(element, content);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(content.body);
    return () => observer.disconnect();
  }, [due, html]);

  return (
    <div data-mail-frame className={cn(paper && "rounded-lg bg-white p-3 dark:ring-1 dark:ring-line")}>
      {/* A document keeps the policy that it was given first: another mail, or the same with its images, needs another frame. */}
      {due ? <iframe key={html} ref={frame} title={title} sandbox={MAIL_SANDBOX} referrerPolicy="no-referrer" className="block w-full border-0" /> : <div className="h-20" />}
    </div>
  );
}
