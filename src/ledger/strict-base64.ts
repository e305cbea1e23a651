/**
 * The bytes of a standard base64 text (RFC 4648, section 4), or undefined where it is not the one
 * text of these bytes: Node reads past foreign signs, missing padding and loose bits in silence.
 */
export function bytesOfBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
