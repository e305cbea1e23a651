/**
 * T with every field there, set or not. What the world holds by the thousand is made after one, and
 * a field is cleared by setting it to undefined, never by `delete`: an object that a field was
 * deleted from becomes a hash table in V8, of three times the memory and slow to read. It keeps the
 * order of the fields as well, so that equal worlds give equal JSON.
 */
export type Shape<T> = { readonly [K in keyof Required<T>]: T[K] };
