import { ChevronsUpDown } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { QuickPick } from "@/components/quick-pick";
import { Button } from "@/components/ui/button";
import { zonesWith } from "@/features/settings/response-times/zones";
import { m } from "@/i18n/admin";
import { dateFormat } from "@/i18n/intl";

const words = m.settings.responseTimes.hours;

const readable = (zone: string) => zone.replaceAll("_", " ");

/** How far the zone is from UTC today, "GMT+1"; nothing for a zone that this browser does not know. */
function offsetOf(zone: string): string {
  try {
    return dateFormat({ timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(new Date()).find(({ type }) => type === "timeZoneName")?.value ?? "";
  } catch {
    return "";
  }
}

function ZonePick({ zone, onChange, onClose }: { zone: string; onChange: (zone: string) => void; onClose: () => void }) {
  const picks = useMemo(
    () => zonesWith(zone).map((one) => ({ id: one, label: readable(one), words: one.replaceAll(/[/_]/g, " "), hint: offsetOf(one), current: one === zone, run: () => onChange(one) })),
    [zone, onChange],
  );
  return <QuickPick title={words.zone} placeholder={words.zonePlaceholder} picks={picks} onClose={onClose} />;
}

export function ZoneField({ zone, onChange }: { zone: string; onChange: ((zone: string) => void) | null }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    // When the dialog is gone: until then it keeps the focus.
    setTimeout(() => button.current?.focus(), 0);
  };
  const shown = (
    <>
      {readable(zone)}
      <span className="text-ink-3">{offsetOf(zone)}</span>
    </>
  );
  return (
    <div>
      <p aria-hidden className="mb-1.5 text-sm font-medium">
        {words.zone}
      </p>
      {onChange === null ? (
        <p className="flex gap-2 text-sm">{shown}</p>
      ) : (
        <Button ref={button} size="lg" aria-haspopup="dialog" aria-label={`${words.zone}: ${readable(zone)}`} onClick={() => setOpen(true)} className="max-w-full px-3 text-sm font-normal">
          {shown}
          <ChevronsUpDown aria-hidden className="ms-2 size-3.5! text-ink-3" />
        </Button>
      )}
      {open && onChange ? <ZonePick zone={zone} onChange={onChange} onClose={close} /> : null}
    </div>
  );
}
