/** A campaign of one attempt to each lead, whose agents stay on their lines. */
export const campaignCentre = (agents: readonly string[], linesMax: number): string => `
clients: { acme: { name: Acme } }
providers: { house: { name: House, clients: [acme] } }
skills: [sales]
agents:
${agents
  .map(
    (id) =>
      `  ${id}: { name: ${id}, provider: house, skills: { sales: 5 },` +
      ` phone: { switch: main, device: ${id}, line: nailed-up } }`,
  )
  .join('\n')}
queues:
  sales: { client: acme, name: Sales, skills: { sales: 3 }, wrapUp: 1s }
calendars:
  always: { zone: UTC, weekly: [{ days: mon-sun, hours: 00:00-24:00 }] }
flows:
  nobody-there:
    client: acme
    start: sorry
    nodes:
      sorry: { type: play, media: 'sound:leitstand/welcome', next: bye }
      bye: { type: hangup }
campaigns:
  crowd:
    client: acme
    name: Crowd
    queue: sales
    switch: main
    trunk: carrier
    callerNumber: '+493055501'
    endsAt: 2100-01-01T00:00Z
    onDrop: nobody-there
    machineDetection: true
    ringTimeout: 15s
    linesMax: ${linesMax}
    callsPerSecondMax: 20
    previewSkipsPerHour: 1
    pacing:
      mode: predictive
      modes: [manual, preview, progressive]
      linesPerAgent: 1.5
      linesPerAgentMax: 3
    law: { hours: always, gap: 0s, allow: ['+49'] }
    retry: { max: 1 }
`;
