// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;

/// What a document that is signed properly may say: genuine ones never contradict themselves.
final class DocumentRules {
  private static final String NAME = "leaf.name inconsistent";
  private static final String KIND = "document.kind inconsistent";
  private static final String MEASUREMENTS = "document.measurements inconsistent";
  private static final String INSTANCE = "document.instance inconsistent";
  private static final Bytes ZERO = Bytes.zeros(48);

  private DocumentRules() {}

  static void addTo(FakeTable table) {
    names(table);
    kinds(table);
    measurements(table);
    times(table);
    headers(table);
    layouts(table);
  }

  private static void names(FakeTable table) {
    String region = ".us-east-2.aws";
    table.change(
        "leaf is another module's",
        only(NAME),
        d -> d.chain().leaf().subject(FakeNitro.leafName(FakeNitro.moduleId(1))));
    table.change(
        "leaf's name goes on directly after the module id",
        only(NAME),
        d -> d.chain().leaf().subject(new X500Name("CN=" + FakeNitro.moduleId(0) + "0" + region)));
    table.change(
        "leaf's and issuer's names go on directly after their ids",
        only(NAME),
        d -> {
          String more = "0" + region;
          d.chain().leaf().subject(new X500Name("CN=" + FakeNitro.moduleId(0) + more));
          d.chain()
              .instance()
              .subject(new X500Name("CN=" + FakeNitro.instanceId(0) + more + ".nitro-enclaves"));
        });
    table.change(
        "leaf is named by the module id alone",
        only(NAME),
        d -> d.chain().leaf().subject(new X500Name("CN=" + FakeNitro.moduleId(0))));
    table.change(
        "leaf has no common name",
        only(NAME),
        d -> d.chain().leaf().subject(new X500Name("O=Amazon")));
    table.change(
        "leaf has two common names",
        only(NAME),
        d ->
            d.chain()
                .leaf()
                .subject(new X500Name("CN=" + FakeNitro.moduleId(0) + region + ",CN=a.b")));
    table.change(
        "leaf has two common names, the right one last",
        only(NAME),
        d -> d.chain().leaf().subject(new X500Name("CN=a.b,CN=" + FakeNitro.moduleId(0) + region)));
    table.change(
        "issuer is another instance",
        only(NAME),
        d -> d.chain().instance().subject(FakeNitro.instanceName(FakeNitro.instanceId(1))));
    table.change(
        "issuer is in another region",
        only(NAME),
        d ->
            d.chain()
                .instance()
                .subject(
                    new X500Name(
                        "CN=" + FakeNitro.instanceId(0) + ".eu-west-1.aws.nitro-enclaves")));
    table.change(
        "issuer is in another partition",
        only(NAME),
        d ->
            d.chain()
                .instance()
                .subject(
                    new X500Name(
                        "CN=" + FakeNitro.instanceId(0) + ".us-east-2.aws-cn.nitro-enclaves")));
    table.change(
        "issuer isn't of Nitro Enclaves",
        only(NAME),
        d -> d.chain().instance().subject(new X500Name("CN=" + FakeNitro.instanceId(0) + region)));
    table.change("leaf is issued by the zonal CA", only(NAME), d -> d.chain().remove(3));
  }

  private static void kinds(FakeTable table) {
    table.change(
        "module id of a NitroTPM with an enclave's PCRs",
        only(KIND),
        d -> module(d, FakeNitro.instanceId(0) + "-tpm0000000000000000"));
    table.change(
        "module id of an enclave with a NitroTPM's PCRs",
        only(KIND, "policy.kind wrong-kind"),
        DocumentRules::tpmPcrs);
    table.change(
        "a NitroTPM's document",
        only("policy.kind wrong-kind"),
        d -> {
          module(d, FakeNitro.instanceId(0) + "-tpm0000000000000000");
          tpmPcrs(d);
        });
    for (String odd :
        List.of(
            "i-0f00d-enc0123456789abcdef",
            FakeNitro.moduleId(0).replace("enc", "ENC"),
            FakeNitro.moduleId(0) + "/",
            "x" + FakeNitro.moduleId(0))) {
      // The instance can't be told from such a name, so nothing that depends on it holds.
      table.change("module id " + odd, only(NAME, KIND, INSTANCE), d -> module(d, odd));
    }
  }

  /// Renames the enclave in document and leaf.
  private static void module(FakeDocument document, String moduleId) {
    document.content().text("module_id", moduleId);
    document.chain().leaf().subject(FakeNitro.leafName(moduleId));
  }

  private static void tpmPcrs(FakeDocument document) {
    for (int i = 16; i < 24; i++) {
      document.content().pcr(i, ZERO);
    }
    document.content().without("pcrs").pcrsUnder("nitrotpm_pcrs");
  }

  private static void measurements(FakeTable table) {
    for (int n = 0; n < 16; n++) {
      int i = n;
      table.change(
          "PCR " + i + " is missing",
          i == Pcrs.INSTANCE ? only(MEASUREMENTS, INSTANCE) : only(MEASUREMENTS),
          d -> d.content().pcr(i, null));
    }
    for (List<Integer> zero :
        List.of(List.of(0), List.of(1), List.of(2), List.of(0, 1), List.of(0, 2), List.of(1, 2))) {
      table.change(
          "of PCR 0 to 2, " + zero + " are zero",
          only(MEASUREMENTS),
          d -> zero.forEach(i -> d.content().pcr(i, ZERO)));
    }
    table.change("digest SHA512", only(MEASUREMENTS), d -> d.content().text("digest", "SHA512"));
    table.change("digest SHA-384", only(MEASUREMENTS), d -> d.content().text("digest", "SHA-384"));
    table.change("PCR 9 of 32 bytes", only(MEASUREMENTS), d -> d.content().pcr(9, Bytes.zeros(32)));
    table.change(
        "PCR 31 of 64 bytes", only(MEASUREMENTS), d -> d.content().pcr(31, Bytes.zeros(64)));
    table.change(
        "PCR 4 of another instance",
        only(INSTANCE),
        d -> d.content().pcr(Pcrs.INSTANCE, Pcrs.extended(Bytes.utf8(FakeNitro.instanceId(1)))));
    table.change("PCR 4 of zeros", only(INSTANCE), d -> d.content().pcr(Pcrs.INSTANCE, ZERO));
    table.change("PCR 16 and 31", accepted(), d -> d.content().pcr(16, ZERO).pcr(31, ZERO));
  }

  private static void times(FakeTable table) {
    Instant now = table.nitro().time().truncatedTo(ChronoUnit.SECONDS);
    AppraisalTime at = AppraisalTime.at(now.plusSeconds(3));
    String outside = "leaf.time inconsistent";
    made(table, "a second after the leaf ends", only(outside), at, now.plusSeconds(11));
    made(table, "in the leaf's last second", accepted(), at, now.plusMillis(10_999));
    made(table, "in the leaf's first second", accepted(), at, now.minusSeconds(10));
    made(table, "a millisecond before the leaf begins", only(outside), at, now.minusMillis(10_001));
  }

  private static void made(
      FakeTable table, String name, Expectation expected, AppraisalTime at, Instant made) {
    Instant now = table.nitro().time().truncatedTo(ChronoUnit.SECONDS);
    table.change(
        "document made " + name,
        expected,
        at,
        d -> {
          d.chain().leaf().validity(now.minusSeconds(10), now.plusSeconds(10));
          d.content().timestamp(made.toEpochMilli());
        });
  }

  /// The signature covers the protected header, and it is valid each time.
  private static void headers(FakeTable table) {
    Expectation refused = only("cose.algorithm unsupported-algorithm");
    for (String hex :
        List.of("a10126", "a1013823", "a10127", "a0", "", "a2013822" + "0441aa", "bf013822ff")) {
      table.change(
          "signed header \"" + hex + "\"",
          refused,
          d -> d.content().protectedHeader(Bytes.fromHex(hex)));
    }
    table.change(
        "signed without an algorithm, which is in the unprotected header",
        only("cose.algorithm unsupported-algorithm", "cose.headers unexpected-header"),
        d -> d.content().protectedHeader(Bytes.EMPTY).unprotectedHeader(DocumentSpec.ES384));
  }

  private static void layouts(FakeTable table) {
    table.change("unchanged", accepted(), _ -> {});
    table.change("definite payload map", accepted(), d -> d.content().definite(true));
    table.change(
        "unknown keys",
        accepted(),
        d ->
            d.content()
                .put("later", cbor(w -> w.map(1).text("a").array(2).integer(-5).bool(true)))
                .put("more", cbor(w -> w.nothing())));
    table.change(
        "keys in another order",
        accepted(),
        d -> {
          d.certificates();
          d.content().reversed();
        });
    table.change(
        "certificates cut in other places",
        only(
            "path.root untrusted-root",
            "path.certificates certificate-malformed",
            "cose.signature unverifiable",
            "leaf.name unverifiable",
            "leaf.time unverifiable"),
        d -> {
          List<Bytes> chain = d.certificates();
          d.content().cabundle(ChainMutations.cut(chain.subList(0, chain.size() - 1)));
        });
    for (String key : List.of("public_key", "user_data", "nonce")) {
      table.change(key + " absent", accepted(), d -> d.content().without(key));
      table.change(key + " empty", accepted(), d -> d.content().bytes(key, Bytes.EMPTY));
      table.change(
          key + " of 1024 bytes", accepted(), d -> d.content().bytes(key, Bytes.zeros(1024)));
    }
  }
}
