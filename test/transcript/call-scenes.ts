import type { Behaviour } from '../switch/sip-phone';
import { spell } from './spelling';
import { rolesOf, type Take } from './take';

const CAUSES = [
  'NORMAL_CLEARING',
  'USER_BUSY',
  'CALL_REJECTED',
  'NORMAL_CIRCUIT_CONGESTION',
  'NO_ANSWER',
  'UNALLOCATED_NUMBER',
] as const;

/** Calls that come in, and how they end. */
export async function inboundScenes(take: Take): Promise<void> {
  const first = await take.comes('far calls');
  await take.scene('far hangs up @ offered', rolesOf(first), () => first.call.hangUp());
  for (const cause of CAUSES) {
    const leg = await take.comes();
    await take.scene(`kill ${cause} @ offered`, rolesOf(leg), () =>
      take.command(spell.kill(leg.uuid, cause)),
    );
  }
  const called = await take.comes();
  await take.scene('answer @ offered', rolesOf(called), async () => {
    await take.command(spell.answer(called.uuid));
    await called.call.answered();
  });
  await take.scene('answer @ parked', rolesOf(called), () =>
    take.command(spell.answer(called.uuid)),
  );
  await take.scene('digit @ parked in', rolesOf(called), () => called.call.voice.pressKeys('5'));
  await take.scene('far hangs up @ parked in', rolesOf(called), () => called.call.hangUp());
  const killed = await take.answered();
  await take.scene('kill NORMAL_CLEARING @ parked in', rolesOf(killed), () =>
    take.command(spell.kill(killed.uuid)),
  );
  await take.scene('kill NORMAL_CLEARING @ gone', rolesOf(killed), () =>
    take.command(spell.kill(killed.uuid)),
  );
  await take.scene('answer @ gone', rolesOf(killed), () => take.command(spell.answer(killed.uuid)));
}

/** Calls that we place, and what becomes of them. */
export async function outboundScenes(take: Take): Promise<void> {
  const refusals: readonly (readonly [string, Behaviour | null])[] = [
    ['busy', { refuse: 486 }],
    ['rejects', { refuse: 603 }],
    ['unknown-number', null],
    ['unavailable', { refuse: 480 }],
    ['congested', { refuse: 503 }],
  ];
  for (const [name, behaviour] of refusals) {
    await take.dials(`originate, ${name}`, take.carrier(take.newNumber(behaviour)));
  }
  const ringing = await take.rings('originate, rings');
  await take.scene('far answers', rolesOf(ringing), () => ringing.call.answer());
  await take.scene('digit @ parked out', rolesOf(ringing), () => ringing.call.voice.pressKeys('5'));
  await take.scene('far hangs up @ parked out', rolesOf(ringing), () => ringing.call.hangUp());
  const given = await take.rings();
  await take.scene('kill NORMAL_CLEARING @ ringing', rolesOf(given), () =>
    take.command(spell.kill(given.uuid)),
  );
  const late = await take.rings(undefined, 2000);
  await take.scene('nobody answers', rolesOf(late), () => take.recorder.event('BACKGROUND_JOB'));
  for (const [how, status] of [
    ['busy', 486],
    ['rejected', 603],
  ] as const) {
    const refuses = await take.rings();
    await take.scene(`far refuses, ${how}`, rolesOf(refuses), async () =>
      refuses.call.refuse(status),
    );
  }
  const killed = await take.answers();
  await take.scene('kill NORMAL_CLEARING @ parked out', rolesOf(killed), () =>
    take.command(spell.kill(killed.uuid)),
  );
  const twice = await take.answers();
  const to = take.carrier(take.newNumber('ring'));
  await take.dials('originate @ its id lives', to, twice.uuid);
}

/** Places that cannot be called, and phones by name. */
export async function placeScenes(take: Take): Promise<void> {
  const number = take.newNumber(null);
  await take.dials('originate, unreachable-trunk', { kind: 'number', number, trunk: 'nowhere' });
  await take.dials('originate, unknown-trunk', { kind: 'number', number, trunk: 'unheard-of' });
  await take.dials('originate, unreachable-device', { kind: 'device', device: 'desk-away' });
  await take.dials('originate, unknown-device', { kind: 'device', device: 'nobody' });
  const unheard = take.carrier(take.newNumber(null));
  const away = { kind: 'device', device: 'desk-away' } as const;
  for (const caller of [{ callerNumber: '4930' }, { callerNumber: '4930', callerName: 'Müller' }]) {
    for (const to of [unheard, away]) {
      await take.between(async () => {
        const placed = { leg: take.newId(), job: take.newId(), ...caller };
        await take.command(spell.originate({ ...placed, to }));
      });
    }
  }
  const desk = take.phones.phone('desk-1', 'ring', take.options.devicePassword);
  await take.scene('phone registers', { device: 'desk-1' }, () => desk.register());
  await take.scene('phone registers anew', { device: 'desk-1' }, () => desk.register());
  const [leg, job] = [take.newId(), take.newId()];
  const roles = { leg, job, device: 'desk-1' };
  const placed = {
    leg,
    job,
    to: { kind: 'device', device: 'desk-1' },
    callerNumber: '4930',
  } as const;
  await take.scene('originate device, rings', roles, () => take.command(spell.originate(placed)));
  const call = await desk.nextCall();
  await take.scene('far answers, device', roles, () => call.answer());
  await take.scene('far hangs up, device', roles, () => call.hangUp());
  for (const caller of [{}, { callerNumber: '4930', callerName: 'Müller' }]) {
    await take.between(async () => {
      const again = { leg: take.newId(), job: take.newId(), ...caller };
      await take.command(spell.originate({ ...again, to: placed.to }));
      await (await desk.nextCall()).ringing();
      await take.command(spell.kill(again.leg));
    });
  }
  await take.scene('phone unregisters', { device: 'desk-1' }, () => desk.unregister());
}
