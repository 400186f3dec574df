// One file that VS Code loads, with the language client in it, and what the board's page loads.
import { build } from "esbuild";

const production = process.argv.includes("--production");

await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  // What VS Code 1.85, the oldest that is supported, runs on.
  target: "node18",
  format: "cjs",
  external: ["vscode"],
  minify: production,
  sourcemap: production ? false : "linked",
  legalComments: "linked",
  logLevel: "warning",
});

await build({
  entryPoints: ["src/webview/board.ts", "src/webview/board.css"],
  outdir: "dist",
  bundle: true,
  platform: "browser",
  target: "chrome114",
  format: "iife",
  minify: production,
  logLevel: "warning",
});
