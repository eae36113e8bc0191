/** Which states say that something is about to become something else, and is worth another look soon. */

const changing: ReadonlySet<string> = new Set([
  'PROVISIONING',
  'STARTING',
  'REBOOTING',
  'STOPPING',
  'SUSPENDING',
  'RESUMING',
  'RESIZING',
  'MIGRATING',
  'REBUILDING',
  'DELETING',
]);

/** Whether a record says that its thing is changing just now. */
export function isChanging(record: object): boolean {
  return 'state' in record && typeof record.state === 'string' && changing.has(record.state);
}
