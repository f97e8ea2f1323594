/** The index of pages: every URL of the product, what its search may say, and the code it loads. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { isUnauthenticated } from "@/api/query-client";
import { repliesQuery } from "@/api/replies";
import { meQuery } from "@/api/session";
import { ticketQuery } from "@/api/tickets";
import { CrashPage, NotFoundPage, PagePending } from "@/app/fallback-pages";
import { AppShell } from "@/app/shell/app-shell";
import { parseSearch, safeNext, stringifySearch } from "@/app/url";
import { withAdminWords } from "@/i18n/admin";
import { inboxSearch, plainLink } from "@/lib/inbox-search";
import { MAIL_CLASSES } from "@/api/types";
import { opsSearch } from "@/lib/ops-search";
import { oneOf, searchOf, text, uuid } from "@/lib/url-values";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/signin",
  validateSearch: searchOf({ next: text }),
  component: lazyRouteComponent(() => withAdminWords(() => import("@/app/pages/sign-in")), "SignInRoute"),
});

/** Everything behind the sign-in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: AppShell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.query({ ...meQuery, staleTime: "static" });
    } catch (error) {
      if (isUnauthenticated(error)) throw redirect({ to: "/signin", search: { next: safeNext(location.href) } });
      throw error;
    }
  },
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inbox", replace: true });
  },
});

const inbox = createRoute({
  getParentRoute: () => shell,
  path: "/inbox",
  validateSearch: inboxSearch,
  search: { middlewares: [({ search, next }) => plainLink(next(search))] },
  component: lazyRouteComponent(() => import("@/features/inbox/inbox-page"), "InboxPage"),
});

const ticket = createRoute({
  getParentRoute: () => shell,
  path: "/tickets/$ticketId",
  loader: ({ context, params }) => {
    // The page shows what goes wrong; here it only starts early.
    context.queryClient.query(ticketQuery(params.ticketId)).catch(() => undefined);
    context.queryClient.query(repliesQuery(params.ticketId)).catch(() => undefined);
  },
  component: lazyRouteComponent(() => import("@/features/ticket/ticket-page"), "TicketPage"),
});

const mailboxes = createRoute({
  getParentRoute: () => shell,
  path: "/mailboxes",
  component: lazyRouteComponent(() => withAdminWords(() => import("@/features/mailboxes/mailboxes-page")), "MailboxesPage"),
});

const connected = createRoute({
  getParentRoute: () => shell,
  path: "/mailboxes/connected",
  validateSearch: searchOf({ mailbox_id: uuid, error: text }),
  component: lazyRouteComponent(() => withAdminWords(() => import("@/features/mailboxes/connected-page")), "ConnectedPage"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/settings-layout")), "SettingsLayout"),
});

const settingsPages = [
  createRoute({
    getParentRoute: () => settings,
    path: "/",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/organization-page")), "OrganizationPage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/sending",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/sending-page")), "SendingPage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/sending/$identityId",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/signature-page")), "SignaturePage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/canned",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/canned-page")), "CannedPage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    // "new" is one that is not there yet.
    path: "/canned/$cannedId",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/canned-editor")), "CannedEditorPage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/acknowledgements",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/acknowledgements-page")), "AcknowledgementsPage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/acknowledgements/$queueId",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/acknowledgement-editor")), "AcknowledgementPage"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/response-times",
    component: lazyRouteComponent(() => withAdminWords(() => import("@/features/settings/response-times/response-times-page")), "ResponseTimesPage"),
  }),
] as const;

const parked = createRoute({
  getParentRoute: () => shell,
  path: "/parked",
  validateSearch: searchOf({ kind: oneOf(MAIL_CLASSES) }),
  component: lazyRouteComponent(() => withAdminWords(() => import("@/features/parked/parked-page")), "ParkedPage"),
});

const ops = createRoute({
  getParentRoute: () => shell,
  path: "/ops",
  validateSearch: opsSearch,
  component: lazyRouteComponent(() => withAdminWords(() => import("@/features/ops/ops-page")), "OpsPage"),
});

const occurrences = createRoute({
  getParentRoute: () => shell,
  path: "/ops/occurrences",
  validateSearch: opsSearch,
  beforeLoad: ({ search }) => {
    throw redirect({ to: "/ops", search: { ...search, tab: "occurrences" }, replace: true });
  },
});

const routeTree = root.addChildren([
  signIn,
  home,
  shell.addChildren([inbox, ticket, mailboxes, connected, settings.addChildren(settingsPages), parked, ops, occurrences]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadDelay: 40,
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
