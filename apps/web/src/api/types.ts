/**
 * The API's shapes under the names the web uses. Everything is generated from openapi.json (`pnpm gen:api`); the closed
 * sets are written out because the browser needs their values too, and do not compile when they miss or invent one.
 */
import type { components, paths } from "@/api/schema.gen";

type Schemas = components["schemas"];

export type Role = Schemas["Role"];
export type TicketStatus = Schemas["TicketStatus"];
export type Priority = Schemas["Priority"];
export type OccurrenceState = Schemas["OccurrenceState"];
export type Disposition = Schemas["Disposition"];
export type TicketSort = Schemas["TicketSort"];

/** `values` as written, if they are all of `T`; otherwise the type says which one is missing. */
function all<T extends string>() {
  return <const V extends readonly T[]>(values: V & ([T] extends [V[number]] ? unknown : { missing: Exclude<T, V[number]> })): V => values;
}

/** Statuses of tickets that somebody still has to do something about. */
export const ACTIVE: TicketStatus[] = ["new", "open", "pending"];
export const TICKET_STATUSES = all<TicketStatus>()(["new", "open", "pending", "resolved", "closed", "spam"]);
export const PRIORITIES = all<Priority>()(["low", "normal", "high", "urgent"]);
export const OCCURRENCE_STATES = all<OccurrenceState>()(["discovered", "fetched", "processed", "gone", "failed"]);
export const DISPOSITIONS = all<Disposition>()(["ticketed", "parked", "dropped"]);
export const TICKET_SORTS = all<TicketSort>()(["-last_message_at", "last_message_at", "-created_at", "created_at", "-priority", "response_due_at"]);

export type MailClass = Schemas["Kind"];
export const MAIL_CLASSES = all<MailClass>()(["human", "notification", "list", "auto_reply", "vacation", "bounce", "receipt", "complaint", "calendar", "spam"]);

/** One page of a list; `next_cursor` is opaque and null on the last page. */
export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type AuthOptions = Schemas["AuthOptions"];
export type SignedIn = Schemas["SignedIn"];
export type Me = Schemas["Me"];
export type Organization = Schemas["OrganizationOut"];
export type OrganizationPatch = Schemas["OrganizationPatch"];
export type Member = Schemas["MemberOut"];
export type Queue = Schemas["QueueOut"];

/** What went wrong and what a person can do about it. */
export type ActionableError = Schemas["ProblemOut"];
export type SyncStatus = Schemas["SyncStatus"];
export type Mailbox = Schemas["MailboxOut"];
export type Connectivity = Schemas["Connectivity"];
export type QueuedJob = Schemas["JobOut"];

export type CalendarFile = Schemas["CalendarOut"];
export type CalendarEvent = Schemas["CalendarEventOut"];
export type CalendarMoment = Schemas["MomentOut"];
export type CalendarKind = Schemas["CalendarKind"];
export type Ticket = Schemas["TicketOut"];
/** A row of the list: with what is the reader's own, and where a search found its words. */
export type ListedTicket = Schemas["ListedTicket"];
export type TicketMatch = Schemas["TicketMatch"];
export type Piece = Schemas["Piece"];
export type Tag = Schemas["TagOut"];
export type SavedView = Schemas["SavedViewOut"];
export type NewSavedView = Schemas["NewSavedView"];
export type SavedViewPatch = Schemas["SavedViewPatch"];
export type BulkPatch = Partial<Schemas["BulkPatch"]>;
export type BulkChanged = Schemas["BulkChanged"];
export type BulkUndone = Schemas["BulkUndone"];
export type TicketCounts = Schemas["TicketCounts"];
export type TicketPatch = Pick<Schemas["TicketPatch"], "status" | "priority" | "assignee_user_id" | "assignee_queue_id" | "subject" | "tags" | "snoozed_until">;
export type TicketDetail = Schemas["TicketDetail"];
export type Message = Schemas["MessageOut"];
export type DeliveryReport = Schemas["DeliveryReportOut"];
export type BouncedAddress = Schemas["BouncedAddressOut"];
export type ParkedMail = Schemas["ParkedOut"];
export type Attachment = Schemas["AttachmentOut"];
export type RemoteImages = Schemas["RemoteImages"];
export type RemoteImagePreference = Schemas["RemoteImagePreference"];
export type Occurrence = Message["occurrences"][number];
export type TicketEvent = Schemas["EventOut"];
export type Note = Schemas["NoteOut"];
export type Person = Schemas["PersonOut"];
export type Notification = Schemas["NotificationOut"];
export type NotificationKind = Schemas["NotificationKind"];
export type Presence = Schemas["PresenceOut"];
export type PresenceState = Schemas["PresenceState"];
/** One stage of the pipeline's reasoning about a message. */
export type Decision = Schemas["Stage"];
export type Why = Schemas["Why"];

export type OpsOccurrence = paths["/ops/occurrences"]["get"]["responses"]["200"]["content"]["application/json"]["items"][number];
export type Replay = Schemas["ReplayOut"];
export type Alteration = Schemas["AlterationOut"];
export type FailedJob = Schemas["DeadJob"];
export type Verification = Schemas["VerifyOut"];
export type Check = Schemas["CheckOut"];

export type ReplyMode = Schemas["ReplyProposal"]["mode"];
export type ReplyState = Schemas["OutboundState"];
export type Reply = Schemas["ReplyOut"];
export type NewReply = Schemas["NewReply"];
export type ReplyAccepted = Schemas["ReplyAccepted"];
export type ReplyProposal = Schemas["ReplyProposal"];
export type ReplyWarning = Schemas["WarningOut"];
export type ReplyChecked = Schemas["ReplyChecked"];
export type NewMail = Schemas["NewMailOut"];
export type Upload = Schemas["UploadOut"];
export type Draft = Schemas["DraftOut"];
export type DraftIn = Schemas["DraftIn"];
export type SendIdentity = Schemas["SendIdentityOut"];
export type SendIdentityList = Schemas["SendIdentityList"];
export type CannedReply = Schemas["CannedReplyOut"];
export type Rendered = Schemas["Rendered"];
export type Preferences = Schemas["Preferences"];
export type Acknowledgement = Schemas["AcknowledgementSettings"];
export type QueueAcknowledgement = Schemas["QueueAcknowledgementOut"];
export type Sla = Schemas["SlaOut"];
export type SlaIn = Schemas["SlaIn"];
export type ResponsePolicy = Schemas["Policy"];
export type ResponseTarget = Schemas["Target"];
export type SendIdentityPatch = Schemas["SendIdentityPatch"];
export type TemplateVariable = Schemas["VariableOut"];
export type Previewed = Schemas["Previewed"];
