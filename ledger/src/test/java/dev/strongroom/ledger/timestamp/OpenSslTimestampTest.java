// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.timestamp.RefusedTimestampException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of an authority that OpenSSL runs, which reads our requests and whose answers we read.
class OpenSslTimestampTest {
  private static final Bytes DATA = Bytes.utf8("what was stamped");
  private static final Bytes NONCE = Bytes.utf8("12345678");
  private static final String CONFIGURATION =
      """
      [ tsa ]
      default_tsa = authority
      [ authority ]
      serial = FOLDER/serial
      crypto_device = builtin
      signer_digest = sha256
      default_policy = 1.2.3.4.1
      digests = sha256, sha384
      accuracy = secs:1, millisecs:500
      ordering = no
      tsa_name = yes
      ess_cert_id_chain = no
      ess_cert_id_alg = sha256
      [ req ]
      distinguished_name = name
      [ name ]
      [ ca ]
      basicConstraints = critical, CA:TRUE
      keyUsage = critical, keyCertSign
      [ stamping ]
      basicConstraints = CA:FALSE
      keyUsage = critical, digitalSignature
      extendedKeyUsage = critical, timeStamping
      """;

  @TempDir Path folder;

  @BeforeAll
  static void openSslIsHere() {
    boolean here =
        List.of("/usr/bin/openssl", "/usr/local/bin/openssl").stream()
            .anyMatch(path -> Files.isExecutable(Path.of(path)));
    assumeTrue(here, "NOT TESTED: there is no openssl to run a time stamping authority");
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void openSslsTokensAreAccepted(String kind) throws Exception {
    TimestampAuthorities believed = authority(kind);
    Instant before = Instant.now().minusSeconds(2);
    TimestampToken token = TimestampToken.ofResponse(stamp());
    VerifiedTimestamp verified = token.verify(DATA, believed, Optional.of(NONCE));
    assertThat(verified.time()).isBetween(before, Instant.now().plusSeconds(2));
    assertThat(verified.accuracy()).contains(Duration.ofMillis(1500));
    assertThat(verified.authority()).isEqualTo("CN=authority");
    assertThat(believed.anchors()).contains(verified.anchor());
    // And the other way round: OpenSSL finds our encoding of its token good.
    Files.write(folder.resolve("again.der"), token.encoded().toByteArray());
    Files.write(folder.resolve("data"), DATA.toByteArray());
    run("ts", "-verify", "-data", "data", "-in", "again.der", "-token_in", "-CAfile", "root.pem");
  }

  @Test
  void itsTokensAreRefusedWhereTheyShouldBe() throws Exception {
    TimestampAuthorities believed = authority("EC");
    TimestampToken token = TimestampToken.ofResponse(stamp());
    refused(Reason.IMPRINT, token, Bytes.utf8("other"), believed, NONCE);
    refused(Reason.NONCE, token, DATA, believed, Bytes.utf8("87654321"));
    refused(
        Reason.UNPINNED,
        token,
        DATA,
        new TimestampAuthorities(Set.of(Bytes.zeros(32)), believed.certificates()),
        NONCE);
    // A digit of the time, wherever the token says it: inside what is signed.
    String year = Bytes.utf8(String.valueOf(Instant.now()).substring(0, 4)).hex();
    Bytes changed =
        Bytes.fromHex(token.encoded().hex().replaceFirst("180f" + year, "180f32303235"));
    assertThat(changed).isNotEqualTo(token.encoded());
    RefusedTimestampException refusal =
        catchThrowableOfType(
            RefusedTimestampException.class,
            () ->
                TimestampToken.parse(changed)
                    .verify(
                        DATA,
                        new TimestampAuthorities(believed.anchors(), believed.certificates()),
                        Optional.of(NONCE)));
    assertThat(refusal.reason()).isIn(Reason.SIGNATURE, Reason.VALIDITY);
  }

  /// An authority with a fresh root, pinned.
  private TimestampAuthorities authority(String kind) throws Exception {
    Files.writeString(folder.resolve("ts.cnf"), CONFIGURATION.replace("FOLDER", folder.toString()));
    Files.writeString(folder.resolve("serial"), "01\n");
    List<String> key =
        kind.equals("EC")
            ? List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
            : List.of("-newkey", "rsa:2048");
    List<String> root = new ArrayList<>(List.of("req", "-x509", "-nodes", "-config", "ts.cnf"));
    root.addAll(key);
    root.addAll(List.of("-subj", "/CN=root", "-extensions", "ca", "-days", "2"));
    root.addAll(List.of("-keyout", "root.key", "-out", "root.pem"));
    run(root.toArray(String[]::new));
    List<String> request = new ArrayList<>(List.of("req", "-new", "-nodes", "-config", "ts.cnf"));
    request.addAll(key);
    request.addAll(List.of("-subj", "/CN=authority", "-keyout", "tsa.key", "-out", "tsa.csr"));
    run(request.toArray(String[]::new));
    run(
        "x509",
        "-req",
        "-in",
        "tsa.csr",
        "-CA",
        "root.pem",
        "-CAkey",
        "root.key",
        "-set_serial",
        "2",
        "-days",
        "1",
        "-extfile",
        "ts.cnf",
        "-extensions",
        "stamping",
        "-out",
        "tsa.pem");
    String pem = Files.readString(folder.resolve("root.pem"));
    byte[] der =
        Base64.getMimeDecoder()
            .decode(
                pem.replace("-----BEGIN CERTIFICATE-----", "")
                    .replace("-----END CERTIFICATE-----", ""));
    Bytes encoded = Bytes.copyOf(der);
    return new TimestampAuthorities(Set.of(TestAuthority.sha256(encoded)), List.of(encoded));
  }

  private Bytes stamp() throws Exception {
    TimestampRequest request = new TimestampRequest(TestAuthority.sha256(DATA), Optional.of(NONCE));
    Files.write(folder.resolve("query.der"), request.encoded().toByteArray());
    run(
        "ts",
        "-reply",
        "-config",
        "ts.cnf",
        "-queryfile",
        "query.der",
        "-signer",
        "tsa.pem",
        "-inkey",
        "tsa.key",
        "-out",
        "reply.der");
    return Bytes.copyOf(Files.readAllBytes(folder.resolve("reply.der")));
  }

  private void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", command, Files.readString(output)).isZero();
  }

  private static void refused(
      Reason reason,
      TimestampToken token,
      Bytes data,
      TimestampAuthorities authorities,
      Bytes nonce) {
    RefusedTimestampException refusal =
        catchThrowableOfType(
            RefusedTimestampException.class,
            () -> token.verify(data, authorities, Optional.of(nonce)));
    assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
  }
}
