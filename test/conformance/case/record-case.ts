import type { Stage } from '../stage';

/** Recordings are entities of their own: of a leg, or of a bridge. */
export function recordCases(stage: () => Stage): void {
  const record = async (
    subject: { legId: string } | { bridgeId: string },
    durationMaxMs = 60_000,
  ): Promise<string> => {
    const recordingId = stage().newId();
    stage().send({ type: 'record', recordingId, durationMaxMs, ...subject });
    await stage().log.next('recording.started', { recordingId });
    return recordingId;
  };

  describe('a recording', () => {
    it('of a leg runs until it is stopped, and names its file', async () => {
      const { legId } = await stage().answeredInbound();
      const recordingId = await record({ legId });
      expect((await stage().snapshot()).recordings).toEqual([recordingId]);
      stage().send({ type: 'stop-record', recordingId });
      const ended = await stage().log.next('recording.ended', { recordingId, reason: 'stopped' });
      expect(ended.file).toEqual(expect.any(String));
      expect((await stage().snapshot()).recordings).toEqual([]);
    });

    it('of a bridge runs until it is stopped, and both talk on', async () => {
      const { bridgeId, customer, agent } = await stage().bridged();
      const recordingId = await record({ bridgeId });
      customer.far.sing(440);
      await agent.far.hears(440);
      stage().send({ type: 'stop-record', recordingId });
      await stage().log.next('recording.ended', { recordingId, reason: 'stopped' });
      expect((await stage().snapshot()).legs).toHaveLength(2);
    });

    it('ends by itself when it is as long as it may be', async () => {
      const { legId } = await stage().answeredInbound();
      const recordingId = await record({ legId }, 1000);
      await stage().log.next('recording.ended', { recordingId, reason: 'finished' });
    });

    it('ends with its leg', async () => {
      const { legId, far } = await stage().answeredInbound();
      const recordingId = await record({ legId });
      far.hangUp();
      await stage().log.next('leg.ended', { legId });
      await stage().log.next('recording.ended', { recordingId });
    });

    it('that does not run cannot be stopped', async () => {
      const recordingId = stage().newId();
      const commandId = stage().send({ type: 'stop-record', recordingId });
      await stage().log.next('command.failed', { commandId, code: 'MEDIA_NOT_FOUND' });
    });
  });
}
