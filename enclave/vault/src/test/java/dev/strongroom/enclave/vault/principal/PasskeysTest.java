// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import java.security.KeyPair;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("one test changes the order of providers")
class PasskeysTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Bytes CHALLENGE = Encodings.sha256(Bytes.utf8("a request"));

  private final AttestationAuthority maker;
  private final Passkeys passkeys;
  private final RegistrationOptions options;

  PasskeysTest() throws Exception {
    maker = new AttestationAuthority();
    passkeys = passkeys(NOW, maker.root);
    options = passkeys.options(Bytes.utf8("register"), Bytes.utf8("user-1"), "somebody");
  }

  private static Passkeys passkeys(Instant now, X509Certificate... roots) {
    return new Passkeys(
        new PasskeySettings(
            SoftAuthenticator.PARTY, Set.of(SoftAuthenticator.ORIGIN), List.of(roots)),
        () -> now);
  }

  private RegisteredPasskey unattested(SoftAuthenticator authenticator) throws Exception {
    return passkeys.register(
        options, authenticator.registration(client(authenticator), "none", CBORObject.NewMap()));
  }

  private Bytes client(SoftAuthenticator authenticator) {
    return authenticator.clientData("webauthn.create", options.challenge());
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith(code + ":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ES256", "EdDSA", "RS256"})
  void eachAlgorithm(String algorithm) throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator(algorithm);
    RegisteredPasskey passkey = unattested(authenticator);
    assertThat(passkey.attestation()).isEqualTo(PasskeyAttestation.NONE);
    assertThat(RegisteredPasskey.parse(passkey.encoded())).isEqualTo(passkey);

    authenticator.counter = 7;
    RegisteredPasskey used =
        passkeys.verifyAssertion(passkey, CHALLENGE, authenticator.assertion(CHALLENGE));
    assertThat(used.counter()).isEqualTo(7);

    // The same key, but signed over something else.
    Bytes good = authenticator.assertion(CHALLENGE);
    authenticator.counter = 8;
    String other = authenticator.assertion(CHALLENGE).asUtf8();
    Bytes mixed =
        Bytes.utf8(good.asUtf8().replaceFirst("\"signature\":\"[^\"]*\"", signatureOf(other)));
    refused("bad-signature", () -> passkeys.verifyAssertion(passkey, CHALLENGE, mixed));
  }

  private static String signatureOf(String json) {
    int from = json.indexOf("\"signature\":\"");
    return json.substring(from, json.indexOf('"', from + 13) + 1);
  }

  @Test
  void counters() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    authenticator.counter = 5;
    RegisteredPasskey passkey = unattested(authenticator);
    for (long counter : List.of(5L, 4L, 0L)) {
      authenticator.counter = counter;
      Bytes response = authenticator.assertion(CHALLENGE);
      refused("counter-not-rising", () -> passkeys.verifyAssertion(passkey, CHALLENGE, response));
    }
    authenticator.counter = 0xffff_ffffL;
    RegisteredPasskey last =
        passkeys.verifyAssertion(passkey, CHALLENGE, authenticator.assertion(CHALLENGE));
    assertThat(last.counter()).isEqualTo(0xffff_ffffL);

    SoftAuthenticator never = new SoftAuthenticator("ES256");
    never.counter = 0;
    RegisteredPasskey zero = unattested(never);
    RegisteredPasskey still = passkeys.verifyAssertion(zero, CHALLENGE, never.assertion(CHALLENGE));
    assertThat(still.counter()).isZero();
  }

  @Test
  void flagsAndPlaces() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    RegisteredPasskey passkey = unattested(authenticator);
    authenticator.counter = 9;
    authenticator.flags = 0x04;
    Bytes absent = authenticator.assertion(CHALLENGE);
    refused("user-not-present", () -> passkeys.verifyAssertion(passkey, CHALLENGE, absent));
    refused("user-not-present", () -> unattested(authenticator));
    authenticator.flags = 0x01;
    Bytes unverified = authenticator.assertion(CHALLENGE);
    refused("user-not-verified", () -> passkeys.verifyAssertion(passkey, CHALLENGE, unverified));
    refused("user-not-verified", () -> unattested(authenticator));
    // Backed up, but not eligible for it.
    authenticator.flags = 0x15;
    Bytes copied = authenticator.assertion(CHALLENGE);
    refused("not-verified", () -> passkeys.verifyAssertion(passkey, CHALLENGE, copied));
    authenticator.flags = 0x05;

    authenticator.party = "example.org";
    Bytes elsewhere = authenticator.assertion(CHALLENGE);
    refused("wrong-relying-party", () -> passkeys.verifyAssertion(passkey, CHALLENGE, elsewhere));
    authenticator.party = SoftAuthenticator.PARTY;
    for (String origin :
        List.of(
            "https://EXAMPLE.com",
            "https://example.com/",
            "https://example.com:443",
            "http://example.com",
            "https://example.com.evil.example")) {
      authenticator.origin = origin;
      Bytes response = authenticator.assertion(CHALLENGE);
      refused("wrong-origin", () -> passkeys.verifyAssertion(passkey, CHALLENGE, response));
    }
  }

  @Test
  void packedBySelf() throws Exception {
    for (String algorithm : List.of("ES256", "EdDSA", "RS256")) {
      SoftAuthenticator authenticator = new SoftAuthenticator(algorithm);
      byte[] signature =
          authenticator.sign(
              authenticator.authenticatorData(true),
              Encodings.sha256(client(authenticator)).toByteArray());
      CBORObject statement =
          CBORObject.NewOrderedMap().Add("alg", authenticator.code()).Add("sig", signature);
      RegisteredPasskey passkey =
          passkeys.register(
              options, authenticator.registration(client(authenticator), "packed", statement));
      assertThat(passkey.attestation()).isEqualTo(PasskeyAttestation.SELF);
      assertThat(passkey.format()).isEqualTo("packed");

      signature[signature.length - 1] ^= 1;
      statement.Set("sig", signature);
      Bytes forged = authenticator.registration(client(authenticator), "packed", statement);
      refused("bad-signature", () -> passkeys.register(options, forged));
    }
  }

  @Test
  void packedByItsMaker() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    authenticator.aaguid = Bytes.fromHex("00112233445566778899aabbccddeeff").toByteArray();
    KeyPair batch = SoftAuthenticator.pair("ES256");
    byte[] signature =
        SoftAuthenticator.sign(
            "ES256",
            batch,
            authenticator.authenticatorData(true),
            Encodings.sha256(client(authenticator)).toByteArray());
    CBORObject statement =
        CBORObject.NewOrderedMap()
            .Add("alg", -7)
            .Add("sig", signature)
            .Add("x5c", CBORObject.NewArray().Add(maker.batch(batch).getEncoded()));
    Bytes response = authenticator.registration(client(authenticator), "packed", statement);

    RegisteredPasskey passkey = passkeys.register(options, response);
    assertThat(passkey.attestation()).isEqualTo(PasskeyAttestation.TRUSTED);
    assertThat(passkey.aaguid()).isEqualTo("00112233445566778899aabbccddeeff");
    assertThat(new Identity.OfPasskey(passkey).claims()).containsEntry("attestation", "trusted");

    assertThat(passkeys(NOW).register(options, response).attestation())
        .isEqualTo(PasskeyAttestation.UNKNOWN_ROOT);
    assertThat(
            passkeys(NOW, new AttestationAuthority().root)
                .register(options, response)
                .attestation())
        .isEqualTo(PasskeyAttestation.UNKNOWN_ROOT);
    Passkeys later = passkeys(Instant.parse("2027-02-01T00:00:00Z"), maker.root);
    assertThat(later.register(options, response).attestation())
        .isEqualTo(PasskeyAttestation.UNKNOWN_ROOT);

    // The maker vouches for another authenticator's data.
    authenticator.counter++;
    Bytes other = authenticator.registration(client(authenticator), "packed", statement);
    refused("bad-signature", () -> passkeys.register(options, other));
  }

  @Test
  void fidoU2f() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    KeyPair batch = SoftAuthenticator.pair("ES256");
    CBORObject cose = authenticator.coseKey();
    byte[] signature =
        SoftAuthenticator.sign(
            "ES256",
            batch,
            new byte[1],
            Encodings.sha256(Bytes.utf8(SoftAuthenticator.PARTY)).toByteArray(),
            Encodings.sha256(client(authenticator)).toByteArray(),
            authenticator.id.toByteArray(),
            new byte[] {4},
            cose.get(-2).GetByteString(),
            cose.get(-3).GetByteString());
    CBORObject statement =
        CBORObject.NewOrderedMap()
            .Add("sig", signature)
            .Add("x5c", CBORObject.NewArray().Add(maker.batch(batch).getEncoded()));
    RegisteredPasskey passkey =
        passkeys.register(
            options, authenticator.registration(client(authenticator), "fido-u2f", statement));
    assertThat(passkey.format()).isEqualTo("fido-u2f");
    assertThat(passkey.attestation()).isEqualTo(PasskeyAttestation.TRUSTED);
  }

  @Test
  void androidKey() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    Bytes hash = Encodings.sha256(client(authenticator));
    byte[] signature =
        authenticator.sign(authenticator.authenticatorData(true), hash.toByteArray());
    for (int origin : List.of(0, 2)) {
      CBORObject statement =
          CBORObject.NewOrderedMap()
              .Add("alg", -7)
              .Add("sig", signature)
              .Add(
                  "x5c",
                  CBORObject.NewArray()
                      .Add(maker.android(authenticator.key, hash, origin).getEncoded()));
      Bytes response = authenticator.registration(client(authenticator), "android-key", statement);
      if (origin == 0) {
        assertThat(passkeys.register(options, response).attestation())
            .isEqualTo(PasskeyAttestation.TRUSTED);
      } else {
        // The key was brought in from outside.
        refused("bad-attestation", () -> passkeys.register(options, response));
      }
    }
  }

  /// TPM 2.0 Library, part 2: TPMT_PUBLIC (12.2.4) and TPMS_ATTEST (10.12.12).
  @Test
  void tpm() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    Bytes hash = Encodings.sha256(client(authenticator));
    CBORObject cose = authenticator.coseKey();
    Bytes area =
        Bytes.fromHex(
            "0023000b00060472000000100010000300100020"
                + Bytes.copyOf(cose.get(-2).GetByteString()).hex()
                + "0020"
                + Bytes.copyOf(cose.get(-3).GetByteString()).hex());
    Bytes attested =
        Encodings.sha256(
            Bytes.fromHex(Bytes.copyOf(authenticator.authenticatorData(true)).hex() + hash.hex()));
    Bytes info =
        Bytes.fromHex(
            "ff54434780170000"
                + "0020"
                + attested.hex()
                + "00".repeat(17 + 8)
                + "0022000b"
                + Encodings.sha256(area).hex()
                + "0022000b"
                + "00".repeat(32));
    KeyPair attesting = SoftAuthenticator.pair("ES256");
    CBORObject statement =
        CBORObject.NewOrderedMap()
            .Add("ver", "2.0")
            .Add("alg", -7)
            .Add("x5c", CBORObject.NewArray().Add(maker.tpm(attesting).getEncoded()))
            .Add("sig", SoftAuthenticator.sign("ES256", attesting, info.toByteArray()))
            .Add("certInfo", info.toByteArray())
            .Add("pubArea", area.toByteArray());
    RegisteredPasskey passkey =
        passkeys.register(
            options, authenticator.registration(client(authenticator), "tpm", statement));
    assertThat(passkey.format()).isEqualTo("tpm");
    assertThat(passkey.attestation()).isEqualTo(PasskeyAttestation.TRUSTED);

    // Attested for another counter's data.
    authenticator.counter++;
    Bytes other = authenticator.registration(client(authenticator), "tpm", statement);
    refused("bad-attestation", () -> passkeys.register(options, other));
  }

  @Test
  void statementsThatArent() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    CBORObject empty = CBORObject.NewMap();
    for (String format :
        List.of(
            "packed", "tpm", "android-key", "android-safetynet", "apple", "fido-u2f", "new", "")) {
      Bytes response = authenticator.registration(client(authenticator), format, empty);
      assertThatThrownBy(() -> passkeys.register(options, response))
          .as(format)
          .isInstanceOf(RefusedPrincipalException.class)
          .hasMessageMatching("(malformed|bad-attestation|not-verified|bad-signature):.*");
    }
  }

  /// Deep, long and endless CBOR; each is a refusal, and soon.
  @Test
  void bombs() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    Bytes client = client(authenticator);
    byte[] deep = new byte[60_000];
    Arrays.fill(deep, (byte) 0x81);
    byte[] maps = new byte[60_000];
    for (int i = 0; i < maps.length; i += 2) {
      maps[i] = (byte) 0xa1;
      maps[i + 1] = 0x61;
    }
    for (byte[] bomb :
        List.of(
            deep,
            maps,
            new byte[0],
            new byte[] {(byte) 0x9f},
            new byte[] {(byte) 0x5b, 0x7f, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {(byte) 0x9b, 0x7f, -1, -1, -1, -1, -1, -1, -1},
            new byte[] {(byte) 0xbb, 0x7f, -1, -1, -1, -1, -1, -1, -1},
            new byte[70_000])) {
      Bytes response = authenticator.registration(client, bomb);
      refused("malformed", () -> passkeys.register(options, response));
    }
    for (String json :
        List.of("", "[".repeat(100_000), "{\"id\":".repeat(10_000), "null", " ".repeat(200_000))) {
      refused("malformed", () -> passkeys.register(options, Bytes.utf8(json)));
    }
  }

  /// Any byte changed is a refusal with a name, never another exception.
  @Test
  void changedBytes() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    RegisteredPasskey passkey = unattested(authenticator);
    authenticator.counter = 9;
    Random chance = new Random(20260301);
    byte[] object =
        CBORObject.NewOrderedMap()
            .Add("fmt", "none")
            .Add("attStmt", CBORObject.NewMap())
            .Add("authData", authenticator.authenticatorData(true))
            .EncodeToBytes();
    Bytes good = authenticator.assertion(CHALLENGE);
    int refused = 0;
    for (int i = 0; i < 2000; i++) {
      byte[] changed = object.clone();
      changed[chance.nextInt(changed.length)] ^= (byte) (1 << chance.nextInt(8));
      byte[] assertion = good.toByteArray();
      assertion[chance.nextInt(assertion.length)] ^= (byte) (1 << chance.nextInt(7));
      try {
        passkeys.register(options, authenticator.registration(client(authenticator), changed));
      } catch (RefusedPrincipalException e) {
        refused++;
      }
      assertThatThrownBy(
              () -> passkeys.verifyAssertion(passkey, CHALLENGE, Bytes.copyOf(assertion)))
          .isInstanceOf(RefusedPrincipalException.class);
    }
    // With format none nothing vouches for key, AAGUID and counter; all else is held together.
    assertThat(refused).isGreaterThan(1000);
  }

  /// WebAuthn4J takes whatever provider comes first; so whoever puts another first stops it.
  @Test
  void anotherProviderFirst() throws Exception {
    Provider other =
        new Provider("Other", "1", "signs off everything") {
          private static final long serialVersionUID = 1;
        };
    other.put("Signature.SHA256withECDSA", "sun.security.ec.ECDSASignature$SHA256");
    SoftAuthenticator authenticator = new SoftAuthenticator("ES256");
    RegisteredPasskey passkey = unattested(authenticator);
    authenticator.counter = 9;
    Bytes response = authenticator.assertion(CHALLENGE);
    Security.insertProviderAt(other, 1);
    try {
      assertThatThrownBy(() -> passkeys.verifyAssertion(passkey, CHALLENGE, response))
          .isInstanceOf(RefusedPrincipalException.class)
          .hasMessageStartingWith("other-provider:");
    } finally {
      Security.removeProvider("Other");
    }
    assertThat(passkeys.verifyAssertion(passkey, CHALLENGE, response).counter()).isEqualTo(9);
  }
}
