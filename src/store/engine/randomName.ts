/** A name that nobody else has; also on plain HTTP, where `crypto.randomUUID` is missing. */
export function randomName(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
