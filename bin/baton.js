#!/usr/bin/env node
// Guards the runtime before any TypeScript is loaded: an older Node would only say "unknown file extension".
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Baton needs Node 24 or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      'The checkout brings its own: run "npm ci" with install scripts allowed (not --ignore-scripts), then start it as\n' +
      '"npx baton …" or "npm run …", which put that runtime first in the path.\n',
  );
  process.exit(1);
}
const { main } = await import('../src/cli/main.ts');
await main(process.argv.slice(2));
