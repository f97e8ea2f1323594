import type { LucideIcon } from "lucide-react";
import { MailPlus } from "lucide-react";
import { toast } from "sonner";

import type { ConnectedKind } from "@/api/mailboxes";
import { useConnectMailbox } from "@/api/mailboxes";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { m } from "@/i18n/admin";

interface Props {
  label?: string;
  icon?: LucideIcon;
  primary?: boolean;
  /** What the mailbox is for. */
  kind?: ConnectedKind;
  /** The mailbox to connect again; a new one without. */
  mailboxId?: string;
}

/** Asks the API for Google's consent page and goes there. */
export function ConnectButton({ label = m.mailboxes.connect, icon: Icon = MailPlus, primary = false, kind = "journal", mailboxId }: Props) {
  const connect = useConnectMailbox(kind);
  const start = () => connect.mutate(mailboxId ?? null, { onError: (error) => toast.error(m.mailboxes.connectFailed, { description: explain(error) }) });
  return (
    <Button variant={primary ? "primary" : "outline"} onClick={start} disabled={connect.isPending || connect.isSuccess}>
      <Icon aria-hidden />
      {connect.isPending || connect.isSuccess ? m.mailboxes.connecting : label}
    </Button>
  );
}
