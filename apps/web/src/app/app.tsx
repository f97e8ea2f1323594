import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Direction } from "radix-ui";
import { Toaster } from "sonner";

import { createQueryClient } from "@/api/query-client";
import { createAppRouter } from "@/app/router";
import { TooltipProvider } from "@/components/ui/tooltip";
import { direction, m } from "@/i18n";
import { useTheme } from "@/lib/theme";

const queryClient = createQueryClient(() => {
  const { location } = router.state;
  if (location.pathname === "/signin") return;
  void router.navigate({ to: "/signin", search: { next: location.href }, replace: true, ignoreBlocker: true });
});
const router = createAppRouter(queryClient);

export function App() {
  const theme = useTheme();
  return (
    <QueryClientProvider client={queryClient}>
      <Direction.Provider dir={direction()}>
        <TooltipProvider delayDuration={400}>
          <RouterProvider router={router} />
          <Toaster
            theme={theme}
            position={direction() === "rtl" ? "bottom-left" : "bottom-right"}
            containerAriaLabel={m.shell.messages}
            gap={8}
            toastOptions={{
              classNames: {
                toast: "!rounded-lg !border-line-strong !bg-raised !text-ink !text-sm !shadow-pop !font-sans",
                description: "!text-ink-3",
                actionButton: "!bg-transparent !text-accent !font-medium hover:!underline",
              },
            }}
          />
        </TooltipProvider>
      </Direction.Provider>
    </QueryClientProvider>
  );
}
