// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static dev.strongroom.attestation.nitro.Expectation.first;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import dev.strongroom.attestation.fixtures.Edits;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Well-formed changes of what a genuine document says: the signature doesn't cover them, and where
/// the document contradicts itself, that is noticed as well.
final class ContentMutations {
  private static final String UNSIGNED = "cose.signature signature-invalid";

  private ContentMutations() {}

  static void addTo(GenuineTable table) {
    identity(table);
    time(table);
    registers(table);
    fields(table);
    layout(table);
  }

  private static void identity(GenuineTable table) {
    String moduleId = table.document().moduleId();
    String instance = ModuleId.parse(moduleId).orElseThrow().instance();
    String name = "leaf.name inconsistent";
    table.change(
        "module_id of another enclave",
        first(UNSIGNED, name),
        d -> d.text("module_id", otherDigit(moduleId, moduleId.length() - 1)));
    table.change(
        "module_id of another instance",
        first(UNSIGNED, name, "document.instance inconsistent"),
        d -> d.text("module_id", otherDigit(moduleId, 4)));
    table.change(
        "module_id of another instance, PCR 4 to match",
        first(UNSIGNED, name),
        d ->
            d.text("module_id", otherDigit(moduleId, 4))
                .pcr(Pcrs.INSTANCE, Pcrs.extended(Bytes.utf8(otherDigit(instance, 4)))));
    table.change(
        "module_id of a NitroTPM",
        first(UNSIGNED, name, "document.kind inconsistent"),
        d -> d.text("module_id", moduleId.replace("-enc", "-tpm")));
    table.change(
        "module_id of no known form",
        first(UNSIGNED, name, "document.kind inconsistent", "document.instance inconsistent"),
        d -> d.text("module_id", "enclave"));
    table.change(
        "module_id with a suffix",
        first(UNSIGNED, name, "document.kind inconsistent"),
        d -> d.text("module_id", moduleId + "\n"));
    for (String digest : List.of("SHA256", "SHA512", "sha384", "")) {
      table.change(
          "digest \"" + digest + "\"",
          first(UNSIGNED, "document.measurements inconsistent"),
          d -> d.text("digest", digest));
    }
  }

  private static void time(GenuineTable table) {
    long made = table.document().timestamp().toEpochMilli();
    String outside = "leaf.time inconsistent";
    table.change("timestamp a millisecond later", first(UNSIGNED), d -> d.timestamp(made + 1));
    table.change(
        "timestamp a day earlier",
        first(UNSIGNED, outside),
        d -> d.timestamp(made - Duration.ofDays(1).toMillis()));
    table.change(
        "timestamp a day later",
        first(UNSIGNED, outside, "policy.age from-the-future"),
        d -> d.timestamp(made + Duration.ofDays(1).toMillis()));
    table.change("timestamp 1", first(UNSIGNED, outside), d -> d.timestamp(1));
    table.change(
        "timestamp at the end of days",
        first(UNSIGNED, outside, "policy.age from-the-future"),
        d -> d.timestamp(Long.MAX_VALUE));
  }

  private static void registers(GenuineTable table) {
    String measurements = "document.measurements inconsistent";
    String image = "policy.image measurement-not-accepted";
    Map<Integer, Bytes> pcrs = table.document().pcrs();
    for (int i = 0; i < 16; i++) {
      int index = i;
      Expectation expected =
          switch (i) {
            case 0, 1, 2 -> first(UNSIGNED, image);
            case Pcrs.INSTANCE -> first(UNSIGNED, "document.instance inconsistent");
            default -> first(UNSIGNED);
          };
      table.change(
          "PCR " + i + " with a bit flipped",
          expected,
          d -> d.pcr(index, Edits.flip(pcrs.get(index), 20)));
    }
    table.change("PCR 0 taken out", first(UNSIGNED, measurements, image), d -> d.pcr(0, null));
    table.change("PCR 15 taken out", first(UNSIGNED, measurements), d -> d.pcr(15, null));
    table.change("PCR 31 added", first(UNSIGNED), d -> d.pcr(31, Bytes.zeros(48)));
    table.change(
        "PCR 0 of zeros", first(UNSIGNED, measurements, image), d -> d.pcr(0, Bytes.zeros(48)));
    table.change(
        "PCR 0 to 2 of zeros, as in debug mode",
        first(UNSIGNED, "policy.debug debug-mode", image),
        d -> Pcrs.IMAGE.forEach(index -> d.pcr(index, Bytes.zeros(48))));
    table.change(
        "PCR 7 of 32 bytes", first(UNSIGNED, measurements), d -> d.pcr(7, Bytes.zeros(32)));
    table.change(
        "PCR 7 of 64 bytes", first(UNSIGNED, measurements), d -> d.pcr(7, Bytes.zeros(64)));
    table.change(
        "PCRs under nitrotpm_pcrs",
        first(UNSIGNED, "document.kind inconsistent", measurements, "policy.kind wrong-kind"),
        d -> d.without("pcrs").pcrsUnder("nitrotpm_pcrs"));
  }

  private static void fields(GenuineTable table) {
    Map<String, Field> states = new LinkedHashMap<>();
    states.put("absent", new Field.Absent());
    states.put("null", new Field.Null());
    states.put("empty", new Field.Value(Bytes.EMPTY));
    states.put("of a byte", new Field.Value(Bytes.fromHex("00")));
    states.put("of 1024 bytes", new Field.Value(Bytes.zeros(1024)));
    NitroDocument document = table.document();
    for (String key : List.of("public_key", "user_data", "nonce")) {
      Field now =
          switch (key) {
            case "public_key" -> document.publicKey();
            case "user_data" -> document.userData();
            default -> document.nonce();
          };
      states.forEach((state, field) -> {
        if (!field.equals(now)) {
          table.change(key + " " + state, first(UNSIGNED), d -> d.field(key, field));
        }
      });
      now.value()
          .filter(value -> !value.isEmpty())
          .ifPresent(value ->
              table.change(
                  key + " with a bit flipped",
                  first(UNSIGNED),
                  d -> d.bytes(key, Edits.flip(value, -1))));
    }
  }

  private static void layout(GenuineTable table) {
    table.change("an unknown key", first(UNSIGNED), d -> d.put("extra", cbor(w -> w.integer(1))));
    table.change("keys in another order", first(UNSIGNED), DocumentSpec::reversed);
    boolean definite = table.document().envelope().payload().at(0) != 0xbf;
    table.change(
        "payload map " + (definite ? "indefinite" : "definite"),
        first(UNSIGNED),
        d -> d.definite(!definite));
    table.change(
        "PCRs in a map of indefinite length",
        first(UNSIGNED),
        d ->
            d.put(
                "pcrs",
                cbor(w -> {
                  w.indefinite(5);
                  table.document().pcrs().forEach((i, pcr) -> w.integer(i).bytes(pcr));
                  w.end();
                })));
  }

  private static String otherDigit(String text, int index) {
    char other = text.charAt(index) == '0' ? '1' : '0';
    return text.substring(0, index) + other + text.substring(index + 1);
  }
}
