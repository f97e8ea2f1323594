import { useQuery } from "@tanstack/react-query";
import { Image, ImageOff } from "lucide-react";
import { useMemo, useState } from "react";
import { toast } from "sonner";

import { remoteImagePreferenceQuery, remoteImagesQuery, useAlwaysShowImages } from "@/api/remote-images";
import type { Message } from "@/api/types";
import { Button } from "@/components/ui/button";
import type { RemotePaths } from "@/features/ticket/mail-images";
import { m } from "@/i18n";

export interface RemoteImagesState {
  /** Where the images are to be had; null while they are not to be shown. */
  paths: RemotePaths | null;
  /** Whether this installation shows remote images at all; undefined until it is known. */
  enabled: boolean | undefined;
  /** Whether the reader always wants to see this sender's. */
  trusted: boolean;
  loading: boolean;
  failed: boolean;
  show: () => void;
}

/** Who wrote it. Not From: a Google Group puts itself there, and whoever writes to the group would be trusted. */
function senderOf(message: Message): string {
  return message.author.email || message.from_email;
}

/** Remote images of one message: asked for when the reader wants them now, or always from this sender. */
export function useRemoteImages(message: Message): RemoteImagesState {
  const [asked, setAsked] = useState(false);
  const has = message.body_html_sanitized?.includes("data-remote-src=") ?? false;
  const preference = useQuery({ ...remoteImagePreferenceQuery, enabled: has });
  const trusted = preference.data?.senders.includes(senderOf(message)) ?? false;
  const wanted = has && preference.data?.enabled === true && (asked || trusted);
  const list = useQuery({ ...remoteImagesQuery(message.ticket_id, message.id), enabled: wanted });
  const paths = useMemo(
    () => (wanted && list.data ? new Map(list.data.items.map(({ url, path }) => [url, path])) : null),
    [list.data, wanted],
  );
  return {
    paths,
    enabled: preference.data?.enabled,
    trusted,
    loading: wanted && list.isPending,
    failed: wanted && list.isError,
    show: () => {
      setAsked(true);
      if (list.isError) void list.refetch();
    },
  };
}

interface Props {
  message: Message;
  images: number;
  pixels: number;
  remote: RemoteImagesState;
}

/** Above a message with remote images: how many wait, and the two ways to see them. */
export function RemoteImagesBar({ message, images, pixels, remote }: Props) {
  const always = useAlwaysShowImages(message.ticket_id, message.id);
  const remember = (value: boolean) => always.mutate(value, { onError: () => toast.error(m.ticket.changeFailed) });
  if (images === 0 && pixels === 0) return null;
  if (remote.trusted && remote.paths !== null) return images > 0 ? <Trusted sender={senderOf(message)} onAsk={() => remember(false)} /> : null;
  if (images === 0 || remote.paths !== null) return pixels > 0 ? <Line>{m.ticket.remote.pixels({ count: pixels })}</Line> : null;
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-lg bg-hover px-2.5 py-1.5 text-xs text-ink-2">
      <span className="flex min-w-0 flex-1 basis-52 items-start gap-2">
        <ImageOff aria-hidden className="mt-px size-3.5 shrink-0" />
        <span role={remote.failed ? "alert" : undefined}>{remote.failed ? m.ticket.remote.failed : `${m.ticket.remote.blocked({ count: images })} ${remote.enabled === false ? m.ticket.remote.off : m.ticket.remote.why}`}</span>
      </span>
      {remote.enabled === true ? (
        <span className="flex max-w-full flex-wrap items-center gap-x-3 gap-y-1">
          <Button size="sm" disabled={remote.loading} onClick={remote.show}>
            {remote.loading ? m.ticket.remote.loading : m.ticket.remote.show}
          </Button>
          {senderOf(message) !== "" ? (
            <Button size="sm" variant="link" className="min-w-0 shrink" disabled={always.isPending} onClick={() => remember(true)}>
              <span className="truncate">{m.ticket.remote.always({ sender: senderOf(message) })}</span>
            </Button>
          ) : null}
        </span>
      ) : null}
    </div>
  );
}

function Line({ children }: { children: string }) {
  return (
    <p className="mb-2 flex items-center gap-1.5 text-xs text-ink-3">
      <ImageOff aria-hidden className="size-3.5 shrink-0" />
      {children}
    </p>
  );
}

function Trusted({ sender, onAsk }: { sender: string; onAsk: () => void }) {
  return (
    <p className="mb-2 flex flex-wrap items-center gap-x-1.5 text-xs text-ink-3">
      <Image aria-hidden className="size-3.5 shrink-0" />
      <span className="min-w-0 truncate">{m.ticket.remote.ask({ sender })}</span>
      <Button variant="link" size="sm" onClick={onAsk}>
        {m.ticket.remote.askAgain}
      </Button>
    </p>
  );
}
