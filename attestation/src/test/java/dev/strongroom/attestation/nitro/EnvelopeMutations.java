// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static dev.strongroom.attestation.fixtures.Edits.concat;
import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.malformed;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.attestation.fixtures.CborWriter;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Changes of the COSE envelope around a genuine payload: array, tags, headers, signature.
final class EnvelopeMutations {
  private static final String UNSIGNED = "cose.signature signature-invalid";

  /// The order of P-384's base point (SEC 2, section 2.5.1).
  private static final BigInteger ORDER =
      new BigInteger(
          "ffffffffffffffffffffffffffffffffffffffffffffffff"
              + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
          16);

  private static final int HALF = 48;

  private EnvelopeMutations() {}

  static void addTo(GenuineTable table) {
    algorithms(table);
    unprotected(table);
    frames(table);
    signatures(table);
  }

  private static void algorithms(GenuineTable table) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ES256", "a10126");
    headers.put("ES512", "a1013823");
    headers.put("EdDSA", "a10127");
    headers.put("ESP384", "a10132");
    headers.put("HMAC 256", "a10105");
    headers.put("none there", "a0");
    headers.put("no header at all", "");
    headers.put("ES384 as text", "a101654553333834");
    headers.put("ES384 twice", "a20138220138" + "22");
    headers.put("ES384, then ES256", "a2013822" + "0126");
    headers.put("ES384 and a key id", "a2013822" + "0441aa");
    headers.put("ES384 and critical headers", "a2013822" + "028101");
    headers.put("ES384 too long", "a101390022");
    headers.put("ES384 in an indefinite map", "bf013822ff");
    headers.put("ES384 and a trailing byte", "a101382200");
    headers.forEach((name, hex) ->
        table.change(
            "algorithm: " + name,
            first("cose.algorithm unsupported-algorithm", UNSIGNED),
            d -> d.protectedHeader(Bytes.fromHex(hex))));
    table.change(
        "algorithm in the unprotected header only",
        first("cose.algorithm unsupported-algorithm", "cose.headers unexpected-header", UNSIGNED),
        d -> d.protectedHeader(Bytes.EMPTY).unprotectedHeader(DocumentSpec.ES384));
  }

  /// Nobody signs the unprotected header, so only its own check can catch it.
  private static void unprotected(GenuineTable table) {
    Expectation refused = only("cose.headers unexpected-header");
    table.change("unprotected algorithm", refused, d -> d.unprotectedHeader(DocumentSpec.ES384));
    table.change(
        "unprotected key id", refused, d -> d.unprotectedHeader(Bytes.fromHex("a10441aa")));
    table.change(
        "unprotected certificates",
        refused,
        d ->
            d.unprotectedHeader(
                cbor(w -> w.map(1).integer(33).bytes(table.document().certificate()))));
    table.change(
        "unprotected header in an indefinite map",
        refused,
        d -> d.unprotectedHeader(Bytes.fromHex("bf0441aaff")));
    table.change(
        "unprotected header empty and indefinite",
        accepted(),
        d -> d.unprotectedHeader(Bytes.fromHex("bfff")));
    table.change(
        "unprotected header null",
        malformed("cbor.type"),
        d -> d.unprotectedHeader(Bytes.fromHex("f6")));
    table.change(
        "unprotected header with a tag",
        malformed("cbor.tag"),
        d -> d.unprotectedHeader(Bytes.fromHex("a101c101")));
  }

  private static void frames(GenuineTable table) {
    Bytes encoded = table.document().encoded();
    CoseSign1 envelope = table.document().envelope();
    table.add("tag 18", accepted(), concat(Bytes.fromHex("d2"), encoded));
    for (String tag : new String[] {"d1", "d861", "d83d", "d9d9f7", "c0"}) {
      table.add("tag " + tag, malformed("cbor.type"), concat(Bytes.fromHex(tag), encoded));
    }
    table.add("tag 18 twice", malformed("cbor.type"), concat(Bytes.fromHex("d2d2"), encoded));
    table.add(
        "tag 18 in two bytes",
        malformed("cbor.not-shortest"),
        concat(Bytes.fromHex("d812"), encoded));
    table.add(
        "a trailing byte", malformed("cbor.trailing-bytes"), concat(encoded, Bytes.fromHex("00")));
    table.add("twice", malformed("cbor.trailing-bytes"), concat(encoded, encoded));
    table.add(
        "without the last byte", malformed("cbor.length"), encoded.slice(0, encoded.length() - 1));
    table.add(
        "array of indefinite length",
        malformed("cbor.type"),
        concat(Bytes.fromHex("9f"), encoded.slice(1, encoded.length()), Bytes.fromHex("ff")));
    table.add(
        "array of four in two bytes",
        malformed("cbor.not-shortest"),
        concat(Bytes.fromHex("9804"), encoded.slice(1, encoded.length())));
    table.add(
        "array of five",
        malformed("cbor.type"),
        concat(Bytes.fromHex("85"), encoded.slice(1, encoded.length()), Bytes.fromHex("f6")));
    table.add(
        "array of three",
        malformed("cbor.type"),
        concat(
            Bytes.fromHex("83"),
            encoded.slice(1, envelope.payloadOffset() + envelope.payload().length())));
    table.add(
        "a map",
        malformed("cbor.type"),
        concat(Bytes.fromHex("a2"), encoded.slice(1, encoded.length())));
    table.add("payload detached", malformed("cbor.type"), frame(envelope, CborWriter::nothing));
    table.add(
        "payload as text",
        malformed("cbor.type"),
        frame(envelope, w -> w.badText(envelope.payload())));
    table.add(
        "payload without its byte string",
        malformed("cbor.type"),
        frame(envelope, w -> w.raw(envelope.payload())));
    table.add(
        "payload in chunks",
        malformed("cbor.chunked-string"),
        frame(envelope, w -> w.indefinite(CborWriter.BYTE_STRING).bytes(envelope.payload()).end()));
    table.add(
        "payload with a length of five bytes",
        malformed("cbor.not-shortest"),
        frame(
            envelope,
            w ->
                w.wideHead(CborWriter.BYTE_STRING, envelope.payload().length(), 4)
                    .raw(envelope.payload())));
    table.add(
        "payload in a tagged byte string",
        malformed("cbor.type"),
        frame(envelope, w -> w.tag(24).bytes(envelope.payload())));
  }

  private static Bytes frame(CoseSign1 envelope, Consumer<CborWriter> payload) {
    CborWriter writer = new CborWriter().array(4).bytes(envelope.protectedHeader()).map(0);
    payload.accept(writer);
    return writer.bytes(envelope.signature()).toBytes();
  }

  private static void signatures(GenuineTable table) {
    Bytes signature = table.document().envelope().signature();
    BigInteger r = number(signature.slice(0, HALF));
    BigInteger s = number(signature.slice(HALF, 2 * HALF));
    BigInteger all = BigInteger.ONE.shiftLeft(8 * HALF).subtract(BigInteger.ONE);
    Map<String, Bytes> wrong = new LinkedHashMap<>();
    wrong.put("empty", Bytes.EMPTY);
    wrong.put("without its last byte", signature.slice(0, 95));
    wrong.put("without its first byte", signature.slice(1, 96));
    wrong.put("with a byte more", concat(signature, Bytes.zeros(1)));
    wrong.put("with a zero in front of each half", padded(r, s));
    wrong.put("cut to the size of P-256", signature.slice(0, 64));
    wrong.put("DER-encoded", der(r, s));
    wrong.put("of zeros", Bytes.zeros(96));
    wrong.put("with r zero", fixed(BigInteger.ZERO, s));
    wrong.put("with s zero", fixed(r, BigInteger.ZERO));
    wrong.put("with r the order", fixed(ORDER, s));
    wrong.put("with s the order", fixed(r, ORDER));
    wrong.put("with both the order", fixed(ORDER, ORDER));
    wrong.put("with r beyond the order", fixed(all, s));
    wrong.put("with s beyond the order", fixed(r, all));
    wrong.put("with both one", fixed(BigInteger.ONE, BigInteger.ONE));
    wrong.put("with r negated", fixed(ORDER.subtract(r), s));
    wrong.put("with halves swapped", fixed(s, r));
    wrong.put("with s plus one", fixed(r, s.add(BigInteger.ONE)));
    wrong.forEach((name, value) ->
        table.change("signature " + name, only(UNSIGNED), d -> d.changeSignature(_ -> value)));
    // Half of all genuine documents have a high s: neither twin may be refused.
    table.change(
        "signature with s negated",
        accepted(),
        d -> d.changeSignature(_ -> fixed(r, ORDER.subtract(s))));
    table.add(
        "signature in chunks",
        malformed("cbor.chunked-string"),
        new CborWriter()
            .raw(table.document().encoded().slice(0, table.document().encoded().length() - 98))
            .indefinite(CborWriter.BYTE_STRING)
            .bytes(signature)
            .end()
            .toBytes());
  }

  private static BigInteger number(Bytes bytes) {
    return new BigInteger(1, bytes.toByteArray());
  }

  private static Bytes fixed(BigInteger r, BigInteger s) {
    return Bytes.fromHex(String.format("%096x%096x", r, s));
  }

  private static Bytes padded(BigInteger r, BigInteger s) {
    return Bytes.fromHex(String.format("%098x%098x", r, s));
  }

  /// The form that certificates use: SEQUENCE { INTEGER r, INTEGER s }.
  private static Bytes der(BigInteger r, BigInteger s) {
    Bytes numbers = concat(integer(r), integer(s));
    return concat(Bytes.copyOf(new byte[] {0x30, (byte) numbers.length()}), numbers);
  }

  private static Bytes integer(BigInteger value) {
    byte[] content = value.toByteArray();
    return concat(Bytes.copyOf(new byte[] {2, (byte) content.length}), Bytes.copyOf(content));
  }
}
