// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.malformed;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.nitro.Expectation;
import dev.strongroom.attestation.nitro.NitroPolicy;

/// What reports are bound to, by themselves and in the envelope of a TSM device.
final class BindingMutations {
  private static final Bytes DATA = Bytes.fromHex("d7".repeat(64));
  private static final Bytes NONCE = Bytes.fromHex("ab".repeat(32));

  private final SnpTable table;

  private BindingMutations(SnpTable table) {
    this.table = table;
  }

  static void addTo(SnpTable table) {
    BindingMutations mutations = new BindingMutations(table);
    mutations.reports();
    mutations.envelopes();
    mutations.layouts();
    mutations.kinds();
  }

  private void reports() {
    bound("user data", accepted(), DATA, Challenge.none().withUserData(DATA));
    Bytes digest = DATA.slice(0, 32);
    Bytes padded = Edits.concat(digest, Bytes.zeros(32));
    bound("user data and zeros", accepted(), padded, Challenge.none().withUserData(digest));
    Expectation differs = only("policy.user-data user-data-differs");
    bound("other user data", differs, padded, Challenge.none().withUserData(DATA));
    bound("user data and more", differs, DATA, Challenge.none().withUserData(digest));
    bound("empty user data", differs, Bytes.zeros(64), Challenge.none().withUserData(Bytes.EMPTY));
    bound(
        "user data of 65 bytes",
        differs,
        DATA,
        Challenge.none().withUserData(Edits.concat(DATA, Bytes.fromHex("d7"))));
    bound(
        "no user data to compare",
        only("policy.user-data user-data-not-challenged"),
        DATA,
        Challenge.none());
    bound(
        "a nonce that a report has no room for",
        only("policy.nonce nonce-differs"),
        DATA,
        Challenge.ofNonce(NONCE).withUserData(DATA));
    bound(
        "a key that a report has no room for",
        only("policy.public-key public-key-differs"),
        DATA,
        Challenge.none().withUserData(DATA).withPublicKey(NONCE));
  }

  private void bound(String name, Expectation expected, Bytes data, Challenge challenge) {
    FakeSnp fake = with(data);
    table.add(mutation(name, fake.issue(), fake.endorsements(), policy(), challenge, expected));
  }

  private static FakeSnp with(Bytes data) {
    FakeSnp fake = FakeSnp.vcek();
    fake.put(0x50, data);
    return fake;
  }

  private static AppraisalPolicy policy() {
    return SnpPolicy.builder(SnpPolicies.strict().anchor(FakeSnp.anchor()).build())
        .ignoreNonce("a test")
        .requireUserData()
        .build();
  }

  private static SnpMutation mutation(
      String name,
      Bytes evidence,
      Endorsements endorsements,
      AppraisalPolicy policy,
      Challenge challenge,
      Expectation expected) {
    return new SnpMutation(
        name, evidence, endorsements, policy, challenge, AppraisalTime.at(FakeSnp.TIME), expected);
  }

  private void envelopes() {
    Bytes both = FakeSnp.sha("SHA-512", Edits.concat(DATA, NONCE).toByteArray());
    Challenge challenge = Challenge.ofNonce(NONCE).withUserData(DATA);
    wrapped("envelope", accepted(), DATA, Challenge.none().withUserData(DATA));
    wrapped("envelope with a nonce", accepted(), both, challenge);
    Expectation differs = only("policy.nonce nonce-differs", "policy.user-data user-data-differs");
    wrapped("envelope without the nonce", differs, DATA, challenge);
    wrapped(
        "envelope with another nonce", differs, both, Challenge.ofNonce(DATA).withUserData(DATA));
    wrapped(
        "envelope whose user data and nonce are cut elsewhere",
        differs,
        both,
        Challenge.ofNonce(Edits.concat(DATA.slice(0, 32), NONCE)).withUserData(DATA.slice(0, 32)));
    wrapped(
        "envelope with a nonce, and no user data to compare",
        only("policy.nonce user-data-not-challenged", "policy.user-data user-data-not-challenged"),
        both,
        Challenge.ofNonce(NONCE));
    bound(
        "a report bound as in an envelope",
        only("policy.nonce nonce-differs", "policy.user-data user-data-differs"),
        both,
        challenge);
  }

  private void wrapped(String name, Expectation expected, Bytes data, Challenge challenge) {
    FakeSnp fake = with(data);
    table.add(
        mutation(
            name,
            envelope(1, "sev_guest", fake.issue(), fake.table()),
            Endorsements.NONE,
            policy(),
            challenge,
            expected));
  }

  private static Bytes envelope(int version, String provider, Bytes report, Bytes auxiliary) {
    return Edits.cbor(w ->
        w.map(4)
            .text("version")
            .integer(version)
            .text("provider")
            .text(provider)
            .text("report")
            .bytes(report)
            .text("auxiliary")
            .bytes(auxiliary));
  }

  private void layouts() {
    Bytes report = FakeSnp.vcek().issue();
    broken("envelope of version 2", "tsm.version", envelope(2, "sev_guest", report, Bytes.EMPTY));
    broken(
        "envelope of another provider",
        "tsm.provider",
        envelope(1, "arm_cca_guest", report, Bytes.EMPTY));
    broken(
        "envelope of no report", "tsm.layout", envelope(1, "sev_guest", Bytes.EMPTY, Bytes.EMPTY));
    broken(
        "envelope of a long table",
        "tsm.layout",
        envelope(1, "sev_guest", report, Bytes.zeros(16 * 1024 + 1)));
    broken(
        "envelope of half a report",
        "snp.length",
        envelope(1, "sev_guest", report.slice(0, 600), Bytes.EMPTY));
    broken(
        "envelope of a report and a table at once",
        "snp.length",
        envelope(1, "sev_guest", Edits.concat(report, Bytes.zeros(24)), Bytes.EMPTY));
    broken(
        "envelope of a broken table",
        "snp.table",
        envelope(1, "sev_guest", report, Bytes.fromHex("01")));
    Bytes good = envelope(1, "sev_guest", report, Bytes.EMPTY);
    broken("envelope and more", "cbor.trailing-bytes", Edits.concat(good, Bytes.fromHex("00")));
    broken("envelope that ends early", "cbor.length", good.slice(0, 200));
    broken("envelope with another key", "tsm.layout", Edits.flip(good, 2));
    broken("envelope of 64 KiB", "evidence.too-large", Edits.concat(good, Bytes.zeros(64 * 1024)));
  }

  private void broken(String name, String code, Bytes evidence) {
    table.add(
        mutation(name, evidence, Endorsements.NONE, policy(), Challenge.none(), malformed(code)));
  }

  private void kinds() {
    FakeSnp fake = FakeSnp.vcek();
    NitroPolicy nitro = LenientPolicy.of(FakeSnp.anchor());
    table.add(
        mutation(
            "policy for another kind",
            fake.issue(),
            fake.endorsements(),
            nitro,
            Challenge.none(),
            only("policy.kind wrong-kind")));
    table.add(
        new SnpMutation(
            "judged at its own time",
            fake.issue(),
            fake.endorsements(),
            SnpPolicies.of(SnpPolicies.strict().anchor(FakeSnp.anchor())),
            Challenge.none(),
            AppraisalTime.archived(),
            Expectation.first("evidence.time no-time-stated", "path.validity not-yet-valid")));
  }
}
