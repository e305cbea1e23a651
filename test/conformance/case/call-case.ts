import type { Stage } from '../stage';
import type { FarAnswer } from '../switch-harness';

/** How a call begins and ends, in both directions. */
export function callCases(stage: () => Stage): void {
  describe('a call that comes in', () => {
    it('is offered with who called and what was dialled, and answered on command', async () => {
      const { log, harness } = stage();
      const party = stage().newParty();
      const far = harness.call(party);
      const { legId } = await log.next('leg.offered', party);
      expect(legId.startsWith(`in:${harness.switchId}:`)).toBe(true);
      stage().send({ type: 'answer', legId });
      await log.next('leg.answered', { legId });
      await far.answered();
    });

    it('ends as cancelled when the caller gives up before the answer', async () => {
      const { legId, far } = await stage().offered();
      far.hangUp();
      const ended = await stage().log.next('leg.ended', { legId });
      expect(ended).toMatchObject({ cause: 'cancelled', by: 'remote' });
    });

    it('is turned away with the cause that was asked for', async () => {
      const { legId, far } = await stage().offered();
      stage().send({ type: 'hangup', legId, cause: 'busy' });
      const ended = await stage().log.next('leg.ended', { legId });
      expect(ended).toMatchObject({ cause: 'busy', by: 'us' });
      await far.ended();
    });

    it('ends as cancelled when we give up before the answer', async () => {
      const { legId, far } = await stage().offered();
      expect(await stage().hangUp(legId)).toMatchObject({ cause: 'cancelled', by: 'us' });
      await far.ended();
    });

    it('ends as normal when the caller hangs up after a talk', async () => {
      const { legId, far } = await stage().answeredInbound();
      far.hangUp();
      const ended = await stage().log.next('leg.ended', { legId });
      expect(ended).toMatchObject({ cause: 'normal', by: 'remote' });
    });

    it('ends as normal when we hang up', async () => {
      const { legId, far } = await stage().answeredInbound();
      expect(await stage().hangUp(legId)).toMatchObject({ cause: 'normal', by: 'us' });
      await far.ended();
    });

    it('is refused a second answer, or answered again, and lives on', async () => {
      const { legId } = await stage().answeredInbound();
      const commandId = stage().send({ type: 'answer', legId });
      await settled(stage(), commandId);
      const { legs } = await stage().snapshot();
      expect(legs).toMatchObject([{ legId, state: 'answered', direction: 'inbound' }]);
    });
  });

  describe('a call that we place', outboundCases(stage));
  describe('a call that we place beside others', besideCases(stage));

  describe('the second witness', () => {
    it('tells the times of a call that has ended', async () => {
      if (!stage().harness.hasWitness) return;
      const { legId, far } = await stage().answeredInbound();
      far.hangUp();
      const ended = await stage().log.next('leg.ended', { legId });
      const { witness } = await stage().log.next('leg.witnessed', { legId });
      const now = stage().harness.clock.now();
      expect(witness.legId).toBe(legId);
      expect(Math.abs((ended.switchAt ?? now) - witness.endedAt)).toBeLessThan(1500);
      expect(witness.answeredAt).toBeGreaterThanOrEqual(witness.startedAt);
      expect(witness.endedAt).toBeGreaterThanOrEqual(witness.answeredAt ?? 0);
    });
  });
}

const outboundCases = (stage: () => Stage) => (): void => {
  it('rings, is answered and ends when the far end hangs up', async () => {
    const { legId, far } = await stage().ringing();
    await stage().log.next('leg.ringing', { legId });
    far.answer();
    await stage().log.next('leg.answered', { legId });
    far.hangUp();
    const ended = await stage().log.next('leg.ended', { legId });
    expect(ended).toMatchObject({ cause: 'normal', by: 'remote' });
  });

  it('reaches a phone by the name of its device', async () => {
    const { harness, log } = stage();
    const legId = stage().newId();
    const to = { kind: 'device', device: harness.device } as const;
    stage().send({ type: 'originate', legId, to, callerNumber: '4930', ringTimeoutMs: 20_000 });
    await log.next('leg.answered', { legId });
  });

  it('rings for a caller of whatever number and name', async () => {
    const legId = stage().newId();
    const to = stage().harness.destination('answers');
    const caller = { callerNumber: '+1 (800) 555&1@', callerName: 'Support [DE] ${x}:_:y "z"' };
    stage().send({ type: 'originate', legId, to, ...caller, ringTimeoutMs: 20_000 });
    await stage().log.next('leg.answered', { legId });
  });

  const outcomes: readonly (readonly [FarAnswer, string])[] = [
    ['busy', 'busy'],
    ['rejects', 'rejected'],
    ['unknown-number', 'unallocated-number'],
  ];
  it.each(outcomes)('to somebody who is %s ends as %s', async (answer, cause) => {
    const legId = stage().newId();
    const to = stage().harness.destination(answer);
    stage().send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
    const ended = await stage().log.next('leg.ended', { legId });
    expect(ended).toMatchObject({ cause, by: 'remote' });
    expect(stage().log.all('leg.answered', { legId })).toEqual([]);
  });

  it('ends as no answer, by us, when its ring timeout is over', async () => {
    const { legId, far } = await stage().ringing(2000);
    const ended = await stage().log.next('leg.ended', { legId });
    expect(ended).toMatchObject({ cause: 'no-answer', by: 'us' });
    await far.ended();
  });

  it('is cancelled by a hangup while it rings', async () => {
    const { legId, far } = await stage().ringing();
    expect(await stage().hangUp(legId)).toMatchObject({ cause: 'cancelled', by: 'us' });
    await far.ended();
  });

  const unreachable: readonly FarAnswer[] = [
    'unreachable-trunk',
    'unreachable-device',
    'unknown-device',
  ];
  it.each(unreachable)('to an %s has one outcome: refused, or ended', async (answer) => {
    const { log, harness } = stage();
    const legId = stage().newId();
    const to = harness.destination(answer);
    stage().send({ type: 'originate', legId, to, ringTimeoutMs: 6000 });
    const outcome = await log.nextOf(
      { type: 'command.failed', legId },
      { type: 'leg.ended', legId },
    );
    const refused = ['DESTINATION_UNREACHABLE', 'DESTINATION_UNKNOWN'];
    if (outcome.type === 'command.failed') expect(refused).toContain(outcome.code);
    else
      expect(outcome).toMatchObject({ cause: expect.stringMatching(/^(unreachable|no-answer)$/) });
    await stage().snapshot();
    const said = [...log.all('command.failed', { legId }), ...log.all('leg.ended', { legId })];
    expect(said).toEqual([outcome]);
  });
};

const besideCases = (stage: () => Stage) => (): void => {
  it('is refused under the id of a leg that lives, which is not touched', async () => {
    const { legId } = await stage().answeredOutbound();
    const to = stage().harness.destination('answers');
    const commandId = stage().send({ type: 'originate', legId, to, ringTimeoutMs: 5000 });
    await stage().log.next('command.failed', { commandId });
    expect((await stage().snapshot()).legs).toMatchObject([{ legId, state: 'answered' }]);
  });

  it('is told apart from one whose id begins alike', async () => {
    const [first, second] = ['a', 'b'].map((end) => stage().newId().slice(0, -1) + end);
    const shared = (first ?? '').slice(0, -1);
    const twins = [first ?? '', `${shared}b`, second ?? ''];
    for (const legId of twins) {
      const to = stage().harness.destination('answers');
      stage().send({ type: 'originate', legId, to, ringTimeoutMs: 20_000 });
      await stage().log.next('leg.answered', { legId });
    }
    await stage().hangUp(`${shared}b`);
    const left = (await stage().snapshot()).legs.map(({ legId }) => legId).sort();
    expect(left).toEqual([first, second].sort());
  });

  it('crosses one that comes in from the same party, and both live', async () => {
    const { harness, log } = stage();
    const outbound = await stage().ringing();
    const party = stage().newParty();
    harness.call(party);
    const { legId } = await log.next('leg.offered', party);
    outbound.far.answer();
    stage().send({ type: 'answer', legId });
    await log.next('leg.answered', { legId });
    await log.next('leg.answered', { legId: outbound.legId });
    expect((await stage().snapshot()).legs).toHaveLength(2);
  });

  it('is told a human from a machine, or that it is unsure', async () => {
    const { legId } = await stage().answeredOutbound();
    stage().send({ type: 'detect-machine', legId });
    const { result } = await stage().log.next('leg.machine', { legId });
    expect(['human', 'machine', 'unsure']).toContain(result);
  });
};

/** Waits until a command that need not have an outcome can have had one. */
async function settled(stage: Stage, commandId: string): Promise<void> {
  await stage.snapshot();
  await stage.snapshot();
  const codes = stage.log.all('command.failed', { commandId }).map(({ code }) => code);
  expect(codes.filter((code) => code !== 'LEG_WRONG_STATE')).toEqual([]);
}
