// A stand-in for markdownlint's extension: it finds a link to no heading, and a row with a cell too many.

const { setTimeout } = require("node:timers");

const vscode = require("vscode");

const FOUND = [
  [/\[.*\]\(#plan\)/, "MD051", "MD051/link-fragments: Link fragments should be valid"],
  [/^\| Rope .*/, "MD056", "MD056/table-column-count: Table column count"],
];

exports.activate = (context) => {
  const collection = vscode.languages.createDiagnosticCollection("markdownlint");
  const look = (document) => {
    if (document.languageId !== "markdown") return;
    const lines = document.getText().split("\n");
    const diagnostics = FOUND.flatMap(([pattern, code, message]) =>
      lines.flatMap((line, number) => {
        const match = pattern.exec(line);
        if (!match) return [];
        const range = new vscode.Range(number, match.index, number, match.index + match[0].length);
        return [Object.assign(new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Warning), { code, source: "markdownlint" })];
      }),
    );
    collection.set(document.uri, diagnostics);
  };
  const later = (document) => setTimeout(() => look(document), 1_000);
  context.subscriptions.push(collection, vscode.workspace.onDidOpenTextDocument(later));
  vscode.workspace.textDocuments.forEach(later);
};
