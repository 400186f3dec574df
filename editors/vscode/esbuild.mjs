// One file that VS Code loads, with the language client in it.
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
