import type { VariantProps } from "class-variance-authority";
import { cva } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

export const buttonVariants = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors duration-100 select-none disabled:pointer-events-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-accent text-accent-ink hover:bg-accent-strong",
        outline: "border border-line-strong bg-raised text-ink shadow-xs hover:bg-hover data-[state=open]:bg-hover",
        ghost: "text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover",
        link: "h-auto! px-0! text-accent underline-offset-4 hover:underline",
      },
      size: { sm: "h-7 px-2 text-xs", md: "h-8 px-3 text-sm", lg: "h-9 px-4 text-base", icon: "size-8" },
    },
    defaultVariants: { variant: "outline", size: "md" },
  },
);

interface Props extends ComponentProps<"button">, VariantProps<typeof buttonVariants> {
  /** Renders the child (a link) with the looks of a button. */
  asChild?: boolean;
}

export function Button({ className, variant, size, asChild = false, type = "button", ...props }: Props) {
  const classes = cn(buttonVariants({ variant, size }), className);
  return asChild ? <Slot.Root className={classes} {...props} /> : <button type={type} className={classes} {...props} />;
}
