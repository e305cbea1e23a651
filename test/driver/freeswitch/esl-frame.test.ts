import { EslFrameCutter, eventOf } from '../../../src/driver/freeswitch/esl-frame';

const frame = (type: string, body: string): Buffer =>
  Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\nContent-Type: ${type}\n\n${body}`);

describe('the stream of the event socket', () => {
  const event = JSON.stringify({ 'Event-Name': 'CUSTOM', name: 'Jörg Müller, 50 €' });
  const stream = Buffer.concat([
    Buffer.from('Content-Type: auth/request\n\n'),
    frame('text/event-json', event),
    Buffer.from('Content-Type: command/reply\nReply-Text: +OK 50%off\n\n'),
    frame('api/response', 'a\n\nb'),
    Buffer.from('\n'),
    frame('api/response', ''),
    Buffer.from('Content-Type: command/reply\nReply-Text: +OK\n\n'),
  ]);

  it.each([1, 3, 7, 100_000])('is cut by bytes, in pieces of %d', (size) => {
    const cutter = new EslFrameCutter();
    const frames = [];
    for (let at = 0; at < stream.length; at += size) {
      frames.push(...cutter.push(stream.subarray(at, at + size)));
    }
    expect(frames.map(({ headers }) => headers['content-type'])).toEqual([
      'auth/request',
      'text/event-json',
      'command/reply',
      'api/response',
      'api/response',
      'command/reply',
    ]);
    expect(frames[1]?.body).toBe(event);
    expect(frames[2]?.headers['reply-text']).toBe('+OK 50%off');
    expect(frames[3]?.body).toBe('a\n\nb');
  });

  it.each(['-1', 'many', '1e12'])('is given up at a length of %s', (length) => {
    const cutter = new EslFrameCutter();
    const head = Buffer.from(`Content-Length: ${length}\n\n`);
    const remedy = expect.stringContaining('esl.port');
    const failure = expect.objectContaining({ code: 'ESL_PROTOCOL', remedy });
    expect(() => cutter.push(head)).toThrow(failure);
  });

  it('is given up where a head never ends', () => {
    const cutter = new EslFrameCutter();
    expect(() => cutter.push(Buffer.alloc(70_000, 'a'))).toThrow(/without an end/);
  });
});

describe('an event', () => {
  const of = (type: string, body: string) => eventOf({ headers: { 'content-type': type }, body });

  it('is read out of JSON, the first value of a header that came twice', () => {
    const body = JSON.stringify({ 'Event-Name': 'BACKGROUND_JOB', two: ['a', 'b'], _body: '+OK' });
    expect(of('text/event-json', body)).toEqual({
      'Event-Name': 'BACKGROUND_JOB',
      two: 'a',
      _body: '+OK',
    });
  });

  it.each(['{"Event-Name":', '[]', 'null', '"text"'])('is left out when it is %s', (body) => {
    expect(of('text/event-json', body)).toBeNull();
  });

  it('is read out of plain headers with its own body, and survives a bad encoding', () => {
    const body = 'Event-Name: BACKGROUND_JOB\nname: J%C3%B6rg\noff: 50%off\nlatin: %E9\n\n-ERR X\n';
    expect(of('text/event-plain', body)).toEqual({
      'Event-Name': 'BACKGROUND_JOB',
      name: 'Jörg',
      off: '50%off',
      latin: '%E9',
      _body: '-ERR X\n',
    });
  });
});
