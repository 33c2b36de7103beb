// A canonical public URL judged by checkUrl beside one `new URL()`: interleaved rounds in one run, medians, and the ratio.
import { checkUrl } from "unanimous";

const URLS = Array.from({ length: 64 }, (_, at) => `https://hooks${at}.example.com/lead/${at}?id=${at}`);
const ROUNDS = 41;
const CALLS = 20_000;

const time = (judge) => {
  const start = performance.now();
  for (let at = 0; at < CALLS; at++) judge(URLS[at & 63]);
  return ((performance.now() - start) / CALLS) * 1e6;
};
const median = (times) => times.sort((one, other) => one - other)[times.length >> 1];

const judges = { checkUrl: (url) => checkUrl(url).ok, "new URL": (url) => new URL(url).href };
if (!URLS.every(judges.checkUrl)) throw new Error("a URL of this benchmark is refused");
const times = Object.fromEntries(Object.keys(judges).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, judge] of Object.entries(judges)) times[name].push(time(judge));
}
const [ours, theirs] = Object.values(times).map(median);
console.log(`checkUrl ${ours.toFixed(0)} ns, new URL ${theirs.toFixed(0)} ns: ${(ours / theirs).toFixed(2)} of one new URL (Node ${process.versions.node})`);
if (ours >= theirs) process.exitCode = 1;
