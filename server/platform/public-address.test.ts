import { describe, expect, it } from "vitest";
import { classifyAddress, classifyHost, isAllowed, type AddressKind } from "./public-address.ts";

const addresses: readonly [string, AddressKind][] = [
  ["8.8.8.8", "public"],
  ["1.1.1.1", "public"],
  ["11.0.0.1", "public"],
  ["126.255.255.255", "public"],
  ["128.0.0.1", "public"],
  ["172.15.255.255", "public"],
  ["172.32.0.1", "public"],
  ["100.63.255.255", "public"],
  ["100.128.0.1", "public"],
  ["169.253.1.1", "public"],
  ["192.167.1.1", "public"],
  ["223.255.255.255", "public"],
  ["127.0.0.1", "loopback"],
  ["127.255.255.254", "loopback"],
  ["10.0.0.1", "private"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.255.255", "private"],
  ["100.64.0.1", "shared"],
  ["100.127.255.255", "shared"],
  ["169.254.0.1", "link_local"],
  ["169.254.169.254", "metadata"],
  ["169.254.170.2", "metadata"],
  ["100.100.100.200", "metadata"],
  ["168.63.129.16", "metadata"],
  ["192.0.0.192", "metadata"],
  ["0.0.0.0", "unspecified"],
  ["0.1.2.3", "unspecified"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.255", "multicast"],
  ["192.0.0.1", "reserved"],
  ["192.0.2.1", "reserved"],
  ["192.88.99.1", "reserved"],
  ["198.18.0.1", "reserved"],
  ["198.51.100.1", "reserved"],
  ["203.0.113.1", "reserved"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "reserved"],
  ["2606:4700:4700::1111", "public"],
  ["2a00:1450::1", "public"],
  ["64:ff9b::8.8.8.8", "public"],
  ["::1", "loopback"],
  ["0:0:0:0:0:0:0:1", "loopback"],
  ["::", "unspecified"],
  ["fc00::1", "unique_local"],
  ["fdff:ffff::1", "unique_local"],
  ["fd00:ec2::254", "metadata"],
  ["fd20:ce::254", "metadata"],
  ["fe80::1", "link_local"],
  ["febf::1", "link_local"],
  ["fe80::1%eth0", "link_local"],
  ["::1%lo", "link_local"],
  ["fec0::1", "reserved"],
  ["ff02::1", "multicast"],
  ["::ffff:127.0.0.1", "translated"],
  ["::ffff:7f00:1", "translated"],
  ["::ffff:10.0.0.1", "translated"],
  ["::ffff:8.8.8.8", "translated"],
  ["0:0:0:0:0:ffff:a9fe:a9fe", "translated"],
  ["::127.0.0.1", "translated"],
  ["::ffff:0:127.0.0.1", "translated"],
  ["64:ff9b::127.0.0.1", "translated"],
  ["64:ff9b::", "translated"],
  ["64:ff9b::a9fe:a9fe", "translated"],
  ["64:ff9b:1::8.8.8.8", "translated"],
  ["2001::1", "translated"],
  ["2001:0:7f00:1::", "translated"],
  ["2002:7f00:1::", "translated"],
  ["2002:808:808::", "translated"],
  ["2001:2::1", "reserved"],
  ["2001:20::1", "reserved"],
  ["2001:db8::1", "reserved"],
  ["3fff::1", "reserved"],
  ["5f00::1", "reserved"],
  ["100::1", "reserved"],
  ["4000::1", "reserved"],
];

const hosts: readonly [string, AddressKind | "name" | "invalid"][] = [
  ["2130706433", "loopback"],
  ["0x7f000001", "loopback"],
  ["0X7F.0.0.1", "loopback"],
  ["017700000001", "loopback"],
  ["0177.0.0.1", "loopback"],
  ["127.1", "loopback"],
  ["127.0.1", "loopback"],
  ["127.0.0.1.", "loopback"],
  ["0", "unspecified"],
  ["0x0", "unspecified"],
  ["2852039166", "metadata"],
  ["0xa9fea9fe", "metadata"],
  ["0251.0376.0251.0376", "metadata"],
  ["167772161", "private"],
  ["①②⑦.⓪.⓪.①", "loopback"],
  ["１２７.0.0.1", "loopback"],
  ["127。0。0。1", "loopback"],
  ["%31%32%37.0.0.1", "loopback"],
  ["::1", "loopback"],
  ["[::1]", "loopback"],
  ["[::ffff:127.0.0.1]", "translated"],
  ["[0:0::ffff:7f00:0001]", "translated"],
  ["[fd12::1]", "unique_local"],
  ["localhost", "loopback"],
  ["LOCALHOST", "loopback"],
  ["localhost.", "loopback"],
  ["a.localhost", "loopback"],
  ["a.b.localhost.", "loopback"],
  ["loc%61lhost", "loopback"],
  ["134744072", "public"],
  ["8.8.8.8", "public"],
  ["example.org", "name"],
  ["example.org.", "name"],
  ["notlocalhost", "name"],
  ["127.0.0.1.example.org", "name"],
  ["metadata.google.internal", "name"],
  ["[fe80::1%25eth0]", "invalid"],
  ["256.256.256.256", "invalid"],
  ["1.2.3.4.5", "invalid"],
  ["0x100000000", "invalid"],
  ["127.0.0.08", "invalid"],
  ["user@127.0.0.1", "invalid"],
  ["example.org@127.0.0.1", "invalid"],
  ["127.0.0.1:80", "invalid"],
  ["example.org:443", "invalid"],
  ["user:word@127.0.0.1", "invalid"],
  ["127.0.0.1:80@", "invalid"],
  ["127.0.0.1:", "invalid"],
  ["[::1", "invalid"],
  ["example.org/x", "invalid"],
  ["example.org#x", "invalid"],
  ["example.org?x", "invalid"],
  ["exa mple.org", "invalid"],
  ["exa\u0000mple.org", "invalid"],
  ["", "invalid"],
  [".", "invalid"],
];

describe("classifyAddress", () => {
  it.each(addresses)("%s is %s", (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });

  it.each(["", "127.1", "0127.0.0.1", "localhost", "[::1]", "1.2.3.4/8"])("%j is no address", (text) => {
    expect(classifyAddress(text)).toBeNull();
  });
});

describe("classifyHost", () => {
  it.each(hosts)("%s is %s", (host, kind) => {
    expect(classifyHost(host)).toBe(kind);
  });
});

describe("isAllowed", () => {
  it("lets a permission reach private networks and this machine, and nothing stranger", () => {
    const kinds = [...new Set(addresses.map(([, kind]) => kind))];
    const allowed = (allowance: "public" | "private" | "any") =>
      kinds.filter((kind) => isAllowed(kind, allowance)).toSorted();
    expect(allowed("public")).toEqual(["public"]);
    expect(allowed("private")).toEqual(["loopback", "private", "public", "shared", "unique_local"]);
    expect(allowed("any")).toEqual(kinds.toSorted());
  });
});
