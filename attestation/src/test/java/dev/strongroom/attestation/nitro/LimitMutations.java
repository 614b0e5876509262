// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.malformed;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import dev.strongroom.attestation.fixtures.Edits;
import java.util.Collections;
import java.util.List;

/// Payloads in good CBOR that break the layout of a document: lengths, counts, values, missing
/// keys. Each limit is tried from both sides.
final class LimitMutations {
  private static final String UNSIGNED = "cose.signature signature-invalid";
  private static final String UNVERIFIABLE = "cose.signature unverifiable";

  private LimitMutations() {}

  static void addTo(GenuineTable table) {
    keys(table);
    registers(table);
    certificates(table);
    sizes(table);
  }

  private static void keys(GenuineTable table) {
    for (String key :
        List.of("module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle")) {
      table.change("no " + key, malformed("nitro.missing-key"), d -> d.without(key));
      table.change(key + " null", malformed("cbor.type"), d -> d.bytes(key, null));
    }
    table.change("module_id empty", malformed("nitro.length"), d -> d.text("module_id", ""));
    table.change("timestamp 0", malformed("nitro.value"), d -> d.timestamp(0));
    table.change("timestamp -1", malformed("nitro.value"), d -> d.timestamp(-1));
    table.change(
        "timestamp far below zero", malformed("nitro.value"), d -> d.timestamp(Long.MIN_VALUE));
    table.change(
        "nitrotpm_pcrs beside pcrs", malformed("nitro.kind"), d -> d.pcrsUnder("nitrotpm_pcrs"));
    table.change(
        "an empty map",
        malformed("nitro.missing-key"),
        d -> d.changePayload(_ -> Bytes.fromHex("a0")));
  }

  private static void registers(GenuineTable table) {
    String measurements = "document.measurements inconsistent";
    table.change(
        "no PCRs at all", malformed("nitro.length"), d -> d.put("pcrs", cbor(w -> w.map(0))));
    table.change(
        "no PCRs at all, indefinite",
        malformed("nitro.length"),
        d -> d.put("pcrs", cbor(w -> w.indefinite(5).end())));
    for (long index : new long[] {-1, 32, 255, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE}) {
      table.change(
          "PCR index " + index,
          malformed("nitro.value"),
          d -> d.put("pcrs", cbor(w -> w.map(1).integer(index).bytes(Bytes.zeros(48)))));
    }
    for (int length : new int[] {0, 1, 31, 33, 47, 49, 63, 65}) {
      table.change(
          "PCR of " + length + " bytes",
          malformed("nitro.length"),
          d -> d.pcr(3, Bytes.zeros(length)));
    }
    table.change(
        "all 32 PCRs",
        first(UNSIGNED),
        d -> {
          for (int i = 16; i < 32; i++) {
            d.pcr(i, Bytes.zeros(48));
          }
        });
    table.change(
        "PCR 0 only",
        first(UNSIGNED, measurements),
        d -> d.put("pcrs", cbor(w -> w.map(1).integer(0).bytes(Bytes.zeros(48)))));
    table.change(
        "PCR null",
        malformed("cbor.type"),
        d -> d.put("pcrs", cbor(w -> w.map(1).integer(0).nothing())));
  }

  private static void certificates(GenuineTable table) {
    NitroDocument document = table.document();
    String unread = "path.certificates certificate-malformed";
    table.change("cabundle empty", malformed("nitro.length"), d -> d.cabundle(List.of()));
    table.change(
        "cabundle empty, indefinite",
        malformed("nitro.length"),
        d -> d.put("cabundle", cbor(w -> w.indefinite(4).end())));
    table.change(
        "cabundle in an array of indefinite length",
        first(UNSIGNED),
        d ->
            d.put(
                "cabundle",
                cbor(w -> {
                  w.indefinite(4);
                  document.cabundle().forEach(w::bytes);
                  w.end();
                })));
    table.change(
        "cabundle of 16 certificates",
        first("path.names not-chained", UNSIGNED),
        d -> d.cabundle(Collections.nCopies(16, document.cabundle().getFirst())));
    table.change(
        "cabundle of 17 certificates",
        malformed("nitro.length"),
        d -> d.cabundle(Collections.nCopies(17, document.cabundle().getFirst())));
    table.change(
        "cabundle of 17 certificates, indefinite",
        malformed("nitro.length"),
        d ->
            d.put(
                "cabundle",
                cbor(w -> {
                  w.indefinite(4);
                  Collections.nCopies(17, document.cabundle().getFirst()).forEach(w::bytes);
                  w.end();
                })));
    table.change(
        "cabundle with null",
        malformed("cbor.type"),
        d -> d.put("cabundle", cbor(w -> w.array(1).nothing())));
    table.change("leaf of no bytes", malformed("nitro.length"), d -> d.certificate(Bytes.EMPTY));
    table.change(
        "CA of no bytes", malformed("nitro.length"), d -> d.cabundle(List.of(Bytes.EMPTY)));
    table.change(
        "leaf of 1024 bytes", first(unread, UNVERIFIABLE), d -> d.certificate(Bytes.zeros(1024)));
    table.change(
        "leaf of 1025 bytes", malformed("nitro.length"), d -> d.certificate(Bytes.zeros(1025)));
    table.change(
        "CA of 1024 bytes",
        first("path.root untrusted-root", unread),
        d -> d.cabundle(List.of(Bytes.zeros(1024))));
    table.change(
        "CA of 1025 bytes",
        malformed("nitro.length"),
        d -> d.cabundle(List.of(document.cabundle().getFirst(), Bytes.zeros(1025))));
  }

  private static void sizes(GenuineTable table) {
    for (String key : List.of("public_key", "user_data", "nonce")) {
      table.change(key + " of 1023 bytes", first(UNSIGNED), d -> d.bytes(key, Bytes.zeros(1023)));
      table.change(
          key + " of 1025 bytes", malformed("nitro.length"), d -> d.bytes(key, Bytes.zeros(1025)));
    }
    table.change("payload of 16 KiB", first(UNSIGNED), d -> d.put("extra", padding(d, 16 * 1024)));
    table.change(
        "payload of 16 KiB and a byte",
        malformed("nitro.length"),
        d -> d.put("extra", padding(d, 16 * 1024 + 1)));
    Bytes genuine = table.document().encoded();
    int limit = NitroDocument.MAX_LENGTH;
    table.add(
        "64 KiB",
        malformed("cbor.trailing-bytes"),
        Edits.concat(genuine, Bytes.zeros(limit - genuine.length())));
    table.add(
        "64 KiB and a byte",
        malformed("evidence.too-large"),
        Edits.concat(genuine, Bytes.zeros(limit + 1 - genuine.length())));
    table.add("16 MiB", malformed("evidence.too-large"), Bytes.zeros(16 << 20));
    table.add("no input", malformed("cbor.truncated"), Bytes.EMPTY);
    table.add("64 KiB of nested arrays", malformed("cbor.type"), Bytes.fromHex("81".repeat(limit)));
    table.add("64 KiB of tags", malformed("cbor.type"), Bytes.fromHex("d2".repeat(limit)));
  }

  /// A byte string that makes the payload `size` bytes long.
  private static Bytes padding(DocumentSpec spec, int size) {
    int key = cbor(w -> w.text("extra")).length();
    int without = spec.payload().length() + key;
    // Three bytes of head: the string is longer than 255 bytes.
    return cbor(w -> w.bytes(Bytes.zeros(size - without - 3)));
  }
}
