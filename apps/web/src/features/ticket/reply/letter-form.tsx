import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef, useState } from "react";

import { checkQuery } from "@/api/replies";
import type { Draft, ReplyMode, ReplyProposal, ReplyWarning, SendIdentityList } from "@/api/types";
import { uploadUrl } from "@/api/uploads";
import type { EditorHandle } from "@/components/rich-text/editor";
import Editor from "@/components/rich-text/editor";
import { isAddress, joined, parseAddresses } from "@/features/ticket/reply/addresses";
import { CannedMenu } from "@/features/ticket/reply/canned-menu";
import { AttachButton, DropArea } from "@/features/ticket/reply/drop-area";
import { DraftState } from "@/features/ticket/reply/draft-state";
import { FileStrip } from "@/features/ticket/reply/file-strip";
import { Head } from "@/features/ticket/reply/letter-head";
import type { Letter } from "@/features/ticket/reply/letter";
import { fileOf, letterOf, letterOfDraft } from "@/features/ticket/reply/letter";
import { Collisions, NewMailNotice, ProblemNotice, Warnings } from "@/features/ticket/reply/notices";
import { compose } from "@/features/ticket/reply/open-composer";
import { QuotedTail } from "@/features/ticket/reply/quoted-tail";
import { SendControls } from "@/features/ticket/reply/send-controls";
import type { Unsaved } from "@/features/ticket/reply/unsaved-letters";
import { useAutosave } from "@/features/ticket/reply/use-autosave";
import { useCollisions } from "@/features/ticket/reply/use-collisions";
import { useFiles } from "@/features/ticket/reply/use-files";
import { useMode } from "@/features/ticket/reply/use-mode";
import { useSending } from "@/features/ticket/reply/use-sending";
import { m } from "@/i18n";
import { useSettled } from "@/lib/settled";

interface Props {
  ticketId: string;
  wanted: { mode: ReplyMode; messageId: string | null };
  draft: Draft | null;
  /** What was written in this browser and never reached the server. */
  unsaved: Unsaved | null;
  proposal: ReplyProposal;
  identities: SendIdentityList;
  /** What was typed before the form was there. */
  typed: string;
  /** The draft was changed elsewhere: begin again with that one. */
  onReload: () => void;
}

/** With what was typed before the form was there: whoever has nobody to write to yet was naming them, a line each. */
function begin(letter: Letter, typed: string) {
  if (letter.mode !== "forward" && letter.to.length > 0) return { letter, text: typed, recipient: null, isNews: false };
  const end = typed.lastIndexOf("\n") + 1;
  const named = parseAddresses(typed.slice(0, end));
  return { letter: { ...letter, to: joined(letter.to, named) }, text: "", recipient: typed.slice(end), isNews: named.length > 0 };
}

const ABOUT_RECIPIENTS = new Set<ReplyWarning["code"]>(["new_recipient", "lookalike_domain", "bounced_recipient"]);

/** Warnings about the sender from the proposal, and about the recipients as they stand now. */
function useWarnings(ticketId: string, letter: Letter, proposal: ReplyProposal): ReplyWarning[] {
  const emails = useSettled([...letter.to, ...letter.cc, ...letter.bcc].filter(isAddress), 400);
  const check = useQuery({ ...checkQuery(ticketId, emails, letter.seenMessageId), enabled: emails.length > 0, placeholderData: (before) => before });
  const about = emails.length === 0 ? [] : (check.data?.warnings ?? []);
  const sender = proposal.warnings.filter(({ code }) => !ABOUT_RECIPIENTS.has(code));
  return [...sender, ...about];
}

/** A reply while it is written. */
export function LetterForm({ ticketId, wanted, draft, unsaved, proposal: first, identities, typed, onReload }: Props) {
  const [begun] = useState(() => begin(unsaved?.letter ?? (draft ? letterOfDraft(draft, first) : letterOf(first)), typed));
  const [letter, setLetter] = useState<Letter>(begun.letter);
  const [canned, setCanned] = useState(false);
  const editor = useRef<EditorHandle>(null);
  const recipients = useRef<HTMLInputElement>(null);
  const change = (next: Partial<Letter>) => setLetter((before) => ({ ...before, ...next }));
  const { proposal, switchMode } = useMode({ ticketId, letter, setLetter, first, wanted, editor, recipients });
  useLayoutEffect(() => {
    // In the moment the form is there: a key pressed now is the writer's, too.
    if (begun.recipient === null) {
      editor.current?.type(begun.text);
      return;
    }
    recipients.current?.focus();
    recipients.current?.setSelectionRange(begun.recipient.length, begun.recipient.length);
  }, [begun]);
  const autosave = useAutosave(ticketId, letter, unsaved ? unsaved.savedAt : (draft?.updated_at ?? null), unsaved !== null || begun.isNews);
  const files = useFiles({
    ticketId,
    onUploaded: (upload, inline) => {
      setLetter((before) => ({ ...before, files: [...before.files, fileOf(upload, inline)] }));
      if (inline) editor.current?.insertImage(uploadUrl(ticketId, upload.id), upload.filename);
    },
  });
  const warnings = useWarnings(ticketId, letter, proposal);
  const identity = identities.items.find((one) => one.id === letter.identityId);
  const collisions = useCollisions(ticketId);
  const sending = useSending({ ticketId, letter, usable: identity?.is_usable ?? false, uploading: files.uploading.some((one) => one.error === null), warnings, collisions, autosave });
  return (
    <DropArea
      onFiles={(dropped) => files.add(dropped, false)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          sending.send();
        }
        if (event.key === "Escape" && !event.defaultPrevented && event.currentTarget.contains(event.target as Node)) {
          event.preventDefault();
          compose(ticketId, null);
        }
      }}
    >
      <Head letter={letter} bounced={warnings.filter(({ code }) => code === "bounced_recipient").flatMap(({ emails }) => emails)} identities={identities.items} recipients={recipients} typed={begun.recipient ?? ""} onChange={change} onMode={switchMode} />
      <Editor
        ref={editor}
        label={m.reply.body}
        placeholder={m.reply.bodyPlaceholder}
        html={begun.letter.html}
        onChange={(html) => change({ html })}
        onFiles={(pasted) => files.add(pasted, true)}
        onSlash={() => setCanned(true)}
        onEscape={() => compose(ticketId, null)}
        className="max-h-[38vh] min-h-24 max-md:max-h-none"
      >
        <AttachButton onFiles={(chosen) => files.add(chosen, false)} />
        <CannedMenu ticketId={ticketId} identityId={letter.identityId} open={canned} onOpenChange={setCanned} onInsert={(html) => editor.current?.insertHtml(html)} />
      </Editor>
      <QuotedTail
        html={letter.tail !== "" ? letter.tail : (identity?.signature_html ?? "") + proposal.quote_html}
        included={letter.tail !== "" || letter.quote}
        onInclude={(quote) => change(letter.tail !== "" ? { tail: "", quote } : { quote })}
      />
      <FileStrip
        files={letter.files}
        uploading={files.uploading}
        onDrop={(one) => files.drop(one.key)}
        onAgain={files.again}
        onRemove={(file) => {
          change({ files: letter.files.filter((one) => one.id !== file.id) });
          if (file.own) files.forget(file.id);
        }}
      />
      <Warnings warnings={warnings} />
      <Collisions sentences={sending.asking ? [] : collisions} />
      {sending.newMail !== null ? (
        <NewMailNotice
          mails={sending.newMail}
          onSeen={() => {
            change({ seenMessageId: sending.newMail?.at(-1)?.message_id ?? letter.seenMessageId });
            sending.dismissNewMail();
            editor.current?.focus();
          }}
          onSend={sending.sendAnyway}
        />
      ) : null}
      <ProblemNotice sending={sending} />
      <div className="flex shrink-0 items-center gap-2 border-t border-line px-3 py-2">
        <DraftState ticketId={ticketId} letter={letter} autosave={autosave} onReload={onReload} />
        <SendControls onSend={sending.send} sending={sending.sending} />
      </div>
    </DropArea>
  );
}
