import { getRouteApi, useNavigate } from "@tanstack/react-router";

import { safeNext } from "@/app/url";
import { SignInPage } from "@/features/auth/sign-in-page";

const route = getRouteApi("/signin");

export function SignInRoute() {
  const { next } = route.useSearch();
  const navigate = useNavigate();
  return <SignInPage onSignedIn={() => void navigate({ href: safeNext(next) ?? "/inbox", replace: true })} />;
}
