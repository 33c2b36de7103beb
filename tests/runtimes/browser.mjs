// Runs the cases in Chromium: as plain module scripts, and built by Vite.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "../tools/chromium.mjs";
import { serve } from "../tools/serve.mjs";
import { linkTools, TAGS, tools } from "./project.mjs";

/** Opens a page and returns the lines that it stores in `globalThis.lines`. */
export async function pageLines(url) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const failed = new Promise((_, reject) => page.on("pageerror", reject));
    await page.goto(url);
    await Promise.race([page.waitForFunction(() => globalThis.lines, undefined, { timeout: 60_000 }), failed]);
    return JSON.parse(await page.evaluate(() => globalThis.lines));
  } finally {
    await browser.close();
  }
}

export const page = (script, head = "") =>
  `<!doctype html><meta charset="utf-8"><title>cases</title>${head}<script type="module" src="${script}"></script>`;

const write = (project, name, text) => writeFileSync(join(project.dir, name), text);

const moduleScript = (entry) => async (project) => {
  const importMap = {
    imports: {
      unanimous: "/node_modules/unanimous/dist/esm/index.js",
      "unanimous/lite": "/node_modules/unanimous/dist/esm/lite.js",
      ...Object.fromEntries(
        TAGS.map((tag) => [`unanimous/locales/${tag}`, `/node_modules/unanimous/dist/esm/locales/${tag}.js`]),
      ),
    },
  };
  write(project, "start.mjs", `import { result } from "./${entry}.mjs";\nglobalThis.lines = result();\n`);
  write(project, "index.html", page("/start.mjs", `<script type="importmap">${JSON.stringify(importMap)}</script>`));
  const server = await serve({ "/": project.dir });
  try {
    return await pageLines(`${server.url}/index.html`);
  } finally {
    await server.close();
  }
};

const vite = async (project) => {
  linkTools(project, ["vite"]);
  write(project, "start.mjs", 'import { result } from "./unanimous.mjs";\nglobalThis.lines = result();\n');
  write(project, "index.html", page("/start.mjs"));
  return import(pathToFileURL(join(tools(), "vite", "dist", "node", "index.js")).href);
};

const viteBuild = async (project) => {
  const { build } = await vite(project);
  await build({ root: project.dir, configFile: false, logLevel: "error", build: { chunkSizeWarningLimit: 10_000 } });
  const server = await serve({ "/": join(project.dir, "dist") });
  try {
    return await pageLines(`${server.url}/index.html`);
  } finally {
    await server.close();
  }
};

const viteDev = async (project) => {
  const { createServer } = await vite(project);
  const server = await createServer({
    root: project.dir,
    configFile: false,
    logLevel: "error",
    server: { host: "127.0.0.1", port: 0 },
  });
  await server.listen();
  try {
    return await pageLines(server.resolvedUrls.local[0]);
  } finally {
    await server.close();
  }
};

export const browser = {
  "Chromium, module script": moduleScript("unanimous"),
  "Chromium, module script, lite": moduleScript("lite"),
  "Vite build, Chromium": viteBuild,
  "Vite dev, Chromium": viteDev,
};
