import { whyNoSamba } from '../../src/sandbox/samba/why-no-samba.ts';

/** Global set-up of vitest: one line at the end about what could not be tried on this machine, and what to install. */
export default function sayWhatIsSkipped(): () => void {
  return () => {
    const missing = whyNoSamba();
    if (missing !== null) console.log(`Skipped, with all tests of a real directory: ${missing}`);
  };
}
