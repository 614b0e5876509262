// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.notary.fixtures.Dynalite;
import dev.strongroom.enclave.notary.fixtures.Front;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole notary with real anchors, which fail when a test wants them to.
@Timeout(120)
class AnchoredNotaryTest {
  private final MemoryStorage storage = new MemoryStorage();
  private AnchoredNotary world;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    world = new AnchoredNotary(folder);
  }

  @AfterEach
  void stop() throws Exception {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void whatIsRequiredIsInEveryReceipt() throws Exception {
    NotaryApi api =
        world.start(
            storage,
            world.dynamo("\"required\":true"),
            world.rfc3161("\"required\":true"),
            world.beacon(true));
    while (AnchoredNotary.prove(api).status() == 503) {
      Thread.sleep(20);
    }
    CompactReceipt receipt = CompactReceipt.parse(AnchoredNotary.text(AnchoredNotary.prove(api)));
    assertThat(receipt.anchors()).hasSize(2);
    JsonNode row =
        CanonicalJson.parse(Bytes.utf8(((Anchor.DynamoDb) receipt.anchors().get(0)).item()));
    long size = receipt.checkpoint().checkpoint().size();
    assertThat(row.member("log").text()).isEqualTo(AnchoredNotary.ORIGIN);
    assertThat(row.member("size").value()).isEqualTo(size);
    assertThat(row.member("root").text())
        .isEqualTo(StrictBase64.encode(receipt.checkpoint().checkpoint().root()));
    assertThat(row.member("previousSize").value()).isEqualTo(size - 1);
    world.stampedBy(receipt.anchors().get(1), receipt.checkpoint());

    Receipt found = AnchoredNotary.found(api);
    assertThat(found.anchors()).hasSize(2);
    world.stampedBy(found.anchors().get(1), found.checkpoint());
    ProofEntry.Beacon beacon = ProofEntry.parse(found.entry()).beacon().orElseThrow();
    assertThat(beacon.source()).isEqualTo("drand/" + AnchoredNotary.CHAIN);
    assertThat(beacon.time().orElseThrow())
        .isBetween(Instant.now().minusSeconds(5), Instant.now().plusSeconds(1));
    assertThat(world.said()).noneMatch(line -> line.contains("\"anchor\""));
  }

  @Test
  void whatIsntRequiredNeverMakesAReceiptWait() throws Exception {
    world.table().behave(Front.stall(60_000));
    world.authority().front().behave(Front.stall(60_000));
    world.relay().behave(Front.stall(60_000));
    NotaryApi api =
        world.start(
            storage,
            world.dynamo("\"every\":\"PT0.1S\""),
            world.rfc3161("\"every\":\"PT0.1S\""),
            world.beacon(false));
    for (int i = 0; i < 20; i++) {
      long before = System.nanoTime();
      Response response = AnchoredNotary.prove(api);
      assertThat(response.status()).as(AnchoredNotary.text(response)).isEqualTo(200);
      assertThat(CompactReceipt.parse(AnchoredNotary.text(response)).anchors()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
    }
    assertThat(ProofEntry.parse(AnchoredNotary.found(api).entry()).beacon()).isEmpty();
    Thread.sleep(12_000);
    assertThat(world.said())
        .filteredOn(line -> line.contains("\"event\":\"anchor\""))
        .hasSize(3)
        .allMatch(line -> line.contains("late: no answer within 5000 ms"));
  }

  @Test
  void whatComesLaterIsInReceiptsThatAreAskedForLater() throws Exception {
    NotaryApi api =
        world.start(
            storage, world.dynamo("\"every\":\"PT0.05S\""), world.rfc3161("\"every\":\"PT0.05S\""));
    assertThat(CompactReceipt.parse(AnchoredNotary.text(AnchoredNotary.prove(api))).anchors())
        .isEmpty();
    Receipt receipt = AnchoredNotary.found(api);
    while (receipt.anchors().size() < 2) {
      Thread.sleep(20);
      receipt = AnchoredNotary.found(api);
    }
    receipt.inclusionProof().check(receipt.leaf().hash(), receipt.checkpoint().checkpoint().root());
    for (Anchor anchor : receipt.anchors()) {
      switch (anchor) {
        case Anchor.Rfc3161 _ -> world.stampedBy(anchor, receipt.checkpoint());
        case Anchor.DynamoDb row ->
            assertThat(row.item()).contains("\"size\":" + receipt.checkpoint().checkpoint().size());
      }
    }
  }

  @Test
  void withoutWhatIsRequiredNothingIsAnswered() throws Exception {
    NotaryApi api = world.start(storage, world.dynamo("\"required\":true"));
    world.table().behave(Front.json(500, "{}"));
    Response refused = AnchoredNotary.prove(api);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(AnchoredNotary.text(refused)).contains("anchor-missing");
    assertThat(AnchoredNotary.text(AnchoredNotary.prove(api))).contains("anchor-missing");
    world.table().behave(Front.forward(world.dynalite().uri()));
    Response response = AnchoredNotary.prove(api);
    while (response.status() == 503) {
      response = AnchoredNotary.prove(api);
    }
    CompactReceipt receipt = CompactReceipt.parse(AnchoredNotary.text(response));
    assertThat(receipt.anchors()).hasSize(1);
    assertThat(receipt.start()).as("entered once").isEqualTo(1);
    assertThat(world.said()).filteredOn(line -> line.contains("failed: HTTP 500")).hasSize(1);
    assertThat(world.said()).filteredOn(line -> line.contains("well again")).hasSize(1);
  }

  @Test
  void withoutARequiredBeaconNothingIsEntered() throws Exception {
    NotaryApi api = world.start(storage, world.beacon(true));
    while (AnchoredNotary.prove(api).status() == 503) {
      Thread.sleep(20);
    }
    world.relay().behave(Front.json(500, "{}"));
    Response refused = AnchoredNotary.prove(api);
    while (refused.status() == 200) {
      Thread.sleep(50);
      refused = AnchoredNotary.prove(api);
    }
    assertThat(AnchoredNotary.text(refused)).contains("beacon-missing");
  }

  @Test
  void anOldStoreIsRefusedByTheRowAlone() throws Exception {
    NotaryApi first = world.start(storage, world.dynamo("\"required\":true"));
    MemoryStorage yesterday = storage.copy();
    assertThat(AnchoredNotary.prove(first).status()).isEqualTo(200);
    first.close();
    MemoryStorage before = yesterday.copy();
    assertThatThrownBy(() -> world.start(yesterday, world.dynamo("\"every\":\"PT1S\"")))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith("rolled-back: anchor dynamodb " + Dynalite.TABLE)
        .hasMessageContaining("the log here has 1 entries")
        .hasMessageContaining(" 2");
    assertThat(yesterday.writes()).as("nothing is written").isZero();
    assertThat(yesterday.keys("")).isEqualTo(before.keys(""));

    // Today's goes on, and one that never was the log's doesn't.
    NotaryApi second = world.start(storage, world.dynamo("\"required\":true"));
    assertThat(CompactReceipt.parse(AnchoredNotary.text(AnchoredNotary.prove(second))).anchors())
        .hasSize(1);
    second.close();
    assertThatThrownBy(() -> world.start(new MemoryStorage(), world.dynamo("\"required\":true")))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith("rolled-back: ");
  }

  @Test
  void aPlaceThatTheEgressDoesntAllowIsRefusedAtTheStart() {
    String elsewhere =
        "\"dynamodb\":{\"table\":\"abc\",\"region\":\"eu-central-1\",\"required\":true}";
    assertThatThrownBy(() -> world.start(storage, elsewhere))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("dynamodb.eu-central-1.amazonaws.com:443 isn't on the allow-list");
  }
}
