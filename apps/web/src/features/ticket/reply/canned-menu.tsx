import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Command } from "cmdk";
import { MessageSquareText } from "lucide-react";
import { toast } from "sonner";

import { cannedQuery, renderCanned } from "@/api/canned";
import type { CannedReply } from "@/api/types";
import { explain } from "@/components/states";
import { Button } from "@/components/ui/button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { Tooltip } from "@/components/ui/tooltip";
import { m } from "@/i18n";
import { formatList } from "@/lib/format";

const words = m.reply.canned;

interface Props {
  ticketId: string;
  identityId: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onInsert: (html: string) => void;
}

/** The canned replies by name, with the ticket's facts filled in where one is chosen. */
export function CannedMenu({ ticketId, identityId, open, onOpenChange, onInsert }: Props) {
  const client = useQueryClient();
  const canned = useQuery({ ...cannedQuery, enabled: open });
  const insert = async (one: CannedReply) => {
    onOpenChange(false);
    try {
      const rendered = await client.query({ queryKey: ["canned-rendered", one.id, ticketId, identityId], queryFn: () => renderCanned(one.id, ticketId, identityId), staleTime: 0 });
      onInsert(rendered.body_html);
      if (rendered.missing.length > 0) toast.warning(words.missing({ names: formatList(rendered.missing) }));
    } catch (error) {
      toast.error(words.failed, { description: explain(error) });
    }
  };
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <Tooltip content={words.open} keys="/">
        <PopoverTrigger asChild>
          <Button variant="ghost" aria-label={words.open} className="size-7 px-0">
            <MessageSquareText aria-hidden />
          </Button>
        </PopoverTrigger>
      </Tooltip>
      <PopoverContent label={words.open}>
        <Command label={words.open} className="-m-1">
          <Command.Input autoFocus placeholder={words.search} className="mb-1 h-8 w-full rounded-md bg-sunken px-2 text-sm outline-none placeholder:text-ink-3" />
          <Command.List className="max-h-64 overflow-y-auto scroll-thin">
            {canned.isPending ? <Command.Loading>{m.common.loading}</Command.Loading> : null}
            {canned.isError ? <p role="alert" className="p-2 text-xs text-red">{explain(canned.error)}</p> : null}
            {canned.data ? <Command.Empty className="p-2 text-sm text-ink-3">{canned.data.length === 0 ? words.none : words.empty}</Command.Empty> : null}
            {canned.data?.map((one) => (
              <Command.Item key={one.id} value={`${one.name} ${one.id}`} onSelect={() => void insert(one)} className="cursor-default truncate rounded-md px-2 py-1.5 text-sm data-[selected=true]:bg-selected">
                {one.name}
              </Command.Item>
            ))}
          </Command.List>
        </Command>
      </PopoverContent>
    </Popover>
  );
}
