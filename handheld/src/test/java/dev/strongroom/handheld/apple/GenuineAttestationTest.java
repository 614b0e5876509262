// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldVerifier;
import dev.strongroom.handheld.apple.AppAttestPolicy.App;
import dev.strongroom.handheld.apple.AppAttestPolicy.Environment;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What Apple itself signed for a phone with iOS 14, under the root that is built in.
///
/// The data are those of WebAuthn4J's own test, Apache License 2.0:
/// github.com/webauthn4j/webauthn4j, commit 0054d1f4561205cb5bbc9f193b6232d11096e101,
/// `webauthn4j-appattest/src/test/java/com/webauthn4j/appattest/DeviceCheckManagerTest.java`. Of
/// its attestation object the receipt is left out, which nobody here verifies, and which nothing
/// binds.
class GenuineAttestationTest {
  /// The key's certificate, valid from 27 to 30 September 2020.
  private static final String LEAF =
      """
      MIIC4DCCAmagAwIBAgIGAXTWZtoQMAoGCCqGSM49BAMCME8xIzAhBgNVBAMMGkFwcGxlIEFwcCBBdHRlc3RhdGlv
      biBDQSAxMRMwEQYDVQQKDApBcHBsZSBJbmMuMRMwEQYDVQQIDApDYWxpZm9ybmlhMB4XDTIwMDkyNzIwMjgxOFoX
      DTIwMDkzMDIwMjgxOFowgZExSTBHBgNVBAMMQDU2NzdlYThkMmE3NGFkNmNiMmE4ZDg2YjdlMWZiZGZjODg0YjIy
      ZjVlZTYxMzNjMDk4OTExNTQzMDk3ODc2NGExGjAYBgNVBAsMEUFBQSBDZXJ0aWZpY2F0aW9uMRMwEQYDVQQKDApB
      cHBsZSBJbmMuMRMwEQYDVQQIDApDYWxpZm9ybmlhMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElTF3wUNp9YRE
      YMn9dd5VhrLSFxyG3oiyYvqCGMmY/2qjRjwAiVkpkSv7+Qeu7mdm2azTUqEa8CcqDYsHq0b5naOB6jCB5zAMBgNV
      HRMBAf8EAjAAMA4GA1UdDwEB/wQEAwIE8DB1BgkqhkiG92NkCAUEaDBmpAMCAQq/iTADAgEBv4kxAwIBAL+JMgMC
      AQG/iTMDAgEBv4k0HQQbOFlFMjNOWlM1Ny5jb20ua2F5YWsudHJhdmVspQYEBHNrcyC/iTYDAgEFv4k3AwIBAL+J
      OQMCAQC/iToDAgEAMBsGCSqGSIb3Y2QIBwQOMAy/ingIBAYxNC4wLjEwMwYJKoZIhvdjZAgCBCYwJKEiBCDJr5gU
      tdOggggNJfgtiIXImCrUpyqftahpr+fexKslfTAKBggqhkjOPQQDAgNoADBlAjEAtsVdgPnvY/eoqYQeht1Zud38
      zMPpWfy5YCgB72cuit4DQp8jHr/Pzu/U8IhxcQanAjA8J3gazez9kRLRVXT43RhUqiUNQEtlSbV99VUR2c2OxTUS
      6skz6pLhfcZ2sujVpWM=
      """;

  /// "Apple App Attestation CA 1".
  private static final String AUTHORITY =
      """
      MIICQzCCAcigAwIBAgIQCbrF4bxAGtnUU5W8OBoIVDAKBggqhkjOPQQDAzBSMSYwJAYDVQQDDB1BcHBsZSBBcHAg
      QXR0ZXN0YXRpb24gUm9vdCBDQTETMBEGA1UECgwKQXBwbGUgSW5jLjETMBEGA1UECAwKQ2FsaWZvcm5pYTAeFw0y
      MDAzMTgxODM5NTVaFw0zMDAzMTMwMDAwMDBaME8xIzAhBgNVBAMMGkFwcGxlIEFwcCBBdHRlc3RhdGlvbiBDQSAx
      MRMwEQYDVQQKDApBcHBsZSBJbmMuMRMwEQYDVQQIDApDYWxpZm9ybmlhMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE
      rls3oHdNebI1j0Dn0fImJvHCX+8XgC3qs4JqWYdP+NKtFSV4mqJmBBkSSLY8uWcGnpjTY71eNw+/oI4ynoBzqYXn
      dG6jWaL2bynbMq9FXiEWWNVnr54mfrJhTcIaZs6Zo2YwZDASBgNVHRMBAf8ECDAGAQH/AgEAMB8GA1UdIwQYMBaA
      FKyREFMzvb5oQf+nDKnl+url5YqhMB0GA1UdDgQWBBQ+410cBBmpybQx+IR01uHhV3LjmzAOBgNVHQ8BAf8EBAMC
      AQYwCgYIKoZIzj0EAwMDaQAwZgIxALu+iI1zjQUCz7z9Zm0JV1A1vNaHLD+EMEkmKe3R+RToeZkcmui1rvjTqFQz
      97YNBgIxAKs47dDMge0ApFLDukT5k2NlU/7MKX8utN+fXr5aSsq2mVxLgg35BDhveAe7WJQ5tw==
      """;

  private static final String DATA =
      """
      MGACygVeBsWIpS7GqlSC9TaOAq8wh7Hp0wnQQMr12VpAAAAAAGFwcGF0dGVzdAAAAAAAAAAAIFZ36o0qdK1ssqjY
      a34fvfyISyL17mEzwJiRFUMJeHZKpQECAyYgASFYIJUxd8FDafWERGDJ/XXeVYay0hccht6IsmL6ghjJmP9qIlgg
      o0Y8AIlZKZEr+/kHru5nZtms01KhGvAnKg2LB6tG+Z0=
      """;

  private static final Bytes CHALLENGE = Bytes.utf8("1234567890abcdefgh");
  private static final App APP = new App("8YE23NZS57", "com.kayak.travel");
  private static final Instant AT = Instant.parse("2020-09-28T20:28:20Z");

  private static byte[] decoded(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private static Verdict verdict(Bytes data, Challenge challenge, App app, Instant at)
      throws Exception {
    Bytes object =
        Bytes.copyOf(
            CBORObject.NewOrderedMap()
                .Add("fmt", "apple-appattest")
                .Add(
                    "attStmt",
                    CBORObject.NewOrderedMap()
                        .Add(
                            "x5c", CBORObject.NewArray().Add(decoded(LEAF)).Add(decoded(AUTHORITY)))
                        .Add("receipt", new byte[] {0}))
                .Add("authData", data.toByteArray())
                .EncodeToBytes());
    return HandheldVerifier.create(SignatureProvider.jdk(), PathCache.none())
        .explain(
            AppAttestEvidence.parse(object),
            new HandheldEndorsements(List.of(), Optional.empty()),
            new AppAttestPolicy(
                List.of(AppleRoot.ANCHOR),
                new Require<>(Set.of(app)),
                Set.of(Environment.PRODUCTION)),
            challenge,
            AppraisalTime.at(at))
        .verdict();
  }

  private static Bytes data() {
    return Bytes.copyOf(decoded(DATA));
  }

  private static void refused(Verdict verdict, String check, String code) {
    Check first = verdict.firstFailure().orElseThrow();
    assertThat(first.name()).isEqualTo(check);
    assertThat(first.reason()).extracting(Reason::code).isEqualTo(code);
    assertThat(verdict.accepted()).isFalse();
  }

  @Test
  void isAcceptedAtItsDate() throws Exception {
    Verdict verdict = verdict(data(), Challenge.ofNonce(CHALLENGE), APP, AT);
    assertThat(verdict.firstFailure()).isEmpty();
    assertThat(verdict.genuine()).isTrue();
    assertThat(verdict.accepted()).isTrue();
    Bytes keyId =
        Bytes.copyOf(Base64.getDecoder().decode("VnfqjSp0rWyyqNhrfh+9/IhLIvXuYTPAmJEVQwl4dko="));
    Challenge named = Challenge.ofNonce(CHALLENGE).withPublicKey(keyId);
    assertThat(verdict(data(), named, APP, AT).accepted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2020-09-27T20:28:17Z, not-yet-valid",
    "2020-09-30T20:28:19Z, expired",
    "2026-11-22T00:00:00Z, expired"
  })
  void notAtAnother(Instant at, String code) throws Exception {
    refused(verdict(data(), Challenge.ofNonce(CHALLENGE), APP, at), "path.validity", code);
  }

  @Test
  void notForAnotherChallengeOrApp() throws Exception {
    refused(
        verdict(data(), Challenge.ofNonce(Bytes.utf8("another")), APP, AT),
        "leaf.nonce",
        "client-data-hash-differs");
    refused(
        verdict(data(), Challenge.ofNonce(CHALLENGE), new App("8YE23NZS57", "com.kayak"), AT),
        "policy.application",
        "application-not-accepted");
  }

  /// Apple's signature is over the digest of all of them.
  @Test
  void noByteOfTheAuthenticatorDataMayDiffer() throws Exception {
    Bytes data = data();
    for (int i = 0; i < data.length(); i++) {
      byte[] changed = data.toByteArray();
      changed[i] ^= 1;
      Bytes other = Bytes.copyOf(changed);
      try {
        assertThat(verdict(other, Challenge.ofNonce(CHALLENGE), APP, AT).genuine())
            .as("byte " + i)
            .isFalse();
      } catch (MalformedEvidenceException e) {
        assertThat(e.code()).containsAnyOf("apple.", "cbor.");
      }
    }
  }
}
