/*
 * Bech32, in which age writes its keys: https://age-encryption.org/v1, "X25519 recipient stanza", and
 * BIP 173 (https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki), without its limit of 90
 * characters. Own code, since the library that has it is an ES module, which the program, CommonJS on
 * Node.js 20, cannot load while it starts.
 */

const CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const CHECKSUM_LENGTH = 6;

/** Encodes bytes behind a prefix, in lower case. */
export function bech32(prefix: string, bytes: Uint8Array): string {
  const data = fiveBits(bytes);
  const zeros = Array.from({ length: CHECKSUM_LENGTH }, () => 0);
  const sum = polymod([...expanded(prefix), ...data, ...zeros]) ^ 1;
  const checksum = zeros.map((_, at) => (sum >>> (5 * (CHECKSUM_LENGTH - 1 - at))) & 31);
  return `${prefix}1${[...data, ...checksum].map((value) => CHARSET[value] ?? "").join("")}`;
}

/** Is this text bech32 with that prefix, in lower case, its checksum right? */
export function isBech32(prefix: string, text: string): boolean {
  if (!text.startsWith(`${prefix}1`)) return false;
  const values = Array.from(text.slice(prefix.length + 1), (character) =>
    CHARSET.indexOf(character),
  );
  if (values.length < CHECKSUM_LENGTH || values.includes(-1)) return false;
  return polymod([...expanded(prefix), ...values]) === 1;
}

function polymod(values: readonly number[]): number {
  return values.reduce((sum, value) => {
    const shifted = ((sum & 0x1ffffff) << 5) ^ value;
    return GENERATORS.reduce(
      (next, generator, at) => (((sum >>> 25) >>> at) & 1 ? next ^ generator : next),
      shifted,
    );
  }, 1);
}

/** The prefix as the checksum counts it: high bits, a zero, low bits. */
function expanded(prefix: string): number[] {
  const codes = Array.from(prefix, (character) => character.charCodeAt(0));
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)];
}

/** Bytes as groups of five bits; the last one is filled up with zeros. */
function fiveBits(bytes: Uint8Array): number[] {
  const bits = [...bytes].flatMap((byte) =>
    Array.from({ length: 8 }, (_, at) => (byte >>> (7 - at)) & 1),
  );
  while (bits.length % 5 !== 0) bits.push(0);
  return Array.from({ length: bits.length / 5 }, (_, group) =>
    bits.slice(group * 5, group * 5 + 5).reduce((value, bit) => value * 2 + bit, 0),
  );
}
