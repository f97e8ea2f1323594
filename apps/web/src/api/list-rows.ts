/** Rows of the loaded lists, changed where they stand. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";

import type { Release } from "@/api/held-changes";
import { hold } from "@/api/held-changes";
import type { TicketPage } from "@/api/tickets";
import { ticketListsKey } from "@/api/tickets";
import type { ListedTicket } from "@/api/types";

export type RowChange = (row: ListedTicket) => ListedTicket;
type Lists = InfiniteData<TicketPage>;

/** The same object where no row changes. */
function rewritten(data: Lists, change: RowChange): Lists {
  const pages = data.pages.map((page) => {
    const items = page.items.map(change);
    return items.every((row, at) => row === page.items[at]) ? page : { ...page, items };
  });
  return pages.every((page, at) => page === data.pages[at]) ? data : { ...data, pages };
}

/** Changes rows in every loaded list. */
export function writeRows(client: QueryClient, change: RowChange): void {
  client.setQueriesData<Lists>({ queryKey: ticketListsKey }, (data) => data && rewritten(data, change));
}

/** Changes rows in every loaded list, whatever older answers say. */
export function holdRows(client: QueryClient, change: RowChange): Release {
  return hold<Lists>(client, ticketListsKey, (data) => rewritten(data, change));
}
