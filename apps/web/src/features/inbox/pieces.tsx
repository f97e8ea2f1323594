import type { Piece } from "@/api/types";

/** Text with what was searched for marked. */
export function Pieces({ pieces }: { pieces: readonly Piece[] }) {
  return pieces.map((piece, index) =>
    piece.hit ? (
      <mark key={index} className="rounded-xs bg-amber/20 text-ink">
        {piece.text}
      </mark>
    ) : (
      piece.text
    ),
  );
}
