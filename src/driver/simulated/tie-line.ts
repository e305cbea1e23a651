import type { Endpoint, FarEnd } from './far-end';

/** A trunk to another switch, whose phones are called through it by their names. */
export class TieLine implements Endpoint {
  readonly kind = 'trunk';
  reachable = true;

  constructor(private readonly phone: (name: string) => Endpoint | undefined) {}

  farEnd(name?: string): FarEnd | null {
    const phone = name === undefined ? undefined : this.phone(name);
    return phone?.reachable === true ? phone.farEnd() : null;
  }
}
