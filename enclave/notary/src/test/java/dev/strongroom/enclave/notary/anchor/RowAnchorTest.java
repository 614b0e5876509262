// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import static dev.strongroom.enclave.notary.anchor.RowWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.notary.fixtures.Dynalite;
import dev.strongroom.enclave.notary.fixtures.Front;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.receipt.Anchor;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The row in a real table, and those who write it.
@Timeout(60)
class RowAnchorTest {
  private static Dynalite dynalite;

  private RowWorld world;
  private TestLog log;

  @BeforeAll
  static void startTables() throws Exception {
    dynalite = Dynalite.start();
  }

  @AfterAll
  static void stopTables() {
    if (dynalite != null) {
      dynalite.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    world = new RowWorld(dynalite);
    log = world.log();
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  @Test
  void eachRowNamesTheOneBefore() throws Exception {
    RowAnchor anchor = world.anchor();
    anchor.check(1);
    anchor.anchor(log.at(1));
    assertThat(world.row().before()).isEmpty();
    Anchor shown = anchor.anchor(log.at(7));

    assertThat(world.row().size()).isEqualTo(7);
    assertThat(world.row().before()).contains(new Row.Before(1, log.root(1)));
    assertThat(world.row().checkpoint()).isEqualTo(log.note(7));
    JsonNode item = CanonicalJson.parse(Bytes.utf8(((Anchor.DynamoDb) shown).item()));
    assertThat(item.value())
        .isEqualTo(
            Map.of(
                "log",
                world.rowKey(),
                "size",
                7L,
                "root",
                StrictBase64.encode(log.root(7)),
                "epoch",
                0L,
                "written",
                "2026-11-21T18:00:00.123Z",
                "previousSize",
                1L,
                "previousRoot",
                StrictBase64.encode(log.root(1))));
  }

  @Test
  void requestsAreSignedForTheirTableAndAskForTheirOwnHost() throws Exception {
    world.anchor().anchor(log.at(3));
    assertThat(world.front().asked()).hasSize(2);
    for (Front.Asked asked : world.front().asked()) {
      assertThat(asked.headers())
          .containsEntry("host", world.front().uri().getAuthority())
          .containsEntry("x-amz-date", "20261121T180000Z")
          .containsEntry("x-amz-security-token", "token");
      assertThat(asked.headers().get("authorization"))
          .startsWith(
              "AWS4-HMAC-SHA256 Credential=AKIDTESTTESTTEST/20261121/eu-central-1/dynamodb/"
                  + "aws4_request, SignedHeaders=content-type;host;x-amz-content-sha256;"
                  + "x-amz-date;x-amz-security-token;x-amz-target, Signature=");
    }
    assertThat(world.front().asked().getFirst().body()).contains("\"ConsistentRead\":true");
  }

  @Test
  void anOlderStoreIsToldFromTheRow() throws Exception {
    world.anchor().anchor(log.at(50));
    world.anchor().check(50);
    world.anchor().check(80);
    AnchorException refusal = refused(AnchorFailure.ROLLED_BACK, () -> world.anchor().check(49));
    assertThat(refusal.detail())
        .contains("49 entries", " 50", Dynalite.TABLE, "2026-11-21T18:00:00.123Z");
  }

  @Test
  void anotherHistoryIsToldFromTheRow() throws Exception {
    world.anchor().anchor(log.at(50));
    TestLog other = new TestLog(1, "b").grow(100);
    refused(AnchorFailure.CONFLICT, () -> world.anchor(other).check(60));
    refused(AnchorFailure.CONFLICT, () -> world.anchor(other).anchor(other.at(60)));
    assertThat(world.row().size()).isEqualTo(50);
  }

  @Test
  void aRowThatTheLogDidntSignIsRefused() throws Exception {
    TestLog forger = new TestLog(2, "a").grow(100);
    world.anchor(forger).anchor(forger.at(90));
    refused(AnchorFailure.CONFLICT, () -> world.anchor().check(50));
  }

  @Test
  void aRowChangedByTheTablesOwnerIsRefused() throws Exception {
    world.anchor().anchor(log.at(50));
    Map<String, Object> item = new HashMap<>(world.row().item(world.rowKey()));
    for (Map<String, Object> change :
        List.<Map<String, Object>>of(
            Map.of("size", Map.of("N", "60")),
            Map.of("size", Map.of("N", "-1")),
            Map.of("size", Map.of("S", "50")),
            Map.of("root", Map.of("S", StrictBase64.encode(log.root(49)))),
            Map.of("written", Map.of("S", "yesterday")),
            Map.of("epoch", Map.of("BOOL", true)),
            Map.of("checkpoint", Map.of("S", log.note(49).encoded())),
            Map.of("checkpoint", Map.of("S", "nothing")))) {
      Map<String, Object> changed = new HashMap<>(item);
      changed.putAll(change);
      dynalite.post(
          "PutItem", CanonicalJson.text(Map.of("TableName", Dynalite.TABLE, "Item", changed)));
      AnchorException refusal = refused(AnchorFailure.CONFLICT, () -> world.anchor().check(100));
      assertThat(refusal.detail()).startsWith("the row isn't one of this log");
    }
    // An attribute of the table's owner does no harm.
    item.put("ttl", Map.of("N", "1"));
    dynalite.post("PutItem", CanonicalJson.text(Map.of("TableName", Dynalite.TABLE, "Item", item)));
    world.anchor().check(100);
  }

  @Test
  void aRowThatWasRemovedIsWrittenAgain() throws Exception {
    RowAnchor anchor = world.anchor();
    anchor.anchor(log.at(50));
    dynalite.post(
        "DeleteItem",
        CanonicalJson.text(
            Map.of(
                "TableName", Dynalite.TABLE, "Key", Map.of("log", Map.of("S", world.rowKey())))));
    anchor.anchor(log.at(60));
    assertThat(world.row().before()).isEmpty();
  }

  @Test
  void twoWritersOfOneHistoryGiveWayToEachOther() throws Exception {
    RowAnchor one = world.anchor();
    RowAnchor two = world.anchor();
    one.anchor(log.at(5));
    two.anchor(log.at(6));
    one.anchor(log.at(7));
    assertThat(world.row().before()).contains(new Row.Before(6, log.root(6)));
    AnchorException behind =
        refused(AnchorFailure.ROLLED_BACK, () -> world.anchor().anchor(log.at(6)));
    assertThat(behind.detail()).contains("6 entries", " 7");
  }

  @Test
  void aWriteThatArrivesLateChangesNothing() throws Exception {
    world.anchor().anchor(log.at(5));
    Row late = next(8, Optional.of(new Row.Before(5, log.root(5))));
    world.anchor().anchor(log.at(20));
    DynamoTable table = world.table(Dynalite.TABLE, RowWorld.CREDENTIALS);
    assertThat(table.write(late)).isFalse();
    assertThat(table.write(next(30, Optional.empty()))).isFalse();
    assertThat(table.write(next(30, Optional.of(new Row.Before(20, log.root(19)))))).isFalse();
    assertThat(table.write(next(20, Optional.of(new Row.Before(20, log.root(20)))))).isFalse();
    assertThat(world.row().size()).isEqualTo(20);
  }

  private Row next(long size, Optional<Row.Before> before) throws Exception {
    return new Row(size, log.root(size), 0, Instant.EPOCH, before, log.note(size));
  }
}
