// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.fixtures.Vectors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom endorsements`, with AMD's service played on this machine.
class EndorsementsCommandTest {
  @TempDir private Path folder = Path.of("");

  private static Path sample(String name) {
    Path file = Vectors.directory().resolve("sev-snp").resolve(name);
    Assumptions.assumeTrue(Files.isReadable(file), "NOT TESTED: no sample " + file);
    return file;
  }

  @Test
  void fetchesABundleAndSaysWhatLacks() throws Exception {
    Path bundle = folder.resolve("bundle.json");
    HttpServer kds =
        serve(
            Map.of(
                "/vcek/v1/Milan/cert_chain", sample("roots/ask_ark_milan.pem"),
                "/vcek/v1/Milan/crl", sample("crl/milan_vcek_crl.pem")));
    try {
      Run run =
          Run.of(
              "endorsements",
              "fetch",
              sample("reports/milan-v3-oak.bin").toString(),
              "-o",
              bundle.toString(),
              "--amd",
              "http://127.0.0.1:" + kds.getAddress().getPort(),
              "--cache",
              folder.resolve("cache").toString());
      assertThat(run.status()).as(run.err()).isEqualTo(1);
      assertThat(run.out())
          .contains("3 endorsements", "SEV-Milan", "ARK-Milan", "lacks  not-found");
      assertThat(EndorsementFile.bundle(Files.readString(bundle)).items()).hasSize(3);
    } finally {
      kds.stop(0);
    }
    Run shown = Run.of("endorsements", "show", bundle.toString());
    assertThat(shown.status()).isZero();
    assertThat(shown.out()).contains("revocation-list", "0 revoked", "OUT OF DATE", "ARK-Milan");
  }

  @Test
  void needsNothingForEvidenceThatBringsItsOwn() throws Exception {
    Path bundle = folder.resolve("bundle.json");
    Run run = Run.of("endorsements", "fetch", Run.GENUINE, "-o", bundle.toString());
    assertThat(run.out()).contains("0 endorsements", "fails  path.validity");
    assertThat(run.status()).isEqualTo(1);
    assertThat(EndorsementFile.bundle(Files.readString(bundle)).items()).isEmpty();
  }

  @Test
  void packsFilesByTheirContent() throws Exception {
    Path bundle = folder.resolve("bundle.json");
    Run run =
        Run.of(
            "endorsements",
            "pack",
            sample("certs/milan-v3-oak.der").toString(),
            sample("roots/ask_ark_milan.pem").toString(),
            sample("crl/milan_vcek_crl.pem").toString(),
            "-o",
            bundle.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(EndorsementFile.bundle(Files.readString(bundle)).items()).hasSize(4);
    assertThat(run.out()).contains("SEV-VCEK", "milan-v3-oak.der");
  }

  @Test
  void refusesWhatIsNoEndorsementOrEvidence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "something else, not in hexadecimal");
    String bundle = folder.resolve("bundle.json").toString();
    assertThat(Run.of("endorsements", "pack", file.toString(), "-o", bundle).status()).isEqualTo(2);
    assertThat(Run.of("endorsements", "fetch", file.toString(), "-o", bundle).status())
        .isEqualTo(2);
    assertThat(Run.of("endorsements").status()).isEqualTo(2);
  }

  private static HttpServer serve(Map<String, Path> files) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Path file = files.get(exchange.getRequestURI().toString());
            if (file == null) {
              exchange.sendResponseHeaders(404, -1);
            } else {
              byte[] content = Files.readAllBytes(file);
              exchange.sendResponseHeaders(200, content.length);
              exchange.getResponseBody().write(content);
            }
          }
        });
    server.start();
    return server;
  }
}
