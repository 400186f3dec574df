// Draws images/icon.png from images/icon.svg: node scripts/icon.mjs

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { chromiumPath } from "../test/workbench/workbench.mjs";

const images = fileURLToPath(new URL("../images/", import.meta.url));
const browser = await chromium.launch({ executablePath: chromiumPath(), args: ["--no-sandbox"] });
const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
await page.setContent(`<body style="margin:0">${readFileSync(`${images}icon.svg`, "utf-8")}`);
await page.screenshot({ path: `${images}icon.png`, omitBackground: true });
await browser.close();
