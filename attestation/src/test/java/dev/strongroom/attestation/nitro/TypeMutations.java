// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static dev.strongroom.attestation.nitro.Expectation.malformed;

import dev.strongroom.attestation.Bytes;

/// Payloads of well-formed CBOR with values of other types than a document's, and of types that the
/// strict reader knows nowhere: floats, tags, undefined.
final class TypeMutations {
  private TypeMutations() {}

  static void addTo(GenuineTable table) {
    table.put("timestamp as a float", "cbor.type", "timestamp", w -> w.floating(1.5e12, 64));
    table.put("timestamp as text", "cbor.type", "timestamp", w -> w.text("1616018515685"));
    table.put("timestamp tagged", "cbor.type", "timestamp", w -> w.tag(1).integer(1616018515));
    table.put("module_id tagged", "cbor.type", "module_id", w -> w.tag(32).text("i-0"));
    table.put("nonce tagged", "cbor.type", "nonce", w -> w.tag(24).bytes(Bytes.EMPTY));
    table.put("nonce as text", "cbor.type", "nonce", w -> w.text("nonce"));
    table.put("nonce undefined", "cbor.type", "nonce", w -> w.simple(23));
    table.put("nonce false", "cbor.type", "nonce", w -> w.bool(false));
    table.put("user_data as an array", "cbor.type", "user_data", w -> w.array(0));
    table.put("public_key as a number", "cbor.type", "public_key", w -> w.integer(0));
    table.put("module_id as bytes", "cbor.type", "module_id", w -> w.bytes(Bytes.utf8("i-0")));
    table.put("pcrs as an array", "cbor.type", "pcrs", w -> w.array(0));
    table.put("cabundle as bytes", "cbor.type", "cabundle", w -> w.bytes(Bytes.zeros(9)));
    table.put(
        "PCR index as text", "cbor.type", "pcrs", w -> w.map(1).text("0").bytes(Bytes.zeros(48)));
    table.put("PCR as text", "cbor.type", "pcrs", w -> w.map(1).integer(0).text("0".repeat(48)));
    for (int bits : new int[] {16, 32, 64}) {
      table.put(
          "unknown key with a float of " + bits + " bits",
          "cbor.simple",
          "extra",
          w -> w.floating(1.5, bits));
    }
    table.put("unknown key undefined", "cbor.simple", "extra", w -> w.simple(23));
    table.put("unknown key with a tag", "cbor.tag", "extra", w -> w.tag(1).integer(1));
    table.put(
        "unknown key with a tag deep inside",
        "cbor.tag",
        "extra",
        w -> w.array(1).map(1).integer(1).tag(2).bytes(Bytes.zeros(1)));
    table.put(
        "unknown key with an array as a map key",
        "cbor.key-type",
        "extra",
        w -> w.map(1).array(0).nothing());
    table.put(
        "unknown key with a map as a map key",
        "cbor.key-type",
        "extra",
        w -> w.indefinite(5).map(0).nothing().end());
    table.change(
        "key as a number",
        malformed("cbor.type"),
        d -> d.add(cbor(w -> w.integer(7)), cbor(w -> w.nothing())));
    table.change(
        "key as bytes",
        malformed("cbor.type"),
        d -> d.add(cbor(w -> w.bytes(Bytes.utf8("nonce"))), cbor(w -> w.nothing())));
  }
}
