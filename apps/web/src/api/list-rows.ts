/** Rows of the loaded lists, changed where they stand. */
import type { QueryClient } from "@tanstack/react-query";

import type { Release } from "@/api/held-changes";
import { hold } from "@/api/held-changes";
import type { TicketList } from "@/api/tickets";
import { ticketListsKey } from "@/api/tickets";
import type { ListedTicket } from "@/api/types";

export type RowChange = (row: ListedTicket) => ListedTicket;

/** The same object where no row changes. */
function rewritten(data: TicketList, change: RowChange): TicketList {
  const pages = data.pages.map((page) => {
    const items = page.items.map(change);
    return items.every((row, at) => row === page.items[at]) ? page : { ...page, items };
  });
  return pages.every((page, at) => page === data.pages[at]) ? data : { ...data, pages };
}

/** Changes rows in every loaded list. */
export function writeRows(client: QueryClient, change: RowChange): void {
  client.setQueriesData<TicketList>({ queryKey: ticketListsKey }, (data) => data && rewritten(data, change));
}

/** Changes rows in every loaded list, whatever older answers say. */
export function holdRows(client: QueryClient, change: RowChange): Release {
  return hold<TicketList>(client, ticketListsKey, (data) => rewritten(data, change));
}
