import { useEffect, useRef, useState } from "react";

import { MAIL_SANDBOX } from "@/features/ticket/mail-document";
import { cn } from "@/lib/cn";
import { handleKey } from "@/lib/shortcuts";

/** A mail may say that it is a mile high; beyond this it scrolls in its frame. */
const MAX_HEIGHT = 20_000;

interface Props {
  html: string;
  title: string;
  /** Shows the mail on white, as its author designed it. */
  paper: boolean;
}

/** One mail's HTML at its natural height. Nothing in it can run; see mail-document.ts for the walls. */
export function MailFrame({ html, title, paper }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(80);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    let observer: ResizeObserver | undefined;
    const measure = () => {
      const page = element.contentDocument?.documentElement;
      const body = element.contentDocument?.body;
      if (!page || !body) return;
      // A horizontal scrollbar of an over-wide table takes its room from the height.
      const bar = page.scrollWidth > page.clientWidth ? 16 : 0;
      const needed = Math.ceil(Math.max(body.scrollHeight, body.getBoundingClientRect().height)) + bar;
      setHeight(Math.min(needed, MAX_HEIGHT));
      page.style.overflowY = needed > MAX_HEIGHT ? "auto" : "hidden";
    };
    const onLoad = () => {
      const content = element.contentDocument;
      if (!content?.body) return;
      observer?.disconnect();
      observer = new ResizeObserver(measure);
      observer.observe(content.body);
      // The keyboard keeps working after a click into the mail.
      content.addEventListener("keydown", (event) => void handleKey(event));
      measure();
    };
    element.addEventListener("load", onLoad);
    // The empty page that a frame begins with is complete, too.
    if (element.contentDocument?.URL === "about:srcdoc" && element.contentDocument.readyState === "complete") onLoad();
    return () => {
      element.removeEventListener("load", onLoad);
      observer?.disconnect();
    };
  }, [html]);

  return (
    <div data-mail-frame className={cn(paper && "rounded-lg bg-white p-3 dark:ring-1 dark:ring-line")}>
      <iframe ref={frame} title={title} sandbox={MAIL_SANDBOX} srcDoc={html} referrerPolicy="no-referrer" style={{ height }} className="block w-full border-0" />
    </div>
  );
}
