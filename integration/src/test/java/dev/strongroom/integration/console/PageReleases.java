// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.release.Envelope;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.Release.Dependency;
import dev.strongroom.image.release.ReleaseKey;
import dev.strongroom.image.release.SignedRelease;
import dev.strongroom.image.release.SourceRevision;
import dev.strongroom.image.signature.JcaSigningKey;
import dev.strongroom.integration.console.Visitor.Seen;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A visitor who has a signed release, and takes what is expected from it.
///
/// @param policy has the measurements and the simulated root of the enclave that runs
/// @param folder for files
record PageReleases(Visitor visitor, String policy, Path folder) {

  void aSignedReleaseIsExpected() throws Exception {
    KeyPair pair = pair();
    Envelope signed =
        SignedRelease.sign(
            release(),
            ReleaseKey.of(pair.getPublic()),
            JcaSigningKey.ofPem(pem("PRIVATE KEY", pair.getPrivate())));
    Path release = Files.write(folder.resolve("app.release.json"), signed.json().toByteArray());
    String root = found("sha256", 64);
    Seen other = taken(release, pair(), root);
    assertThat(other.text("complaint")).startsWith("REFUSED: release.bad-signature: ");
    assertThat(other.text("expected")).isEmpty();
    Seen rootless = taken(release, pair, "");
    assertThat(rootless.text("complaint")).startsWith("REFUSED: release.simulated: ");
    Seen taken = taken(release, pair, root);
    assertThat(taken.text("complaint")).isEmpty();
    assertThat(taken.text("facts")).contains("SIMULATED", "https://example.com/app.git");
    Seen accepted = visitor.does("expect", Map.of("text", taken.text("expected")));
    assertThat(accepted.text("state")).isEqualTo("SIMULATED. ACCEPTED: genuine, and this policy.");
    assertThat(accepted.texts("complaints")).isEmpty();
  }

  private Seen taken(Path release, KeyPair pair, String root) throws Exception {
    Path key =
        Files.writeString(folder.resolve("release.pub"), pem("PUBLIC KEY", pair.getPublic()));
    return visitor.does(
        "release", Map.of("release", release.toString(), "key", key.toString(), "root", root));
  }

  private Release release() {
    return new Release(
        "app.eif",
        Bytes.fromHex("01".repeat(32)),
        Optional.empty(),
        new Measurements(
            Bytes.fromHex(found("pcr0", 96)),
            Bytes.fromHex(found("pcr1", 96)),
            Bytes.fromHex(found("pcr2", 96)),
            Optional.empty()),
        true,
        SourceRevision.parse(
            "https://example.com/app.git@0123456789abcdef0123456789abcdef01234567"),
        Bytes.fromHex("03".repeat(32)),
        Bytes.fromHex("04".repeat(32)),
        URI.create("https://example.com/builders/one"),
        "0.1.0",
        List.of(
            new Dependency("target/app.jar", Optional.empty(), Bytes.fromHex("06".repeat(32)))));
  }

  private String found(String name, int digits) {
    Matcher matcher =
        Pattern.compile("\"" + name + "\": \"([0-9a-f]{" + digits + "})\"").matcher(policy);
    assertThat(matcher.find()).as(name).isTrue();
    return matcher.group(1);
  }

  private static KeyPair pair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String pem(String label, Key key) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getEncoder().encodeToString(key.getEncoded()), label);
  }
}
