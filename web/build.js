// Build every browser component into ../static/components, or with `--check` say whether what lies there is what the
// sources give. The manifest holds a digest of the sources, so that a test in Python can tell without node.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const OUTPUT = join(HERE, "..", "static", "components");

// Each output and its source. A script is an ES module; one that is a page's own script is wrapped under a global name.
const ENTRIES = {
  "replay.js": { source: "replay/mount.js" },
  "replay-page.js": { source: "replay/mount.js", globalName: "replayPlayer" },
  "listen.js": { source: "listen/player.js" },
  "listen.css": { source: "listen/listen.css" },
  "editor.js": { source: "editor/editor.js" },
  "editor.css": { source: "editor/editor.css" },
  "editor-notes.css": { source: "editor/notes.css" },
  "interview-round.js": { source: "interview/round.js" },
  "interview-recordings.js": { source: "interview/recordings.js" },
  "interview.css": { source: "interview/interview.css" },
  "page.js": { source: "page/page.js" },
  "page.css": { source: "page/page.css" },
  "early-keys.js": { source: "practice/early.js", globalName: "rehearsalEarlyKeys" },
  "step-timer.js": { source: "design/timer.js" },
  "step-timer.css": { source: "design/timer.css" },
  "offline.js": { source: "offline/page.js" },
  "offline.css": { source: "offline/offline.css" },
  "offline-incident.js": { source: "offline/incident.js" },
  "offline-worker.js": { source: "offline/worker.js", globalName: "rehearsalWorker" },
  "search-box.js": { source: "search/box.js" },
  "search-box.css": { source: "search/box.css" },
  "sketch.js": { source: "labs/sketch.js" },
  "tabletop.js": { source: "tabletop/mount.js" },
};

// What decides the outputs: the sources, this file, and the exact versions of what is bundled.
const isSource = (path) => /^(?!tests\/).*\.(?:js|css)$|^package-lock\.json$/.test(path);

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === "node_modules") return [];
    return entry.isDirectory() ? listFiles(path) : [relative(HERE, path).replaceAll("\\", "/")];
  });
}

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

// One digest over "path NUL digest LF" of every source in order of path; tests/web/test_build.py computes the same.
function digestSources() {
  const lines = listFiles(HERE).filter(isSource).sort().map((path) => `${path}\0${digest(readFileSync(join(HERE, path)))}\n`);
  return digest(lines.join(""));
}

async function buildOutputs() {
  const outputs = {};
  for (const [name, { source, globalName }] of Object.entries(ENTRIES)) {
    const { outputFiles } = await build({
      absWorkingDir: HERE,
      entryPoints: [source],
      bundle: true,
      minify: true,
      charset: "utf8",
      format: globalName ? "iife" : "esm",
      globalName,
      legalComments: "none",
      // A style sheet that a script imports is its text; one that is an entry of its own stays a style sheet.
      loader: name.endsWith(".js") ? { ".css": "text" } : {},
      target: name.endsWith(".js") ? "es2022" : undefined,
      write: false,
    });
    outputs[name] = Buffer.from(outputFiles[0].contents);
  }
  const digests = Object.fromEntries(Object.entries(outputs).map(([name, bytes]) => [name, digest(bytes)]));
  const manifest = { sources: digestSources(), outputs: digests };
  return { ...outputs, "manifest.json": Buffer.from(JSON.stringify(manifest, null, 2) + "\n") };
}

const outputs = await buildOutputs();
if (process.argv.includes("--check")) {
  const isCurrent = (name) => {
    try {
      return readFileSync(join(OUTPUT, name)).equals(outputs[name]);
    } catch {
      return false;
    }
  };
  const stale = Object.keys(outputs).filter((name) => !isCurrent(name));
  if (stale.length) {
    console.error(`static/components is not what web/ builds: ${stale.join(", ")}. Run: make web`);
    process.exitCode = 1;
  }
} else {
  rmSync(OUTPUT, { recursive: true, force: true });
  mkdirSync(OUTPUT, { recursive: true });
  for (const [name, bytes] of Object.entries(outputs)) writeFileSync(join(OUTPUT, name), bytes);
}
