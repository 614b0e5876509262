// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.notary.NotaryClient;
import dev.strongroom.client.notary.ProofRequest;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom ledger` and the log of a real notary that was started three times.
class LedgerTest {
  private static final int ENTRIES = 700;

  @TempDir private static Path folder = Path.of("");
  private static @Nullable EnclaveUnderTest started;
  private static String key = "";

  @BeforeAll
  static void start() throws Exception {
    EnclaveUnderTest enclave = TestLog.start();
    started = enclave;
    NotaryClient client = TestLog.client(enclave);
    Receipt first = client.prove(ProofRequest.of(digests(0))).getFirst();
    Files.writeString(folder.resolve("first.receipt.json"), first.json());
    enclave.restart();
    client.prove(ProofRequest.of(digests(ENTRIES)));
    enclave.restart();
    key = client.log().key().orElseThrow().key().text();
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(enclave));
  }

  private static List<Bytes> digests(int from) {
    List<Bytes> digests = new ArrayList<>();
    for (int i = from; i < from + ENTRIES; i++) {
      digests.add(Bytes.fromHex(String.format("%064x", i)));
    }
    return digests;
  }

  @AfterAll
  static void stop() throws Exception {
    Objects.requireNonNull(started).close();
  }

  private static String at() {
    return "localhost:" + Objects.requireNonNull(started).uri().getPort();
  }

  private static Command ledger(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "ledger";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Command.run(folder, all);
  }

  private static void assertAccepted(Command run) {
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).as(run.out()).isZero();
  }

  @Test
  void auditsOverTheAttestedChannel() throws Exception {
    Command run = ledger("audit", at(), "--policy", "policy.json");
    assertAccepted(run);
    assertThat(run.out())
        .contains(
            "ACCEPTED", "SIMULATED", TestLog.ORIGIN, key, "3 of kind epoch", "evidence accepted");
  }

  @Test
  void auditsWithTheKeyAloneOverAnyConnection() throws Exception {
    Command run = ledger("audit", at(), "--key", key, "--insecure-transport", "--json");
    assertAccepted(run);
    JsonNode json = JsonNode.parse(run.out());
    assertThat(json.member("accepted").flag()).isTrue();
    assertThat(json.member("size").value()).isEqualTo(2 * ENTRIES + 3L);
    assertThat(json.member("epochs").items()).hasSize(3);
    Command refused = ledger("audit", at(), "--key", key);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("--insecure-transport");
  }

  @Test
  void asksForSignaturesOfWitnessesThatThereAreNot() throws Exception {
    String witness =
        new VerifierKey("witness.example", KeyType.COSIGNATURE_ED25519, Bytes.zeros(32)).text();
    for (String command : List.of("audit", "status")) {
      Command run = ledger(command, at(), "--policy", "policy.json", "--witness", witness);
      assertThat(run.out()).contains("0 of 1 witnesses");
      assertThat(run.status()).isEqualTo(1);
    }
    assertThat(ledger("audit", at(), "--key", key, "--witness", key).status()).isEqualTo(2);
  }

  @Test
  void mirrorsAndAuditsTheMirrorFromFolderAndWebServer() throws Exception {
    Command copied = ledger("mirror", at(), "mirror", "--policy", "policy.json");
    assertAccepted(copied);
    assertThat(copied.out()).contains(2 * ENTRIES + 3 + " leaves of " + TestLog.ORIGIN);
    assertAccepted(ledger("mirror", at(), "mirror", "--policy", "policy.json"));
    assertAccepted(ledger("audit", "mirror", "--policy", "policy.json"));
    assertAccepted(ledger("audit", at(), "--policy", "policy.json", "--mirror", "mirror"));
    HttpServer server =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            folder.resolve("mirror").toAbsolutePath(),
            OutputLevel.NONE);
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort();
      assertAccepted(ledger("audit", url, "--key", key));
      assertAccepted(ledger("mirror", url + "/", "second", "--key", key));
      assertThat(Files.readString(folder.resolve("second/checkpoint")))
          .isEqualTo(Files.readString(folder.resolve("mirror/checkpoint")));
      Path bundle = folder.resolve("mirror/tile/entries/001");
      byte[] bytes = Files.readAllBytes(bundle);
      bytes[100] ^= 1;
      Files.write(bundle, bytes);
      Command refused = ledger("audit", url, "--policy", "policy.json");
      assertThat(refused.status()).isEqualTo(1);
      assertThat(refused.out()).contains("REFUSED", "log.tiles  leaf 258", "✗ log.root");
      bytes[100] ^= 1;
      Files.write(bundle, bytes);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void showsItsStatusAndComparesAReceipt() throws Exception {
    Command run =
        ledger("status", at(), "--policy", "policy.json", "--receipt", "first.receipt.json");
    assertAccepted(run);
    assertThat(run.out())
        .contains(
            "size        " + (2 * ENTRIES + 3),
            "✓ by " + key,
            "evidence accepted",
            "SIMULATED",
            "the log continues its tree of " + (ENTRIES + 1) + " leaves");
    Receipt receipt =
        Receipt.parse(Bytes.copyOf(Files.readAllBytes(folder.resolve("first.receipt.json"))));
    String root = receipt.checkpoint().note().text().lines().skip(2).findFirst().orElseThrow();
    Files.writeString(
        folder.resolve("forked.receipt.json"),
        receipt.json().replace(root, "AAAA" + root.substring(4)));
    Command forked =
        ledger("status", at(), "--policy", "policy.json", "--receipt", "forked.receipt.json");
    assertThat(forked.status()).isEqualTo(1);
    assertThat(forked.out()).contains("✗ the log's tiles don't lead");
  }

  @Test
  void refusesAnEnclaveThatThePolicyDoesNot() throws Exception {
    String policy = Files.readString(folder.resolve("policy.json"));
    int digit = policy.indexOf("\"sha256\": \"") + 11;
    Files.writeString(
        folder.resolve("other.json"),
        policy.substring(0, digit)
            + (policy.charAt(digit) == '0' ? '1' : '0')
            + policy.substring(digit + 1));
    for (String command : List.of("audit", "status")) {
      Command run = ledger(command, at(), "--policy", "other.json");
      assertThat(run.status()).as(command).isEqualTo(1);
    }
    assertThat(ledger("mirror", at(), "nothing", "--policy", "other.json").status()).isEqualTo(1);
    assertThat(folder.resolve("nothing")).doesNotExist();
  }

  @Test
  void saysWhatItCannotRead() throws Exception {
    assertThat(ledger("audit", "nowhere", "--key", key).status()).isEqualTo(2);
    assertThat(ledger("audit", "http://localhost:1/", "--key", key).status()).isEqualTo(2);
    assertThat(ledger("audit", at()).err()).contains("which enclave is to be trusted?");
    assertThat(ledger("audit", at(), "--key", "none").status()).isEqualTo(2);
    assertThat(ledger().status()).isEqualTo(2);
  }
}
