// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.release.Envelope;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.Release.Dependency;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.image.release.ReleaseKey;
import dev.strongroom.image.release.ReleasePolicy;
import dev.strongroom.image.release.SignedRelease;
import dev.strongroom.image.release.SourceRevision;
import dev.strongroom.image.signature.JcaSigningKey;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page takes and refuses the releases that the command does, and makes the same policy of
/// them.
class ReleaseAgreementTest {
  private static final String ROOT = "ab".repeat(32);

  private final PageAnswers page = new PageAnswers();

  @TempDir private Path folder;

  @BeforeAll
  static void needsNode() {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
  }

  @Test
  void onReleasesAndTheirPolicies() throws Exception {
    for (String curve : List.of("secp256r1", "secp384r1", "secp521r1")) {
      KeyPair pair = pair(curve);
      for (boolean signed : new boolean[] {false, true}) {
        for (boolean simulated : new boolean[] {false, true}) {
          String json = json(pair, signed, simulated);
          for (Optional<String> root : List.of(Optional.<String>empty(), Optional.of(ROOT))) {
            ask(json, pem(pair), root);
          }
        }
      }
      ask(json(pair, false, false), pem(pair(curve)), Optional.empty());
    }
    page.compare(folder);
  }

  @Test
  void onWhatIsChanged() throws Exception {
    KeyPair pair = pair("secp256r1");
    String json = json(pair, true, false);
    String key = pem(pair);
    Envelope envelope = Envelope.parse(json);
    String payload = String.valueOf(envelope.payload().asUtf8());
    for (String changed :
        List.of(
            json.replaceFirst("\"payload\": ?\"", "$0!"),
            json.replaceFirst("\"sig\": ?\"", "$0AAAA"),
            json.replaceFirst("\"sig\"", "\"signature\""),
            json.replace("in-toto+json", "other+json"),
            json.replaceFirst("\\{", "{\"more\": 1,"),
            json.replace("=\"", "\""),
            json.strip().substring(1),
            "{}")) {
      ask(changed, key, Optional.empty());
    }
    for (Map.Entry<String, String> edit :
        Map.of(
                "https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v2",
                "https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v2",
                "\"hardware\"", "\"imagined\"",
                "\"pcr8\"", "\"pcr9\"",
                "\"pcr1\":\"11", "\"pcr1\":\"1G",
                "git+https", "https",
                "git+https://", "git+file://",
                "\"app.eif\"", "\"a/p.eif\"",
                "0123456789abcdef0123456789abcdef01234567", "0123456789abcdef",
                "\"strongroom_unsigned\"", "\"unsigned\"")
            .entrySet()) {
      ask(again(payload.replace(edit.getKey(), edit.getValue()), pair), key, Optional.empty());
    }
    ask(
        again(payload.replace("example.com/app", "me:pass@example.com/app"), pair),
        key,
        Optional.empty());
    ask(
        again(payload.replace("https://example.com/app", "ssh://me@example.com/app"), pair),
        key,
        Optional.empty());
    ask(
        again(payload.replace("{\"_type\"", "{\"extra\":[],\"_type\""), pair),
        key,
        Optional.empty());
    for (String other :
        List.of(
            "",
            key + key,
            key.replace("PUBLIC", "PRIVATE"),
            key.replace("M", "N"),
            key.replace("\n", "\r\n"),
            "words around\n" + key + "it")) {
      ask(json, other, Optional.empty());
    }
    page.compare(folder);
  }

  private void ask(String json, String key, Optional<String> root) throws Exception {
    Map<String, Object> asked = new HashMap<>(Map.of("release", json, "key", key));
    root.ifPresent(it -> asked.put("root", it));
    page.ask("release", asked, policy(json, key, root));
  }

  private static String policy(String json, String key, Optional<String> root) throws Exception {
    try {
      Release release =
          SignedRelease.verify(
              Envelope.parse(json), ReleaseKey.ofPem(key), SignatureProvider.jdk());
      Bytes policy = ReleasePolicy.of(release, root.map(Bytes::fromHex));
      return CanonicalJson.text(JsonNode.parse(String.valueOf(policy.asUtf8())).value());
    } catch (ReleaseException e) {
      return e.problem().code();
    }
  }

  private static String json(KeyPair pair, boolean signed, boolean simulated) throws Exception {
    Envelope envelope =
        SignedRelease.sign(
            release(signed, simulated), ReleaseKey.of(pair.getPublic()), signing(pair));
    return String.valueOf(envelope.json().asUtf8());
  }

  /// Another payload, signed by the same key.
  private static String again(String payload, KeyPair pair) throws Exception {
    Bytes message = Envelope.preAuthentication("application/vnd.in-toto+json", Bytes.utf8(payload));
    java.security.Signature signature = java.security.Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(message.toByteArray());
    Envelope envelope =
        new Envelope(
            "application/vnd.in-toto+json",
            Bytes.utf8(payload),
            List.of(new Envelope.Signed(Optional.empty(), Bytes.copyOf(signature.sign()))));
    return String.valueOf(envelope.json().asUtf8());
  }

  private static JcaSigningKey signing(KeyPair pair) throws Exception {
    return JcaSigningKey.ofPem(pem("PRIVATE KEY", pair.getPrivate()));
  }

  private static KeyPair pair(String curve) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(curve));
    return generator.generateKeyPair();
  }

  private static String pem(KeyPair pair) {
    return pem("PUBLIC KEY", pair.getPublic());
  }

  private static String pem(String label, Key key) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(key.getEncoded());
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  private static Release release(boolean signed, boolean simulated) {
    return new Release(
        "app.eif",
        Bytes.fromHex("01".repeat(32)),
        signed ? Optional.of(Bytes.fromHex("02".repeat(32))) : Optional.empty(),
        new Measurements(
            Bytes.fromHex("10".repeat(48)),
            Bytes.fromHex("11".repeat(48)),
            Bytes.fromHex("12".repeat(48)),
            signed ? Optional.of(Bytes.fromHex("18".repeat(48))) : Optional.empty()),
        simulated,
        SourceRevision.parse(
            "https://example.com/app.git@0123456789abcdef0123456789abcdef01234567"),
        Bytes.fromHex("03".repeat(32)),
        Bytes.fromHex("04".repeat(32)),
        URI.create("https://example.com/builders/one"),
        "0.1.0",
        List.of(
            new Dependency("target/app.jar", Optional.empty(), Bytes.fromHex("06".repeat(32)))));
  }
}
