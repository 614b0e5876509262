// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.fixtures.CborWriter.ARRAY;
import static dev.strongroom.attestation.fixtures.CborWriter.BYTE_STRING;
import static dev.strongroom.attestation.fixtures.CborWriter.MAP;
import static dev.strongroom.attestation.fixtures.CborWriter.TEXT_STRING;
import static dev.strongroom.attestation.fixtures.CborWriter.UNSIGNED;
import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.malformed;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CborWriter;
import dev.strongroom.attestation.fixtures.Edits;

/// Payloads that break the encoding: the strict subset of CBOR refuses each by a rule of its own.
final class EncodingMutations {
  private static final String UNSIGNED_CONTENT = "cose.signature signature-invalid";

  private EncodingMutations() {}

  static void addTo(GenuineTable table) {
    notShortest(table);
    duplicates(table);
    chunked(table);
    bombs(table);
    text(table);
    rest(table);
  }

  private static void notShortest(GenuineTable table) {
    long made = table.document().timestamp().toEpochMilli();
    String code = "cbor.not-shortest";
    table.put("nonce of length 0 in two bytes", code, "nonce", w -> w.wideHead(BYTE_STRING, 0, 1));
    table.put(
        "user_data of length 24 in three bytes",
        code,
        "user_data",
        w -> w.wideHead(BYTE_STRING, 24, 2).raw(Bytes.zeros(24)));
    table.put(
        "certificate with a length of five bytes",
        code,
        "certificate",
        w ->
            w.wideHead(BYTE_STRING, table.document().certificate().length(), 4)
                .raw(table.document().certificate()));
    table.put("timestamp 1 in nine bytes", code, "timestamp", w -> w.wideHead(UNSIGNED, 1, 8));
    table.put(
        "PCR index in two bytes",
        code,
        "pcrs",
        w -> w.map(1).wideHead(UNSIGNED, 0, 1).bytes(Bytes.zeros(48)));
    table.put(
        "cabundle count in two bytes",
        code,
        "cabundle",
        w -> w.wideHead(ARRAY, 1, 1).bytes(Bytes.zeros(1)));
    table.change(
        "key's length in two bytes",
        malformed(code),
        d ->
            d.add(
                cbor(w -> w.wideHead(TEXT_STRING, 1, 1).raw(Bytes.utf8("x"))),
                cbor(w -> w.nothing())));
    table.change(
        "payload map's count in two bytes",
        malformed(code),
        d ->
            d.definite(true)
                .changePayload(p -> Edits.concat(Bytes.fromHex("b809"), p.slice(1, p.length()))));
    table.change(
        "timestamp in the width of all genuine ones", // The base of the case above.
        first(UNSIGNED_CONTENT),
        d -> d.put("timestamp", cbor(w -> w.wideHead(UNSIGNED, made + 1, 8))));
  }

  private static void duplicates(GenuineTable table) {
    String code = "cbor.duplicate-key";
    NitroDocument document = table.document();
    table.change(
        "nonce twice", malformed(code), d -> d.add("nonce", cbor(w -> w.bytes(Bytes.zeros(32)))));
    table.change("nonce twice, null", malformed(code), d -> d.add("nonce", cbor(w -> w.nothing())));
    table.change(
        "module_id twice, the same",
        malformed(code),
        d -> d.add("module_id", cbor(w -> w.text(document.moduleId()))));
    table.change(
        "pcrs twice",
        malformed(code),
        d -> d.add("pcrs", cbor(w -> w.map(1).integer(0).bytes(Bytes.zeros(48)))));
    table.change(
        "certificate twice",
        malformed(code),
        d -> d.add("certificate", cbor(w -> w.bytes(document.certificate()))));
    table.change(
        "an unknown key twice",
        malformed(code),
        d -> d.add("extra", cbor(w -> w.nothing())).add("extra", cbor(w -> w.nothing())));
    table.put(
        "PCR 0 twice",
        code,
        "pcrs",
        w -> w.map(2).integer(0).bytes(Bytes.zeros(48)).integer(0).bytes(document.pcrs().get(0)));
    table.put(
        "PCR 0 twice in an indefinite map",
        code,
        "pcrs",
        w ->
            w.indefinite(MAP)
                .integer(0)
                .bytes(Bytes.zeros(48))
                .integer(0)
                .bytes(Bytes.zeros(48))
                .end());
    table.put(
        "unknown key with a map that repeats a key",
        code,
        "extra",
        w -> w.map(2).text("a").integer(1).text("a").integer(2));
  }

  private static void chunked(GenuineTable table) {
    String code = "cbor.chunked-string";
    NitroDocument document = table.document();
    table.put(
        "module_id in chunks",
        code,
        "module_id",
        w -> w.indefinite(TEXT_STRING).text(document.moduleId()).end());
    table.put(
        "certificate in chunks",
        code,
        "certificate",
        w -> w.indefinite(BYTE_STRING).bytes(document.certificate()).end());
    table.put(
        "PCR in chunks",
        code,
        "pcrs",
        w -> w.map(1).integer(0).indefinite(BYTE_STRING).bytes(Bytes.zeros(48)).end());
    table.put("nonce in no chunks", code, "nonce", w -> w.indefinite(BYTE_STRING).end());
    table.put(
        "unknown key with chunks", code, "extra", w -> w.indefinite(TEXT_STRING).text("a").end());
  }

  private static void bombs(GenuineTable table) {
    String length = "cbor.length";
    for (long claimed : new long[] {1L << 16, 1L << 31, (1L << 32) - 1, Long.MAX_VALUE, -1}) {
      String shown = Long.toUnsignedString(claimed);
      table.put("nonce of " + shown + " bytes", length, "nonce", w -> w.head(BYTE_STRING, claimed));
      table.put("cabundle of " + shown, length, "cabundle", w -> w.head(ARRAY, claimed));
      table.put("pcrs of " + shown, length, "pcrs", w -> w.head(MAP, claimed));
      table.put("unknown array of " + shown, length, "extra", w -> w.head(ARRAY, claimed));
    }
    table.put("module_id of 2^62", length, "module_id", w -> w.head(TEXT_STRING, 1L << 62));
    table.put("nested 10 deep", "cbor.depth", "extra", w -> nest(w, 10));
    table.put("nested 10,000 deep", "cbor.depth", "extra", w -> nest(w, 10_000));
    table.put(
        "maps nested 10,000 deep",
        "cbor.depth",
        "extra",
        w -> {
          for (int i = 0; i < 5_000; i++) {
            w.map(1).integer(0);
          }
          w.nothing();
        });
    table.change(
        "nested 8 deep", first(UNSIGNED_CONTENT), d -> d.put("extra", cbor(w -> nest(w, 8))));
  }

  private static void nest(CborWriter writer, int depth) {
    for (int i = 0; i < depth; i++) {
      writer.array(1);
    }
    writer.integer(0);
  }

  private static void text(GenuineTable table) {
    // Alone, an overlong slash, a surrogate, beyond Unicode, cut off.
    for (String hex : new String[] {"ff", "c0af", "eda080", "f4908080", "e282"}) {
      table.put(
          "module_id with " + hex, "cbor.utf8", "module_id", w -> w.badText(Bytes.fromHex(hex)));
    }
    table.change(
        "key that isn't UTF-8",
        malformed("cbor.utf8"),
        d -> d.add(cbor(w -> w.badText(Bytes.fromHex("80"))), cbor(w -> w.nothing())));
    table.put(
        "unknown key with text that isn't UTF-8",
        "cbor.utf8",
        "extra",
        w -> w.badText(Bytes.fromHex("80")));
  }

  private static void rest(GenuineTable table) {
    String trailing = "cbor.trailing-bytes";
    table.change(
        "trailing byte in the payload",
        malformed(trailing),
        d -> d.changePayload(p -> Edits.concat(p, Bytes.fromHex("00"))));
    table.change(
        "trailing break in the payload",
        malformed(trailing),
        d -> d.changePayload(p -> Edits.concat(p, Bytes.fromHex("ff"))));
    table.change(
        "payload empty", malformed("cbor.truncated"), d -> d.changePayload(_ -> Bytes.EMPTY));
    table.change(
        "payload without its last byte",
        malformed("cbor.truncated"),
        d -> d.definite(false).changePayload(p -> p.slice(0, p.length() - 1)));
    table.change(
        "payload an array", malformed("cbor.type"), d -> d.changePayload(_ -> Bytes.fromHex("80")));
    table.change(
        "payload map without its break",
        malformed("cbor.truncated"),
        d -> d.changePayload(_ -> Bytes.fromHex("bf")));
    table.put(
        "timestamp with reserved information",
        "cbor.reserved",
        "timestamp",
        w -> w.raw(Bytes.fromHex("1c")));
    table.put("timestamp a break", "cbor.type", "timestamp", CborWriter::end);
    table.put("nonce a break", "cbor.type", "nonce", CborWriter::end);
    table.put("unknown key a break", "cbor.simple", "extra", CborWriter::end);
    table.put(
        "timestamp of 64 bits",
        "cbor.integer-range",
        "timestamp",
        w -> w.head(UNSIGNED, Long.MIN_VALUE));
    table.put(
        "PCR index of 64 bits",
        "cbor.integer-range",
        "pcrs",
        w -> w.map(1).head(UNSIGNED, -1).bytes(Bytes.zeros(48)));
  }
}
