import type { Worker } from './scenario';

/** Who is there, and who of them is free: the part that all baseline policies share. */
export class IdlePool {
  private readonly present = new Set<Worker>();
  private readonly busy = new Set<Worker>();
  private readonly idle = new Set<Worker>();

  get size(): number {
    return this.idle.size;
  }

  has(worker: Worker): boolean {
    return this.idle.has(worker);
  }

  enter(worker: Worker): void {
    this.present.add(worker);
    this.refresh(worker);
  }

  leave(worker: Worker): void {
    this.present.delete(worker);
    this.refresh(worker);
  }

  take(worker: Worker): void {
    this.busy.add(worker);
    this.refresh(worker);
  }

  release(worker: Worker): void {
    this.busy.delete(worker);
    this.refresh(worker);
  }

  private refresh(worker: Worker): void {
    if (this.present.has(worker) && !this.busy.has(worker)) this.idle.add(worker);
    else this.idle.delete(worker);
  }
}
