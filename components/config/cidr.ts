/**
 * IPv4 address ranges in CIDR notation: pure arithmetic, no network, no cloud.
 */

/** A range of IPv4 addresses: `10.0.0.0/16`. */
export interface Cidr {
  /** The first address, as an unsigned 32-bit number. */
  readonly first: number;
  /** The last address, included. */
  readonly last: number;
  /** Leading bits that are fixed, 0 to 32. */
  readonly prefix: number;
}

/** RFC 1918: the ranges that no public host has. https://www.rfc-editor.org/rfc/rfc1918#section-3 */
export const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"] as const;

const FORM = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Reads a range, or says in words why the text is none. */
export function parseCidr(text: string): Cidr | string {
  const parts = FORM.exec(text)?.slice(1);
  if (parts === undefined) return "expected a range such as 10.0.0.0/16";
  if (parts.some((part) => part.length > 1 && part.startsWith("0"))) {
    return "expected numbers without leading zeros";
  }
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = parts.map(Number);
  if (Math.max(a, b, c, d) > 255) return "expected an address of numbers from 0 to 255";
  if (prefix > 32) return "expected a prefix from /0 to /32";
  const address = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const size = 2 ** (32 - prefix);
  const first = address - (address % size);
  const cidr = { first, last: first + size - 1, prefix };
  return first === address
    ? cidr
    : `the address lies inside its range; expected ${formatCidr(cidr)}`;
}

/** Like {@link parseCidr}, for text that a schema has already checked. */
export function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (typeof cidr === "string") throw new Error(`${text}: ${cidr}`);
  return cidr;
}

/** `10.0.0.0/16`. */
export function formatCidr({ first, prefix }: Cidr): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${prefix}`;
}

/** Do two ranges share an address? */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Does the first range hold every address of the second? */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Is every address of the range private by RFC 1918? */
export function isPrivate(cidr: Cidr): boolean {
  return PRIVATE_RANGES.some((range) => contains(cidrOf(range), cidr));
}
