/** Files for a reply. `fetch` cannot tell how far an upload is, so this one uses XMLHttpRequest. */
import { apiUrl, csrfForWrite, del } from "@/api/http";
import { ApiError, NetworkError, problemOf } from "@/api/problem";
import type { Upload } from "@/api/types";

/** What the server takes: base64 makes a third more of it, and Gmail's limit is over the whole mail. */
export const LARGEST_FILE_BYTES = Math.floor(25 * 1024 * 1024 * 0.72);

export function uploadUrl(ticketId: string, uploadId: string): string {
  return apiUrl(`/tickets/${ticketId}/uploads/${uploadId}/download`, { inline: true });
}

export function deleteUpload(ticketId: string, uploadId: string): Promise<undefined> {
  return del(`/tickets/${ticketId}/uploads/${uploadId}`);
}

interface Options {
  /** How much has left, 0 to 1. */
  onProgress: (fraction: number) => void;
  signal: AbortSignal;
}

function attempt(ticketId: string, file: File, token: string, { onProgress, signal }: Options): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", apiUrl(`/tickets/${ticketId}/uploads`, { filename: file.name || "image" }));
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.setRequestHeader("x-csrf-token", token);
    request.upload.addEventListener("progress", (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const headers = { "content-type": request.getResponseHeader("content-type") ?? "" };
      resolve(new Response(request.responseText, { status: request.status, headers }));
    });
    request.addEventListener("error", () => reject(new NetworkError("The server cannot be reached.")));
    request.addEventListener("abort", () => reject(new DOMException("Taken back", "AbortError")));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** Uploads `file` for a reply in the ticket. Rejects with `ApiError`, `NetworkError`, or an AbortError. */
export async function uploadFile(ticketId: string, file: File, options: Options): Promise<Upload> {
  let response = await attempt(ticketId, file, await csrfForWrite(), options);
  let problem = response.ok ? null : await problemOf(response);
  if (problem instanceof ApiError && problem.status === 403 && problem.code.startsWith("csrf")) {
    response = await attempt(ticketId, file, await csrfForWrite(true), options);
    problem = response.ok ? null : await problemOf(response);
  }
  if (problem !== null) throw problem;
  return (await response.json()) as Upload;
}
