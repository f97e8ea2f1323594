import { useCallback, useEffect, useRef, useState } from "react";
import { toast } from "sonner";

import { deleteUpload, LARGEST_FILE_BYTES, uploadFile } from "@/api/uploads";
import type { Upload } from "@/api/types";
import { explain } from "@/components/states";
import { m } from "@/i18n";
import { formatBytes } from "@/lib/format";

const words = m.reply.files;

/** A file on its way up, or one that did not arrive. */
export interface Uploading {
  key: number;
  file: File;
  inline: boolean;
  progress: number;
  error: string | null;
}

interface Options {
  ticketId: string;
  onUploaded: (upload: Upload, inline: boolean) => void;
}

export function useFiles({ ticketId, onUploaded }: Options) {
  const [uploading, setUploading] = useState<Uploading[]>([]);
  const running = useRef(new Map<number, AbortController>());
  const next = useRef(0);
  const done = useRef(onUploaded);
  useEffect(() => {
    done.current = onUploaded;
  });
  useEffect(() => {
    const all = running.current;
    return () => all.forEach((controller) => controller.abort());
  }, []);

  const change = useCallback((key: number, next: Partial<Uploading>) => setUploading((all) => all.map((one) => (one.key === key ? { ...one, ...next } : one))), []);
  const drop = useCallback((key: number) => {
    running.current.get(key)?.abort();
    setUploading((all) => all.filter((one) => one.key !== key));
  }, []);

  const run = useCallback(
    async (key: number, file: File, inline: boolean) => {
      const controller = new AbortController();
      running.current.set(key, controller);
      try {
        const upload = await uploadFile(ticketId, file, { onProgress: (progress) => change(key, { progress }), signal: controller.signal });
        setUploading((all) => all.filter((one) => one.key !== key));
        done.current(upload, inline);
      } catch (error) {
        if (!controller.signal.aborted) change(key, { error: explain(error) });
      } finally {
        running.current.delete(key);
      }
    },
    [ticketId, change],
  );

  const add = useCallback(
    (files: readonly File[], inline: boolean) => {
      for (const file of files) {
        if (file.size > LARGEST_FILE_BYTES) {
          toast.error(words.tooLarge({ name: file.name, limit: formatBytes(LARGEST_FILE_BYTES) }));
          continue;
        }
        const key = (next.current += 1);
        const inPlace = inline && /^image\/(png|jpeg|gif|webp)$/.test(file.type);
        setUploading((all) => [...all, { key, file, inline: inPlace, progress: 0, error: null }]);
        void run(key, file, inPlace);
      }
    },
    [run],
  );

  const again = useCallback(
    (one: Uploading) => {
      change(one.key, { error: null, progress: 0 });
      void run(one.key, one.file, one.inline);
    },
    [change, run],
  );

  /** Forgets a file that is up already; one that a reply holds by now is the server's to keep. */
  const forget = useCallback((uploadId: string) => void deleteUpload(ticketId, uploadId).catch(() => undefined), [ticketId]);

  return { uploading, add, drop, again, forget };
}
