/** Server-sent events: a topic and an id, never content. Whoever is interested refetches. */
import { useEffect, useRef } from "react";

import { apiUrl } from "@/api/http";

const TOPICS = ["ticket", "mailbox", "job", "notification", "presence"] as const;
export interface Change {
  topic: (typeof TOPICS)[number];
  id: string | null;
}

/** What an event says; null when it is none that we know. */
function changeOf(data: unknown): Change | null {
  if (typeof data !== "object" || data === null) return null;
  const { topic: said, id } = data as Record<string, unknown>;
  const topic = TOPICS.find((one) => one === said);
  return topic !== undefined && (typeof id === "string" || id === null) ? { topic, id } : null;
}

type Listener = (change: Change | "reconnected") => void;
const listeners = new Set<Listener>();

/** Keeps one stream open for the page. The browser reconnects by itself; after a gap listeners catch up. */
export function useEventStream(): void {
  useEffect(() => {
    let source: EventSource | null = null;
    let wasOpen = false;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const tell = (change: Change | "reconnected") => listeners.forEach((listener) => listener(change));
    const open = () => {
      source = new EventSource(apiUrl("/events"));
      source.addEventListener("open", () => {
        if (wasOpen) tell("reconnected");
        wasOpen = true;
      });
      source.addEventListener("change", (event: MessageEvent<string>) => {
        const change = changeOf(safeJson(event.data));
        if (change) tell(change);
      });
      source.addEventListener("error", () => {
        // After an HTTP error (a restarting server behind the proxy) the browser gives up; we do not.
        if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, 5_000);
      });
    };
    open();
    return () => {
      clearTimeout(retry);
      source?.close();
    };
  }, []);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const GATHER_MS = 350;

/**
 * Calls `onChange` with the ids of `topic` that changed, gathered over a third of a second so that a burst costs one
 * refetch. An empty set means "anything may have changed" (the stream was
 * interrupted, or too much changed at once to name).
 */
export function useChanges(topic: Change["topic"], onChange: (ids: ReadonlySet<string>) => void): void {
  const handler = useRef(onChange);
  useEffect(() => {
    handler.current = onChange;
  });
  useEffect(() => {
    let gathered = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let everything = false;
    const flush = () => {
      const ids = everything ? new Set<string>() : gathered;
      gathered = new Set();
      everything = false;
      timer = undefined;
      handler.current(ids);
    };
    const listener: Listener = (change) => {
      if (change === "reconnected") everything = true;
      else if (change.topic !== topic) return;
      else if (change.id === null) everything = true;
      else gathered.add(change.id);
      timer ??= setTimeout(flush, GATHER_MS);
    };
    listeners.add(listener);
    return () => {
      clearTimeout(timer);
      listeners.delete(listener);
    };
  }, [topic]);
}
