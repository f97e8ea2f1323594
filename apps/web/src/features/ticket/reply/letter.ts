/** A reply while it is written: what the composer holds, and how it becomes a draft and a mail. */
import type { Attachment, Draft, DraftIn, NewReply, ReplyMode, ReplyProposal, TicketStatus, Upload } from "@/api/types";
import { splitTail, toEditor, toMail } from "@/features/ticket/reply/body";

/** A file that goes along; `inline` ones only while the body shows them. */
export interface LetterFile {
  id: string;
  filename: string;
  content_type: string;
  size: number;
  content_id: string | null;
  inline: boolean;
  /** Uploaded here, and not an attachment of a mail that is forwarded. */
  own: boolean;
}

export interface Letter {
  mode: ReplyMode;
  messageId: string | null;
  identityId: string | null;
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  /** As the editor has it. */
  html: string;
  /** Signature and history of a reply that was taken back: behind `html`, not edited. */
  tail: string;
  files: LetterFile[];
  quote: boolean;
  /** The newest mail that the writer has seen. */
  seenMessageId: string | null;
}

export function fileOf(upload: Upload, inline: boolean): LetterFile {
  const { id, filename, content_type, size, content_id } = upload;
  return { id, filename, content_type, size, content_id, inline, own: true };
}

function forwarded(attachment: Attachment): LetterFile {
  const { id, filename, content_type, size } = attachment;
  return { id, filename, content_type, size, content_id: null, inline: false, own: false };
}

/** What `proposal` decides; the words stay the writer's. Images of a forwarded body travel in it, not as files. */
export function proposed(proposal: ReplyProposal): Omit<Letter, "html" | "tail"> {
  return {
    mode: proposal.mode,
    messageId: proposal.message_id,
    identityId: proposal.send_identity_id,
    to: proposal.to.map((one) => one.email),
    cc: proposal.cc.map((one) => one.email),
    bcc: [],
    subject: proposal.subject,
    files: proposal.forwardable.filter((file) => !file.is_inline).map(forwarded),
    quote: true,
    seenMessageId: proposal.last_message_id,
  };
}

export function letterOf(proposal: ReplyProposal): Letter {
  return { ...proposed(proposal), html: "", tail: "" };
}

/** The same letter in another mode: words and own files stay, the rest is proposed anew. */
export function changedMode(letter: Letter, proposal: ReplyProposal): Letter {
  const fresh = proposed(proposal);
  return { ...letter, ...fresh, identityId: letter.identityId ?? fresh.identityId, bcc: letter.bcc, files: [...letter.files.filter((file) => file.own), ...fresh.files] };
}

export function letterOfDraft(draft: Draft, proposal: ReplyProposal): Letter {
  const { written, tail } = splitTail(draft.body_html);
  const named = new Set(draft.attachment_ids);
  return {
    mode: draft.mode,
    messageId: draft.message_id ?? proposal.message_id,
    identityId: draft.send_identity_id ?? proposal.send_identity_id,
    to: draft.to_emails,
    cc: draft.cc_emails,
    bcc: draft.bcc_emails,
    subject: draft.subject,
    html: toEditor(written, draft.ticket_id, draft.uploads),
    tail,
    files: [
      ...draft.uploads.map((upload) => fileOf(upload, upload.content_id !== null && written.includes(`cid:${upload.content_id}`))),
      ...proposal.forwardable.filter((file) => named.has(file.id)).map(forwarded),
    ],
    quote: draft.include_quote,
    seenMessageId: draft.expected_last_message_id ?? proposal.last_message_id,
  };
}

/** The files that really go along. */
function sentFiles(letter: Letter, body: string): LetterFile[] {
  return letter.files.filter((file) => !file.inline || body.includes(`cid:${file.content_id ?? ""}`));
}

export function draftOf(letter: Letter, ticketId: string): DraftIn {
  const body = toMail(letter.html, ticketId, letter.files) + letter.tail;
  return {
    mode: letter.mode,
    message_id: letter.messageId,
    send_identity_id: letter.identityId,
    to_emails: letter.to,
    cc_emails: letter.cc,
    bcc_emails: letter.bcc,
    subject: letter.subject,
    body_html: body,
    attachment_ids: sentFiles(letter, body).map((file) => file.id),
    include_quote: letter.quote,
    expected_last_message_id: letter.seenMessageId,
    expected_updated_at: null,
    expects_none: false,
  };
}

export interface SendOptions {
  sendAt: string | null;
  setStatus: TicketStatus | null;
  confirmNewMail: boolean;
}

/** The text alternative is made of the HTML by the server. */
export function replyOf(letter: Letter, identityId: string, ticketId: string, key: string, options: SendOptions): NewReply {
  const draft = draftOf(letter, ticketId);
  return {
    send_identity_id: identityId,
    to_emails: letter.to,
    cc_emails: letter.cc,
    bcc_emails: letter.bcc,
    subject: letter.subject,
    body_text: "",
    body_html: draft.body_html,
    attachment_ids: draft.attachment_ids ?? [],
    idempotency_key: key,
    send_at: options.sendAt,
    mode: letter.mode,
    in_reply_to_message_id: letter.messageId,
    include_signature: letter.tail === "",
    include_quote: letter.quote && letter.tail === "",
    set_status: options.setStatus,
    expected_last_message_id: letter.seenMessageId,
    seen_at: null,
    confirm_new_mail: options.confirmNewMail,
  };
}
