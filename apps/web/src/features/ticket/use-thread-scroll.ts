/** Where a long thread is scrolled to, and that it does not move while older messages come in above. */
import type { RefObject } from "react";
import { useEffect, useLayoutEffect, useRef } from "react";

import { messageAnchor } from "@/features/ticket/timeline";
import type { ThreadEnd } from "@/features/ticket/use-thread-pages";

type Box = RefObject<HTMLElement | null>;
/** What the list scrolls in. A parent's ref is not set yet when a child's first layout effect runs. */
const boxOf = (list: Box) => list.current?.closest<HTMLElement>("[data-thread-scroller]") ?? null;
/** Room above the card that is scrolled to, for what floats there and the line above it; as `scroll-mt-24` of the cards. */
const ABOVE_UNREAD = 96;
const ABOVE_NEWEST = 56;
/** Pages are asked for this far ahead, so that reading on does not wait. */
const AHEAD = "1200px 0px";

/** A thread opens where its unread begins; else a long one at the end that reading begins at: the newest message at the
 * top of the view, or the first. */
export function useOpenAt(list: Box, end: ThreadEnd, long: boolean, unreadId: string | null) {
  const opened = useRef(false);
  useLayoutEffect(() => {
    const box = boxOf(list);
    if (!box) return;
    const unread = opened.current || unreadId === null ? null : document.getElementById(messageAnchor(unreadId));
    opened.current = true;
    const newest = long && end === "newest" ? [...(list.current?.querySelectorAll("article") ?? [])].at(-1) : undefined;
    const aim = unread ?? newest;
    if (aim) box.scrollBy(0, aim.getBoundingClientRect().top - box.getBoundingClientRect().top - (unread ? ABOVE_UNREAD : ABOVE_NEWEST));
    else if (long) box.scrollTo(0, 0);
  }, [end, list, long, unreadId]);
}

/** Calls `load` whenever the edge comes near, and again as long as it stays there. `round` changes with each page. */
export function useNearEdge(edge: Box, load: (() => void) | null, round: number) {
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  const wanted = load !== null;
  useEffect(() => {
    const watched = edge.current;
    if (!wanted || !watched || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && latest.current?.(), { root: boxOf(edge), rootMargin: AHEAD });
    observer.observe(watched);
    return () => observer.disconnect();
  }, [edge, round, wanted]);
}

/** Browsers keep the place by themselves (scroll anchoring), except at the very top; Safari does not at all. */
export function useKeepPlace(list: Box, firstKey: string | undefined) {
  const before = useRef<{ key: string; element: HTMLElement; top: number } | null>(null);
  useLayoutEffect(() => {
    const box = boxOf(list);
    const known = before.current;
    const anchors = typeof CSS !== "undefined" && CSS.supports("overflow-anchor", "auto");
    if (box && known && known.key !== firstKey && known.element.isConnected && (!anchors || box.scrollTop === 0)) box.scrollBy(0, known.element.offsetTop - known.top);
    const element = list.current?.firstElementChild;
    before.current = element instanceof HTMLElement && firstKey !== undefined ? { key: firstKey, element, top: element.offsetTop } : null;
  });
}
