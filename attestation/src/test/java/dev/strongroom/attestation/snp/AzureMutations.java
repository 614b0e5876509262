// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.malformed;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.azure.PcrValues;
import dev.strongroom.attestation.azure.VtpmRequirements;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeAzure;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.nitro.Expectation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Evidence of machines of Azure's that breaks one rule each.
final class AzureMutations {
  private static final int EXTRA_DATA = 44;
  private static final int SELECTION = 117;
  private static final int RUNTIME = 1216;

  private final SnpTable table;

  private AzureMutations(SnpTable table) {
    this.table = table;
  }

  static void addTo(SnpTable table) {
    AzureMutations mutations = new AzureMutations(table);
    mutations.genuine();
    mutations.policies();
    mutations.quotes();
    mutations.reports();
    mutations.containers();
  }

  private void azure(String name, Expectation expected, Consumer<FakeAzure> change) {
    azure(name, expected, change, b -> b, Challenge.none());
  }

  private void azure(
      String name,
      Expectation expected,
      Consumer<FakeAzure> change,
      UnaryOperator<VtpmRequirements.Builder> policy,
      Challenge challenge) {
    FakeAzure fake = new FakeAzure();
    change.accept(fake);
    table.add(
        new SnpMutation(
            "Azure: " + name,
            fake.issue(),
            fake.snp.endorsements(),
            SnpPolicies.azure(
                SnpPolicies.strict().anchor(FakeSnp.anchor()), policy.apply(SnpPolicies.machine())),
            challenge,
            AppraisalTime.at(FakeSnp.TIME),
            expected));
  }

  private void genuine() {
    azure("unchanged", accepted(), fake -> {});
    azure(
        "runtime data of another report",
        only("runtime.bound runtime-data-differs"),
        fake -> fake.reportData = data -> Edits.flip(data, 0));
    azure(
        "report data that go on after the digest",
        only("runtime.bound runtime-data-differs"),
        fake -> fake.reportData = data -> Edits.flip(data, 63));
    azure(
        "quote by another key",
        only("vtpm.signature signature-invalid"),
        fake -> fake.signing = FakeAzure.rsa());
    azure(
        "changed signature of the quote",
        only("vtpm.signature signature-invalid"),
        fake -> fake.signature = s -> Edits.flip(s, 9));
    azure(
        "signature of no bytes but one",
        only("vtpm.signature signature-invalid"),
        fake -> fake.signature = s -> s.slice(0, 1));
    azure(
        "nonce changed after signing",
        only("vtpm.signature signature-invalid"),
        fake -> fake.quoted = q -> Edits.flip(q, EXTRA_DATA));
    azure(
        "another register than quoted",
        only("vtpm.pcr-digest inconsistent"),
        fake -> {
          fake.quoted = UnaryOperator.identity();
          Bytes right = fake.pcrs[7];
          fake.quote =
              q -> {
                fake.pcrs[7] = Edits.flip(right, 0);
                return q;
              };
        });
    azure(
        "registers of SHA-1",
        first("vtpm.selection inconsistent", "vtpm.pcr-digest unverifiable"),
        fake -> fake.quote = q -> Edits.set(q, SELECTION + 5, 4));
    azure(
        "no register",
        first("vtpm.selection inconsistent"),
        fake ->
            fake.quote =
                q ->
                    Edits.concat(
                        q.slice(0, SELECTION + 7),
                        Bytes.zeros(3),
                        q.slice(SELECTION + 10, q.length())));
    azure(
        "the hardware's report changed",
        first("report.signature signature-invalid"),
        fake -> fake.hcl = h -> Edits.flip(h, 32 + 0x90));
  }

  private void policies() {
    azure(
        "all required",
        accepted(),
        fake -> {},
        b ->
            b.requirePcrs(List.of(pcrs("one", 7, 8)))
                .requireSecureBoot()
                .requireInstance(Set.of("A-1"))
                .requireNonce()
                .requireUserData(),
        Challenge.ofNonce(FakeAzure.NONCE).withUserData(FakeAzure.USER_DATA));
    azure(
        "another register required",
        only("policy.pcrs measurement-not-accepted"),
        fake -> {},
        b -> b.requirePcrs(List.of(pcrs("other", 7, 9))),
        Challenge.none());
    azure(
        "a register required that isn't quoted",
        only("policy.pcrs measurement-not-accepted"),
        fake -> {
          Bytes[] all = fake.pcrs.clone();
          all[7] = Bytes.EMPTY;
          Bytes digest = FakeSnp.sha("SHA-256", Edits.concat(all).toByteArray());
          fake.quote =
              q -> Edits.concat(q.slice(0, SELECTION + 7), Bytes.fromHex("7fffff0020"), digest);
        },
        b -> b.requirePcrs(List.of(pcrs("one", 7, 8))),
        Challenge.none());
    Consumer<FakeAzure> insecure =
        fake -> fake.runtime = fake.runtime.replace("boot\":true", "boot\":false");
    azure(
        "no secure boot",
        only("policy.secure-boot secure-boot-not-accepted"),
        insecure,
        b -> b.requireSecureBoot(),
        Challenge.none());
    azure(
        "another machine",
        only("policy.machine instance-not-accepted"),
        fake -> {},
        b -> b.requireInstance(Set.of("B-2")),
        Challenge.none());
    azure(
        "another nonce",
        only("policy.nonce nonce-differs"),
        fake -> {},
        b -> b,
        Challenge.ofNonce(FakeAzure.USER_DATA));
    azure(
        "no nonce to compare",
        only("policy.nonce nonce-not-challenged"),
        fake -> {},
        b -> b.requireNonce(),
        Challenge.none());
    azure(
        "other user data",
        only("policy.user-data user-data-differs"),
        fake -> {},
        b -> b,
        Challenge.none().withUserData(FakeAzure.NONCE));
    azure(
        "a key that there is no room for",
        only("policy.public-key public-key-differs"),
        fake -> {},
        b -> b,
        Challenge.none().withPublicKey(FakeAzure.NONCE));
    azure("debug", only("policy.debug debug-mode"), fake -> fake.snp.set(8, 0xa0000, 8));
  }

  private static PcrValues pcrs(String name, int register, int each) {
    return new PcrValues(
        name,
        new TreeMap<>(Map.of(register, Bytes.fromHex(String.format("%02x", each).repeat(32)))));
  }

  private void quotes() {
    azure("no TPM's own", malformed("tpm.magic"), fake -> fake.quote = q -> Edits.flip(q, 0));
    azure("no quote", malformed("tpm.type"), fake -> fake.quote = q -> Edits.flip(q, 5));
    azure(
        "quote and more",
        malformed("tpm.trailing-bytes"),
        fake -> fake.quote = q -> Edits.concat(q, Bytes.zeros(1)));
    azure(
        "quote that ends early",
        malformed("tpm.truncated"),
        fake -> fake.quote = q -> q.slice(0, q.length() - 1));
    azure(
        "quote of a long name",
        malformed("tpm.length"),
        fake -> fake.quote = q -> Edits.set(q, 6, 1));
    azure(
        "quote of 2 KiB",
        malformed("tpm.length"),
        fake -> fake.quote = q -> Edits.concat(q, Bytes.zeros(2048)));
    azure(
        "no banks",
        malformed("tpm.selection"),
        fake -> fake.quote = q -> Edits.set(q, SELECTION + 3, 0));
    azure(
        "empty map of registers",
        malformed("tpm.selection"),
        fake -> fake.quote = q -> Edits.set(q, SELECTION + 6, 0));
  }

  private void reports() {
    hcl("no HCL report", "hcl.magic", 0, 'h');
    hcl("HCL report of version 3", "hcl.version", 4, 3);
    hcl("runtime data of version 2", "hcl.version", RUNTIME + 4, 2);
    hcl("hardware 3", "hcl.type", RUNTIME + 8, 3);
    hcl("a report of SEV-SNP as a TD's", "azure.td-report", RUNTIME + 8, 4);
    hcl("digest 2", "hcl.hash", RUNTIME + 12, 2);
    hcl("longer runtime data than stated", "hcl.length", RUNTIME, 1);
    hcl("runtime data past the end", "hcl.length", RUNTIME + 18, 1);
    azure(
        "bytes after the runtime data",
        malformed("hcl.trailing-bytes"),
        fake -> fake.hcl = h -> Edits.flip(h, -1));
    azure(
        "HCL report that ends early",
        malformed("hcl.length"),
        fake -> fake.hcl = h -> h.slice(0, RUNTIME));
    azure("a report of version 9", malformed("snp.version"), fake -> fake.snp.set(0, 9, 4));
    runtime("no attestation key", "HCLAkPub", "HCLXkPub");
    runtime("two attestation keys", "HCLEkPub", "HCLAkPub");
    runtime("exponent 3", "\"e\":\"AQAB\",\"n\":\"", "\"e\":\"Aw\",\"n\":\"");
    runtime("short modulus", "\"n\":\"", "\"n\":\"AQ\",\"m\":\"");
    runtime("a key that isn't RSA", "\"kty\":\"RSA\"", "\"kty\":\"EC\"");
    runtime("JSON that ends early", "\"}", "");
    runtime("user data that aren't hexadecimal", "user-data\":\"d7", "user-data\":\"zz");
  }

  private void hcl(String name, String code, int offset, int value) {
    azure(name, malformed(code), fake -> fake.hcl = h -> Edits.set(h, offset, value));
  }

  private void runtime(String name, String from, String to) {
    azure(
        "runtime claims: " + name,
        malformed("azure.runtime"),
        fake -> fake.runtime = fake.runtime.replace(from, to));
  }

  private void containers() {
    container("of version 3", "azure.version", "\"version\":2", "\"version\":3");
    container("of a version in text", "azure.version", "\"version\":2", "\"version\":\"2\"");
    container("without a quote", "azure.json", "tpm_quote", "xpm_quote");
    container("without a report", "azure.json", "hcl_report", "hcl_rapport");
    container("with two reports", "azure.json", "{\"version", "{\"report\":[1],\"version");
    container("with a repeated member", "evidence.json", "{\"version", "{\"version\":2,\"version");
    container("with a short register", "azure.json", "[\"0101", "[\"01");
    container("with a certificate of no bytes", "azure.json", "{\"ver", "{\"vcek\":\"=\",\"ver");
    container("that isn't JSON", "evidence.json", "{\"version", "{version");
    azure(
        "container with an unknown member",
        accepted(),
        fake -> fake.container = json -> json.replace("{\"version", "{\"new\":1,\"version"));
    azure(
        "container of 256 KiB and more",
        malformed("evidence.too-large"),
        fake -> fake.container = json -> json + " ".repeat(256 * 1024));
  }

  private void container(String name, String code, String from, String to) {
    azure(
        "container " + name,
        malformed(code),
        fake -> fake.container = json -> json.replaceFirst(Pattern.quote(from), to));
  }
}
