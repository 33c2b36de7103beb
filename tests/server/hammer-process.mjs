// A process that shares a store with others: `node hammer-process.mjs '{"name", "url", "requests", "keys"}'`. It prints how
// often each key ran here.
import { hammer } from "./conformance.mjs";
import { STORES } from "./make-store.mjs";

const { name, url, ...load } = JSON.parse(process.argv[2]);
const { make, close } = await STORES[name](url);
console.log(JSON.stringify(await hammer(make(), load)));
await close();
process.exit(0);
