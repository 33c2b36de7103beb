// Server processes in Rust and in Node, and a client for them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const NODE_SERVER = fileURLToPath(new URL("node-server.mjs", import.meta.url));
/** Rust's test program `faults`. */
const RUST_SERVER = process.env.FAULTS_PROGRAM;

/**
 * A server process.
 *
 * @param {object} options name, language, store, url, leaseMs, journal, broken
 */
export class ServerProcess {
  constructor(options) {
    this.options = options;
    this.name = options.name;
  }

  async start() {
    const options = JSON.stringify(this.options);
    const stdio = ["pipe", "pipe", process.env.FAULTS_STDERR ? "inherit" : "ignore"];
    if (this.options.language === "Rust") {
      const args = ["serve_over_http", "--exact", "--ignored", "--nocapture", "--quiet"];
      this.child = spawn(RUST_SERVER, args, { stdio, env: { ...process.env, FAULT_SERVER: options } });
    } else {
      this.child = spawn(process.execPath, [NODE_SERVER, options], { stdio });
    }
    this.child.stdin.on("error", () => {});
    const { child } = this;
    for await (const line of createInterface(child.stdout)) {
      const port = /^port (\d+)$/.exec(line)?.[1];
      if (port) {
        this.agent = new Agent({ keepAlive: true, maxSockets: Infinity });
        this.port = Number(port);
        child.stdout.resume();
        return;
      }
    }
    throw new Error(`the process ${this.name} does not start`);
  }

  freeze() {
    this.child.kill("SIGSTOP");
  }

  thaw() {
    this.child.kill("SIGCONT");
  }

  async kill() {
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }

  async end() {
    if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    await this.kill();
    this.agent?.destroy();
  }

  /**
   * Sends a request with a key. Returns its status, whether it is replayed, and its body; status 0 stands for a
   * connection that breaks, and for a client that hangs up.
   */
  send(key, headers, patienceMs) {
    return new Promise((resolve) => {
      const broken = () => resolve({ status: 0, isReplayed: false, body: "" });
      const options = {
        agent: this.agent,
        host: "127.0.0.1",
        port: this.port,
        method: "POST",
        path: "/leads",
        headers: { "content-type": "application/json", "idempotency-key": key, ...headers },
      };
      const sent = request(options, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", broken);
        response.on("close", broken);
        response.on("end", () => {
          const isReplayed = response.headers["idempotent-replayed"] === "true";
          resolve({ status: response.statusCode, isReplayed, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.on("error", broken);
      const timer = setTimeout(() => sent.destroy(), patienceMs);
      sent.on("close", () => clearTimeout(timer));
      sent.end("{}");
    });
  }
}
