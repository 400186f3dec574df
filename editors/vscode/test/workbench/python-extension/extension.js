// A stand-in for the Python extension, which only has the selected interpreter.

const vscode = require("vscode");

exports.activate = () => ({
  environments: {
    getActiveEnvironmentPath: () => ({ id: "selected", path: process.env.SELECTED_PYTHON }),
    resolveEnvironment: ({ path }) => Promise.resolve({ executable: { uri: vscode.Uri.file(path) } }),
    onDidChangeActiveEnvironmentPath: new vscode.EventEmitter().event,
  },
});
