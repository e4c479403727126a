/**
 * A Chromium for the tests: the one that came with `npm ci` where there is one for this machine, else the one installed here. Its
 * fonts are the package's own, so that pictures are the same on every machine that uses it.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { chromium } from 'playwright-core';

export interface Found {
  readonly executablePath: string;
  /** Of the process that Chromium runs in. */
  readonly env: Readonly<Record<string, string>>;
  /** True: the package's, with its fonts; pictures can be compared. */
  readonly isOurs: boolean;
}

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const FONTS = join(import.meta.dirname, 'fonts');

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-pings',
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
];

/** Rejects, and says what to do, when there is none. */
export async function findChromium(): Promise<Found> {
  if (process.platform === 'linux' && process.arch === 'x64') return ours();
  const executablePath = [process.env['CHROMIUM_PATH'], ...INSTALLED].find(
    (path) => path !== undefined && existsSync(path),
  );
  if (executablePath !== undefined) return { executablePath, env: {}, isOurs: false };
  throw new Error(
    `The browser tests need a Chromium. On ${process.platform} ${process.arch} none comes with npm ci: install Chromium or Chrome, ` +
      'or name one with CHROMIUM_PATH=/path/to/chromium.',
  );
}

export async function launch(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium
    .launch({ executablePath, headless: true, args: FLAGS, env: { ...inherited(), ...env } })
    .catch((failure: unknown) => {
      throw new Error(`Chromium at ${executablePath} does not start. Its own words:\n${String(failure)}`, {
        cause: failure,
      });
    });
}

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Unpacked once per version, font and user; several processes may do so at the same time. */
async function ours(): Promise<Found> {
  const folder = join(tmpdir(), `baton-chromium-${userInfo().uid}-${versionKey()}`);
  if (!existsSync(folder)) {
    const fresh = await mkdtemp(join(tmpdir(), 'baton-chromium-making-'));
    await unpackInto(fresh);
    await rename(fresh, folder).catch(() => rm(fresh, { recursive: true, force: true }));
  }
  await writeFile(join(folder, 'fonts.conf'), fontsConf(folder));
  return {
    executablePath: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: join(folder, 'fonts.conf') },
    isOurs: true,
  };
}

function versionKey(): string {
  const manifest = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '../../package.json');
  return createHash('sha256').update(readFileSync(manifest)).digest('hex').slice(0, 12);
}

async function unpackInto(folder: string): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'unpack-chromium.ts')], {
      env: { ...process.env, NODE_OPTIONS: '', TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    });
  } catch (failure) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(
      `@sparticuz/chromium could not be unpacked into ${folder}, which needs 250 MB: ${String(failure)}`,
      {
        cause: failure,
      },
    );
  }
  await mkdir(join(folder, 'cache'), { recursive: true });
}

/** These fonts and no others, whatever is installed. */
const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <dir>${FONTS}</dir>
  <cachedir>${join(folder, 'cache')}</cachedir>
</fontconfig>
`;
