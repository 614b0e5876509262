// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.DcapVectors;
import dev.strongroom.attestation.fixtures.DcapVectors.Case;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import dev.strongroom.attestation.tdx.WantedEvent;
import java.util.List;
import java.util.Optional;

/// Genuine quotes with one field changed.
final class GenuineQuotes {
  private static final String QUOTE = "quote.signature signature-invalid";
  private static final String QE = "qe.signature signature-invalid";
  private static final String KEY = "qe.attestation-key attestation-key-differs";

  private GenuineQuotes() {}

  static void into(DcapTable table, DcapVectors tdx, DcapVectors sgx) {
    domains(table, tdx);
    layouts(table, tdx);
    logs(table, tdx);
    enclaves(table, sgx);
  }

  private static void change(DcapTable t, String name, String expected, Case one, int at) {
    Bytes quote = one.evidence();
    changed(t, name, expected, one, Edits.set(quote, at, quote.at(at) ^ 4));
  }

  private static void changed(DcapTable t, String name, String expected, Case one, Bytes quote) {
    t.add(
        "genuine: " + name,
        expected,
        quote,
        one.endorsements(),
        one.evidence().at(4) == 0
            ? DcapPolicies.sgx(one.anchor()).platform(DcapPolicies.lenientTerms().build()).build()
            : DcapPolicies.tdx(one.anchor()).build(),
        one.at());
  }

  private static void domains(DcapTable t, DcapVectors vectors) {
    Case four = vectors.named("v4-uptodate-phala.bin@phala-tdx");
    int body = 48;
    change(t, "vendor", "quote.vendor inconsistent", four, 12);
    change(t, "header's user data", QUOTE, four, 28);
    change(t, "TEE_TCB_SVN", QUOTE, four, body);
    change(t, "MRSEAM", QUOTE, four, body + 16);
    change(t, "TD attributes", QUOTE, four, body + 123);
    change(t, "XFAM", QUOTE, four, body + 128);
    change(t, "MRTD", QUOTE, four, body + 136);
    change(t, "MRCONFIGID", QUOTE, four, body + 184);
    change(t, "MROWNER", QUOTE, four, body + 232);
    change(t, "MROWNERCONFIG", QUOTE, four, body + 280);
    change(t, "RTMR0", QUOTE, four, body + 328);
    change(t, "RTMR3", QUOTE, four, body + 472);
    change(t, "report data", QUOTE, four, body + 583);
    int part = body + 584 + 4;
    change(t, "signature", QUOTE, four, part);
    change(t, "attestation key", KEY, four, part + 64);
    int qe = part + 128 + 6;
    change(t, "quoting enclave's CPUSVN", QE, four, qe);
    change(t, "quoting enclave's measurement", QE, four, qe + 64);
    change(t, "quoting enclave's security version", QE, four, qe + 258);
    change(t, "quoting enclave's signature", QE, four, qe + 384);
    change(t, "quoting enclave's authentication data", KEY, four, qe + 450);
    // The last letters of the chain belong to the root's signature of itself.
    changed(
        t,
        "signature of the root, which is pinned by its key",
        "pck.signatures certificate-signature-invalid",
        four,
        rootSignature(four.evidence()));
    Case five = vectors.named("v5-uptodate.bin@phala-outdated");
    change(t, "version 5, TEE_TCB_SVN2", QUOTE, five, 54 + 584);
    change(t, "version 5, MRSERVICETD", QUOTE, five, 54 + 600);
  }

  private static Bytes rootSignature(Bytes quote) {
    int end = 0;
    for (int at = 0; at >= 0; at = Edits.indexOf(quote, Bytes.utf8("-----END"), at + 1)) {
      end = at;
    }
    int letter = end - 12;
    return Edits.set(quote, letter, quote.at(letter) == 'A' ? 'B' : 'A');
  }

  private static void layouts(DcapTable t, DcapVectors vectors) {
    Case four = vectors.named("v4-uptodate-phala.bin@phala-tdx");
    Case five = vectors.named("v5-uptodate.bin@phala-outdated");
    Bytes quote = four.evidence();
    changed(t, "version 6", "malformed dcap.version", four, Edits.set(quote, 0, 6));
    changed(t, "version 2", "malformed dcap.version", four, Edits.set(quote, 0, 2));
    changed(
        t, "version 3 of a trust domain", "malformed dcap.tee-type", four, Edits.set(quote, 0, 3));
    changed(t, "P-384", "malformed dcap.key-type", four, Edits.set(quote, 2, 3));
    changed(t, "another environment", "malformed dcap.tee-type", four, Edits.set(quote, 4, 0x82));
    changed(t, "cut in the header", "malformed dcap.truncated", four, quote.slice(0, 40));
    changed(t, "cut in the body", "malformed dcap.truncated", four, quote.slice(0, 600));
    changed(t, "cut in the signature", "malformed dcap.truncated", four, quote.slice(0, 700));
    changed(t, "cut in the chain", "malformed dcap.truncated", four, quote.slice(0, 4000));
    int part = 48 + 584;
    changed(
        t,
        "signature longer than everything",
        "malformed dcap.truncated",
        four,
        Edits.set(quote, part + 3, 0xff));
    changed(
        t,
        "signature shorter than it says inside",
        "malformed dcap.truncated",
        four,
        Edits.set(quote, part, quote.at(part) - 1));
    changed(
        t,
        "certification data of type 5 outside",
        "malformed dcap.certification-type",
        four,
        Edits.set(quote, part + 4 + 128, 5));
    changed(
        t,
        "certification data shorter than the signature",
        "malformed dcap.signature-length",
        four,
        Edits.set(quote, part + 4 + 130, quote.at(part + 4 + 130) - 1));
    int inner = part + 4 + 128 + 6 + 448;
    changed(
        t,
        "authentication data longer than everything",
        "malformed dcap.truncated",
        four,
        Edits.set(quote, inner + 1, 0xff));
    int type = inner + 2 + 32;
    changed(
        t,
        "certification data of type 4",
        "malformed dcap.certification-type",
        four,
        Edits.set(quote, type, 4));
    changed(
        t,
        "certification data of type 7",
        "malformed dcap.certification-type",
        four,
        Edits.set(quote, type, 7));
    changed(
        t,
        "bytes behind the chain",
        "malformed dcap.signature-length",
        four,
        Edits.set(quote, type + 2, quote.at(type + 2) - 1));
    changed(t, "no trailing bytes", "accepted", four, quote.slice(0, quote.length() - 70));
    changed(
        t, "other trailing bytes", "accepted", four, Edits.set(quote, quote.length() - 1, 0xff));
    changed(
        t,
        "too large",
        "malformed evidence.too-large",
        four,
        Edits.concat(quote, Bytes.zeros(DcapQuote.MAX_LENGTH)));
    changed(
        t,
        "reserved bytes of the quoting enclave's report",
        "malformed dcap.reserved",
        four,
        Edits.set(quote, part + 4 + 128 + 6 + 96, 1));
    changed(
        t, "body of type 4", "malformed dcap.body-type", five, Edits.set(five.evidence(), 48, 4));
    changed(
        t,
        "body of an enclave in a trust domain",
        "malformed dcap.body-type",
        five,
        Edits.set(five.evidence(), 48, 1));
    changed(
        t,
        "body of another length",
        "malformed dcap.body-size",
        five,
        Edits.set(five.evidence(), 50, 0x89));
  }

  private static void logs(DcapTable t, DcapVectors vectors) {
    Case one = vectors.named("quote-report.json@2026-02-TDX-90c06f");
    String text = String.valueOf(one.evidence().asUtf8());
    Bytes compose =
        Bytes.fromHex("3763bc34552cf3a27ff71ad5f7a90471562a1a2df552dfc1998cba2d60da27e7");
    WantedEvent wanted =
        new WantedEvent(3, Optional.of("compose-hash"), Optional.empty(), Optional.of(compose));
    log(t, "replayed, with the event", "accepted", one, text, wanted);
    log(
        t,
        "another payload",
        "policy.event-log event-not-accepted",
        one,
        text,
        new WantedEvent(3, wanted.name(), Optional.empty(), Optional.of(Bytes.zeros(32))));
    log(
        t,
        "another register",
        "policy.event-log event-not-accepted",
        one,
        text,
        new WantedEvent(2, wanted.name(), Optional.empty(), wanted.payload()));
    log(
        t,
        "payload changed",
        "policy.event-log not-replayed",
        one,
        text.replace("f552dfc1998cba2d60da27e7\\\"", "f552dfc1998cba2d60da27e8\\\""),
        wanted);
    log(
        t,
        "name changed",
        "policy.event-log not-replayed",
        one,
        text.replace("compose-hash", "compose-hush"),
        wanted);
    log(
        t,
        "digest changed",
        "policy.event-log not-replayed",
        one,
        text.replace("b883bee0b216618b", "b883bee0b216618c"),
        wanted);
    log(
        t,
        "register of an event changed",
        "policy.event-log not-replayed",
        one,
        text.replaceFirst("imr\\\\\":3", "imr\\\\\":2"),
        wanted);
    log(
        t,
        "quote without its last digit",
        "malformed dstack.json",
        one,
        text.replaceFirst("(\"quote\": *\"[0-9a-f]*)[0-9a-f]\"", "$1\""),
        wanted);
    log(t, "not an object to its end", "malformed evidence.json", one, text + "}", wanted);
  }

  private static void log(
      DcapTable t, String name, String expected, Case one, String text, WantedEvent wanted) {
    TdxPolicy policy = DcapPolicies.tdx(one.anchor()).requireEventLog(List.of(wanted)).build();
    t.add("dstack: " + name, expected, Bytes.utf8(text), one.endorsements(), policy, one.at());
  }

  private static void enclaves(DcapTable t, DcapVectors vectors) {
    Case three = vectors.named("v3-swhardening.bin@2025-08-SGX-00606a");
    int body = 48;
    change(t, "enclave's quoting enclave version", QUOTE, three, 8);
    change(t, "enclave's CPUSVN", QUOTE, three, body);
    change(t, "enclave's MISCSELECT", QUOTE, three, body + 16);
    change(t, "enclave's attributes", QUOTE, three, body + 48 + 8);
    change(t, "enclave's MRENCLAVE", QUOTE, three, body + 64);
    change(t, "enclave's MRSIGNER", QUOTE, three, body + 128);
    change(t, "enclave's product", QUOTE, three, body + 256);
    change(t, "enclave's security version", QUOTE, three, body + 258);
    change(t, "enclave's report data", QUOTE, three, body + 320);
    changed(t, "enclave, unchanged", "accepted", three, three.evidence());
    Case debug = vectors.named("v3-debug-occlum.bin@2025-08-SGX-00606a");
    SgxPolicy any =
        DcapPolicies.sgx(debug.anchor())
            .platform(
                DcapPolicies.terms()
                    .allowStatuses(
                        java.util.Set.of(dev.strongroom.attestation.PlatformStatus.OUT_OF_DATE),
                        "test")
                    .allowAnyAdvisory("test")
                    .build())
            .build();
    t.add(
        "genuine: enclave in debug mode, all else accepted",
        "policy.debug debug-mode",
        debug.evidence(),
        debug.endorsements(),
        any,
        debug.at());
  }
}
