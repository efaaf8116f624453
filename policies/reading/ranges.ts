/**
 * How wide an address range may be before it is the internet by another name: two /1 ranges are
 * 0.0.0.0/0. IPv4: /8, the widest that stack files may list (components/foundation/cluster-settings.ts).
 * IPv6: /32, our choice: wider than any one organisation's network needs to be.
 */
const WIDEST = { ipv4: 8, ipv6: 32 } as const;

/** Unique local addresses, which no host on the internet has. https://www.rfc-editor.org/rfc/rfc4193#section-3 */
const PRIVATE_IPV6 = ["fc", "fd"] as const;

/** Does a range let in (next to) everybody: 0.0.0.0/0, ::/0, or wider than /8 (IPv6: /32)? */
export function isEverybody(range: string): boolean {
  const slash = range.lastIndexOf("/");
  // A range without a prefix is one address.
  if (slash < 0) return false;
  const prefix = Number(range.slice(slash + 1));
  if (!range.includes(":")) return prefix < WIDEST.ipv4;
  const start = range.slice(0, 2).toLowerCase();
  return prefix < WIDEST.ipv6 && !PRIVATE_IPV6.some((own) => own === start && prefix >= 7);
}
