import { LoadingNote } from "@/components/states";
import { Skeleton } from "@/components/ui/surface";

export function TicketSkeleton() {
  return (
    <div className="flex h-full flex-col">
      <LoadingNote />
      <div className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-5">
        <Skeleton className="size-4 rounded-full" />
        <Skeleton className="h-4 w-72 max-w-[50%]" />
      </div>
      <div className="mx-auto w-full max-w-3xl space-y-3 px-3 py-6 md:px-6">
        {[44, 72, 28].map((height) => (
          <div key={height} className="rounded-xl border border-line p-4">
            <div className="flex items-center gap-3">
              <Skeleton className="size-8 rounded-full" />
              <Skeleton className="h-3 w-32" />
            </div>
            <Skeleton className="mt-4 ms-11" style={{ height: height * 2 }} />
          </div>
        ))}
      </div>
    </div>
  );
}
