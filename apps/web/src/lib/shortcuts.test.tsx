import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import type { Shortcut } from "@/lib/shortcuts";
import { useAllShortcuts, useAwaitedKeys, useShortcutListener, useShortcuts } from "@/lib/shortcuts";

function Layer({ shortcuts }: { shortcuts: Shortcut[] }) {
  useShortcuts(shortcuts);
  return null;
}

function Page({ shortcuts, top }: { shortcuts: Shortcut[]; top?: Shortcut[] }) {
  useShortcutListener();
  return (
    <>
      <Layer shortcuts={shortcuts} />
      {top ? <Layer shortcuts={top} /> : null}
      <input aria-label="field" />
      <button type="button">press</button>
      <ul>{useAllShortcuts().map((one) => <li key={one.keys}>{`${one.keys}=${one.label}`}</li>)}</ul>
    </>
  );
}

const make = (keys: string, label = keys, extra: Partial<Shortcut> = {}) => {
  const run = vi.fn();
  return { run, shortcut: { keys, label, group: "list" as const, run, ...extra } };
};

it("runs keys and sequences, and the sequence wins over its last key", async () => {
  const [i, gi] = [make("i"), make("g i")];
  render(<Page shortcuts={[i.shortcut, gi.shortcut]} />);
  await userEvent.keyboard("gi");
  expect([i.run.mock.calls.length, gi.run.mock.calls.length]).toEqual([0, 1]);
  await userEvent.keyboard("i");
  expect(i.run).toHaveBeenCalledTimes(1);
});

it("leaves typing alone, except for chords that say so", async () => {
  const [e, palette] = [make("e"), make("mod+k", "palette", { inFields: true })];
  render(<Page shortcuts={[e.shortcut, palette.shortcut]} />);
  await userEvent.click(screen.getByLabelText("field"));
  await userEvent.keyboard("e{Control>}k{/Control}");
  expect(screen.getByLabelText("field")).toHaveValue("e");
  expect(e.run).not.toHaveBeenCalled();
  expect(palette.run).toHaveBeenCalledTimes(1);
});

it("leaves Enter to a focused button", async () => {
  const enter = make("enter");
  render(<Page shortcuts={[enter.shortcut]} />);
  screen.getByRole("button").focus();
  await userEvent.keyboard("{Enter}");
  expect(enter.run).not.toHaveBeenCalled();
});

it("lets the newest layer take a key and gives it back, in the sheet as at the keyboard", async () => {
  const [below, above] = [make("j", "row"), make("j", "ticket")];
  const { rerender } = render(<Page shortcuts={[below.shortcut]} top={[above.shortcut]} />);
  await userEvent.keyboard("j");
  expect(screen.getByText("j=ticket")).toBeInTheDocument();
  rerender(<Page shortcuts={[below.shortcut]} />);
  await userEvent.keyboard("j");
  expect([above.run.mock.calls.length, below.run.mock.calls.length]).toEqual([1, 1]);
  expect(screen.getByText("j=row")).toBeInTheDocument();
});

function Awaited({ onText }: { onText: (text: string) => void }) {
  useAwaitedKeys(onText);
  return null;
}

it("keeps what is typed for the dialog that is on its way", async () => {
  const [e, onText] = [make("e"), vi.fn()];
  const { rerender } = render(
    <>
      <Page shortcuts={[e.shortcut]} />
      <Awaited onText={onText} />
    </>,
  );
  await userEvent.keyboard("e{Enter}x");
  expect(onText.mock.calls).toEqual([["e"], ["x"]]);
  expect(e.run).not.toHaveBeenCalled();
  rerender(<Page shortcuts={[e.shortcut]} />);
  await userEvent.keyboard("e");
  expect(e.run).toHaveBeenCalledTimes(1);
});

it("leaves a letter to the dialog that opens and has no focus yet", async () => {
  const e = make("e");
  const { rerender } = render(
    <>
      <Page shortcuts={[e.shortcut]} />
      <div role="dialog" data-state="open">
        <input aria-label="search" />
      </div>
    </>,
  );
  await userEvent.keyboard("e");
  expect(e.run).not.toHaveBeenCalled();
  expect(screen.getByLabelText("search")).toHaveFocus();
  rerender(<Page shortcuts={[e.shortcut]} />);
  await userEvent.keyboard("e");
  expect(e.run).toHaveBeenCalledTimes(1);
});
