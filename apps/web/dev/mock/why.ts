import type { Message, Why } from "@/api/types";

/** What the pipeline would have recorded about a message. */
export function whyOf(message: Message): Why {
  const first = message.occurrences[0];
  const reply = message.stitch_reason !== "new_conversation";
  return {
    dedupe: {
      decision: message.occurrences.length > 1 ? "same_message" : "only_copy",
      reason: message.occurrences.length > 1 ? "Same Message-ID and same fingerprint" : "No other copy was seen",
      confidence: 1,
      evidence: { message_id: `<${message.id.slice(-6)}@mail.example>`, fingerprint: "from, date, subject and body agree", copies: message.occurrences.length },
      alternatives: [],
    },
    stitch: {
      decision: message.stitch_reason,
      reason: reply ? "In-Reply-To names a message of this ticket" : "No reference to a known message",
      confidence: message.stitch_confidence,
      evidence: reply ? { in_reply_to: "<5f2@mail.example>", references: ["<5f1@mail.example>", "<5f2@mail.example>"], sender_is_participant: true } : { references: [], in_reply_to: "absent" },
      alternatives: reply ? [{ candidate: "subject and participants", score: 0.41, rejected_because: "weaker evidence than In-Reply-To" }] : [],
    },
    routing: {
      decision: "assign_queue",
      reason: "The original recipient has a rule",
      confidence: first?.original_recipient_confidence ?? 0.7,
      evidence: first?.original_recipient_evidence ?? { direction: "outbound" },
      alternatives: [{ rule: "Catch-all", priority: 900, not_used_because: "a rule with lower priority number matched first" }],
    },
    classification: { decision: message.classification, reason: "No automatic header, a person's words", confidence: 0.93, evidence: { auto_submitted: "absent", precedence: "absent", list_id: "absent" }, alternatives: [] },
  };
}
