// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Forged quotes in the envelope of a TSM device, one thing after the other wrong with it.
final class ForgedEnvelopes {
  private static final Bytes DATA = Bytes.fromHex("d1".repeat(64));
  private static final Bytes NONCE = Bytes.fromHex("e2".repeat(32));

  private ForgedEnvelopes() {}

  static void into(DcapTable table) {
    bound(table);
    layouts(table);
  }

  private static void bound(DcapTable t) {
    Bytes both = sha512(Edits.concat(DATA, NONCE));
    Challenge challenge = Challenge.ofNonce(NONCE).withUserData(DATA);
    String differs = "policy.nonce nonce-differs; policy.report-data user-data-differs";
    wrapped(t, "user data", "accepted", DATA, Challenge.none().withUserData(DATA));
    wrapped(t, "user data and nonce", "accepted", both, challenge);
    wrapped(t, "no nonce, but one is asked for", differs, DATA, challenge);
    wrapped(t, "another nonce", differs, both, Challenge.ofNonce(DATA).withUserData(DATA));
    wrapped(
        t,
        "a nonce, but none is asked for",
        "policy.report-data user-data-differs",
        both,
        Challenge.none().withUserData(DATA));
    wrapped(
        t,
        "user data and nonce, cut elsewhere",
        differs,
        both,
        Challenge.ofNonce(Edits.concat(DATA.slice(0, 32), NONCE)).withUserData(DATA.slice(0, 32)));
    wrapped(
        t,
        "a nonce, and no user data to compare",
        "policy.nonce user-data-not-challenged; policy.report-data user-data-not-challenged",
        both,
        Challenge.ofNonce(NONCE));
    wrapped(
        t,
        "a key",
        "policy.public-key public-key-differs",
        DATA,
        Challenge.none().withUserData(DATA).withPublicKey(NONCE));
    FakeIntel bare = with(both);
    t.add(
        "envelope: none, but bound as in one",
        differs,
        bare.quote(),
        bare.endorsements(),
        policy(bare),
        challenge,
        AppraisalTime.at(FakeIntel.AT));
  }

  private static void wrapped(
      DcapTable t, String name, String expected, Bytes data, Challenge challenge) {
    FakeIntel fake = with(data);
    t.add(
        "envelope: " + name,
        expected,
        envelope("tdx_guest", fake.quote(), Bytes.EMPTY),
        fake.endorsements(),
        policy(fake),
        challenge,
        AppraisalTime.at(FakeIntel.AT));
  }

  private static void layouts(DcapTable t) {
    Bytes quote = FakeIntel.domain().quote();
    broken(t, "an SGX quote", "tsm.layout", "tdx_guest", FakeIntel.enclave(3).quote(), Bytes.EMPTY);
    broken(t, "auxiliary data", "tsm.layout", "tdx_guest", quote, Bytes.fromHex("00"));
    broken(t, "half a quote", "dcap.truncated", "tdx_guest", quote.slice(0, 700), Bytes.EMPTY);
    broken(t, "AMD's label", "snp.length", "sev_guest", quote, Bytes.EMPTY);
  }

  private static void broken(
      DcapTable t, String name, String code, String provider, Bytes report, Bytes auxiliary) {
    FakeIntel fake = FakeIntel.domain();
    t.add(
        "envelope: " + name,
        "malformed " + code,
        envelope(provider, report, auxiliary),
        Endorsements.NONE,
        policy(fake),
        FakeIntel.AT);
  }

  private static FakeIntel with(Bytes data) {
    FakeIntel fake = FakeIntel.domain();
    fake.body(520, data.hex());
    return fake;
  }

  private static TdxPolicy policy(FakeIntel fake) {
    return DcapPolicies.tdx(fake.anchor()).requireReportData().build();
  }

  private static Bytes envelope(String provider, Bytes report, Bytes auxiliary) {
    return Edits.cbor(w ->
        w.map(4)
            .text("version")
            .integer(1)
            .text("provider")
            .text(provider)
            .text("report")
            .bytes(report)
            .text("auxiliary")
            .bytes(auxiliary));
  }

  private static Bytes sha512(Bytes data) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-512").digest(data.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
