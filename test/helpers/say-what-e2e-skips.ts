import { whyNoSamba } from '../../src/sandbox/samba/why-no-samba.ts';
import { whyNoChromium } from './why-no-chromium.ts';

/** Global set-up of the browser tests: one line for each thing that could not be tried, and what to install. */
export default function sayWhatE2eSkips(): () => void {
  return () => {
    for (const missing of [whyNoChromium(), whyNoSamba()])
      if (missing !== null) console.log(`Skipped, with all journeys that need it: ${missing}`);
  };
}
