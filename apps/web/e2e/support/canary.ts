/** A server that nobody may ask, and that remembers who did. Its pictures are for the API's image proxy alone. */
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

const PIXEL = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

export interface Hit {
  path: string;
  agent: string;
  headers: readonly string[];
}

export class Canary {
  readonly hits: Hit[] = [];
  /** Pages of its own, by path: what the positive control opens. */
  readonly pages = new Map<string, string>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const path = request.url ?? "";
      const page = this.pages.get(path);
      if (page !== undefined) return void response.setHeader("content-type", "text/html; charset=utf-8").end(page);
      this.hits.push({ path, agent: request.headers["user-agent"] ?? "", headers: Object.keys(request.headers) });
      response.setHeader("access-control-allow-origin", "*");
      if (path.startsWith("/redirect-inside")) return void response.writeHead(302, { location: `http://127.0.0.1:${this.port}/inside.png` }).end();
      if (path.endsWith(".svg")) return void response.setHeader("content-type", "image/png").end(SVG);
      response.setHeader("content-type", "image/png").end(PIXEL);
    });
  }

  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => this.#server.once("error", reject).listen(port, "127.0.0.1", resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
