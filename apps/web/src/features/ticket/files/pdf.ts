/**
 * pdf.js, as little of it as shows pages. Chromium's own viewer will not start in a sandboxed frame, and outside of one a
 * stranger's file would be a document of our origin. Here it is data: drawn on a canvas by our own code, its scripts,
 * forms and links are never made.
 */
import type { PDFDocumentProxy } from "pdfjs-dist";
import { getDocument, GlobalWorkerOptions } from "pdfjs-dist/legacy/build/pdf.mjs";
import workerUrl from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";

declare const __PDF_ASSETS__: string;

const MOST_IMAGE_PIXELS = 100_000_000;

GlobalWorkerOptions.workerSrc = workerUrl;

export interface OpenPdf {
  document: Promise<PDFDocumentProxy>;
  close: () => void;
}

export function openPdf(data: ArrayBuffer): OpenPdf {
  const task = getDocument({
    data,
    enableXfa: false,
    // Our policy runs no WebAssembly; the decoders come as scripts.
    useWasm: false,
    maxImageSize: MOST_IMAGE_PIXELS,
    wasmUrl: `${__PDF_ASSETS__}wasm/`,
    cMapUrl: `${__PDF_ASSETS__}cmaps/`,
    standardFontDataUrl: `${__PDF_ASSETS__}standard_fonts/`,
  });
  return { document: task.promise, close: () => void task.destroy() };
}

/** Whether it cannot be read without a password. */
export function wantsPassword(error: unknown): boolean {
  return error instanceof Error && error.name === "PasswordException";
}
