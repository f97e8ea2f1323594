/** Whether a file is worth a look before it is saved. The server decides by its bytes; this only spares a vain question. */
import type { Attachment } from "@/api/types";
import { isRisky } from "@/features/ticket/risky-file";

const TYPES = /^(image\/(png|jpe?g|pjpeg|gif|webp)|application\/(pdf|json|xml)|text\/|message\/)/;
const NAMES = /\.(png|jpe?g|gif|webp|pdf|txt|log|md|csv|tsv|json|ya?ml|ini|conf|eml|ics|vcf|diff|patch)$/i;

export function isPreviewable({ filename, content_type: type }: Pick<Attachment, "filename" | "content_type">): boolean {
  return !isRisky(filename) && (TYPES.test(type) || NAMES.test(filename));
}
