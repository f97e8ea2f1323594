/** RFC 9457 problem details, as every error of the API is answered. */
export interface Problem {
  title: string;
  status: number;
  detail: string | null;
  /** A stable machine word. */
  code: string;
  errors: { field: string; message: string }[];
  /** The whole answer, for the members that one kind of problem has beyond the common ones. */
  extra?: Readonly<Record<string, unknown>>;
}

/** The server answered, and the answer was an error. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly problem: Problem,
    /** Seconds the server asked us to wait, when it did. */
    readonly retryAfter: number | null,
    readonly requestId: string | null,
  ) {
    super(problem.detail ?? problem.title);
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** No answer came: the network, or the server, is away. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
}

interface RawProblem {
  title?: unknown;
  detail?: unknown;
  code?: unknown;
  errors?: unknown;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function fieldErrors(value: unknown): Problem["errors"] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { loc, field, msg, message } = entry as Record<string, unknown>;
    const name = text(field) ?? (Array.isArray(loc) ? loc.filter((part) => part !== "body").join(".") : "");
    const words = text(message) ?? text(msg);
    return words === null ? [] : [{ field: name, message: words }];
  });
}

/** Reads any error response; a proxy's HTML page or an empty body becomes a problem too. */
export async function problemOf(response: Response): Promise<ApiError> {
  let raw: RawProblem = {};
  if ((response.headers.get("content-type") ?? "").includes("json")) {
    raw = ((await response.json().catch(() => null)) as RawProblem | null) ?? {};
  }
  const retryAfter = Number(response.headers.get("retry-after"));
  return new ApiError(
    {
      title: text(raw.title) ?? (response.statusText || `HTTP ${response.status}`),
      status: response.status,
      detail: text(raw.detail),
      code: text(raw.code) ?? `http_${response.status}`,
      errors: fieldErrors(raw.errors),
      extra: { ...raw },
    },
    response.headers.has("retry-after") && Number.isFinite(retryAfter) ? retryAfter : null,
    response.headers.get("x-request-id"),
  );
}
