/** How long tests wait for what must come about: as long as a busy machine may take; a second is soon over on one. */
import { vi } from 'vitest';

const { waitFor } = vi;

/** Milliseconds. Only a test that fails waits so long. */
const patience = 10_000;

vi.waitFor = (check, options) =>
  waitFor(check, typeof options === 'number' ? options : { timeout: patience, ...options });
