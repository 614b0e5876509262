// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.nitro.NitroPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The verifier for browsers, run by Node.js: the same WebCrypto without the page.
final class BrowserVerifier {
  private static final Path INDEX = Path.of("verifier", "src", "index.js").toAbsolutePath();

  private BrowserVerifier() {}

  /// What it is asked, in one line.
  ///
  /// @param policy or the roots alone, under which it is inspected
  static String question(
      Bytes evidence, PolicyOrAnchors policy, Challenge challenge, AppraisalTime time) {
    List<String> values = new ArrayList<>();
    value("nonce", challenge.nonce()).ifPresent(values::add);
    value("publicKey", challenge.publicKey()).ifPresent(values::add);
    value("userData", challenge.userData()).ifPresent(values::add);
    String at =
        switch (time) {
          case AppraisalTime.Archived _ -> "\"document\"";
          case AppraisalTime.At(var instant) -> Long.toString(instant.toEpochMilli());
          case AppraisalTime.Live(var clock) -> Long.toString(clock.instant().toEpochMilli());
        };
    return "{\"evidence\":\"%s\",%s,\"challenge\":{%s},\"at\":%s}"
        .formatted(
            Base64.getEncoder().encodeToString(evidence.toByteArray()),
            policy.member(),
            String.join(",", values),
            at);
  }

  private static Optional<String> value(String name, Optional<Bytes> bytes) {
    return bytes.map(it -> "\"" + name + "\":\"" + it.hex() + "\"");
  }

  /// Under which it is judged.
  sealed interface PolicyOrAnchors {
    /// The member of a question.
    String member();

    record Policy(NitroPolicy policy) implements PolicyOrAnchors {
      @Override
      public String member() {
        return "\"policy\":" + PolicyJson.text(PolicyJson.of(policy));
      }
    }

    record Anchors(List<TrustAnchor> anchors) implements PolicyOrAnchors {
      @Override
      public String member() {
        return "\"anchors\":" + PolicyJson.anchors(anchors);
      }
    }
  }

  /// A verdict in the form of its answers: results, then every check.
  static String line(Verdict verdict) {
    List<String> said = new ArrayList<>();
    said.add("genuine " + verdict.genuine());
    said.add("accepted " + verdict.accepted());
    said.add("simulated " + verdict.simulated());
    verdict
        .checks()
        .forEach(check ->
            said.add(
                (check.stage()
                        + " "
                        + check.name()
                        + " "
                        + check.outcome()
                        + " "
                        + (check.reason() == null ? "" : check.reason().code()))
                    .strip()));
    return String.join("|", said);
  }

  /// Its answers, a line for each question.
  ///
  /// @param name of the script that asks it, among the resources
  static List<String> answers(Path folder, String name, List<String> questions) throws Exception {
    return answers(INDEX, folder, name, questions);
  }

  /// @param subject where what is asked is
  static List<String> answers(Path subject, Path folder, String name, List<String> questions)
      throws Exception {
    Path script = folder.resolve(name);
    try (InputStream in = BrowserVerifier.class.getResourceAsStream(name)) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    Path asked = Files.write(folder.resolve("questions"), questions);
    Path answered = folder.resolve("answers");
    Process node =
        new ProcessBuilder("node", script.toString(), subject.toString())
            .redirectInput(asked.toFile())
            .redirectOutput(answered.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (!node.waitFor(5, TimeUnit.MINUTES) || node.exitValue() != 0) {
      node.destroyForcibly();
      throw new IOException("node failed");
    }
    return Files.readAllLines(answered, StandardCharsets.UTF_8);
  }

  /// Whether Node.js is there.
  static boolean installed() {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(place -> Files.isExecutable(Path.of(place, "node")));
  }
}
