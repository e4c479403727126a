/**
 * Run as a program of its own, with TMPDIR where Chromium shall lie: the package unpacks there, and takes whatever it finds there.
 * Prints where the program is. `AWS_EXECUTION_ENV` makes it bring its own system libraries too, which a bare machine has not.
 */
import chromium from '@sparticuz/chromium';

process.stdout.write(await chromium.executablePath());
