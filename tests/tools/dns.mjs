// A DNS server on loopback with answers set by the test, so that lookups use a real socket.
import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { isIPv6 } from "node:net";

const A = 1;
const AAAA = 28;

/**
 * Starts the server.
 *
 * @param {(name: string, nth: number) => string[]} addressesOf returns all addresses of a name for the nth query of its A
 *   records, counted from 1
 * @returns the server: `resolve` is a resolver for unanimous/node that asks it; `asked` counts the queries by name
 */
export async function startDns(addressesOf) {
  const socket = createSocket("udp4");
  const asked = new Map();
  const answers = new Map();
  socket.on("message", (query, { port, address }) => {
    const { name, type, question } = readQuestion(query);
    // One lookup sends a query for A and a query for AAAA. Both get the same addresses.
    if (type === A) {
      asked.set(name, (asked.get(name) ?? 0) + 1);
      answers.set(name, addressesOf(name, asked.get(name)));
    }
    const records = (answers.get(name) ?? []).filter((one) => isIPv6(one) === (type === AAAA));
    socket.send(response(query, question, type, records), port, address);
  });
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));
  // One query, however late its answer comes on a busy machine: the queries are counted.
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  const emptyIfNoData = (error) => (error.code === "ENODATA" ? [] : Promise.reject(error));
  return {
    asked,
    async resolve(host) {
      const ipv4 = await resolver.resolve4(host).catch(emptyIfNoData);
      return [...ipv4, ...(await resolver.resolve6(host).catch(emptyIfNoData))];
    },
    close: () => new Promise((resolve) => socket.close(resolve)),
  };
}

/** Reads the question of a query, RFC 1035 section 4.1.2. */
function readQuestion(query) {
  const labels = [];
  let at = 12;
  for (let length; (length = query[at]) > 0; at += length + 1) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
  }
  return {
    name: labels.join(".").toLowerCase(),
    type: query.readUInt16BE(at + 1),
    question: query.subarray(12, at + 5),
  };
}

/** Builds a response, RFC 1035 section 4.1: a header, the question, and a record with TTL 0 for each address. */
function response(query, question, type, addresses) {
  const header = Buffer.from(query.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(addresses.length, 6);
  header.writeUInt32BE(0, 8);
  const records = addresses.map((address) => {
    const data = octets(address);
    const fixed = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length]);
    return Buffer.concat([fixed, data]);
  });
  return Buffer.concat([header, question, ...records]);
}

function octets(address) {
  if (!isIPv6(address)) return Buffer.from(address.split(".").map(Number));
  // The URL parser normalises the address to hexadecimal pieces. Only `::` must still be expanded.
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head, tail = ""] = text.split("::");
  const pieces = (part) => (part === "" ? [] : part.split(":"));
  const zeros = text.includes("::") ? 8 - pieces(head).length - pieces(tail).length : 0;
  const all = [...pieces(head), ...Array(zeros).fill("0"), ...pieces(tail)];
  return Buffer.from(all.map((piece) => piece.padStart(4, "0")).join(""), "hex");
}
