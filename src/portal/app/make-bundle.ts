/**
 * Run as a program of its own: `node make-bundle.ts host OUT` or `node make-bundle.ts extension OUT ENTRY`. Bundlers are large and
 * not made to live in somebody else's process.
 */
import { dirname, join } from 'node:path';

const [kind, outdir = '', entry = ''] = process.argv.slice(2);
const BROWSER = join(import.meta.dirname, '../browser');

if (kind === 'host') {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: BROWSER,
    entryPoints: { page: 'page.tsx', worker: 'worker/worker.ts' },
    outdir,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
} else {
  const { remoteBuild } = await import('@hubspot/ui-extensions-dev-server/build');
  // What HubSpot's own builder runs after an upload; its `root` is the folder of the extension point.
  await remoteBuild({ root: dirname(entry), entryPoint: entry, outputDir: outdir, logLevel: 'error', appConfig: {} });
}
