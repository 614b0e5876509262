// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import static dev.strongroom.enclave.notary.anchor.RowWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.enclave.notary.fixtures.Dynalite;
import dev.strongroom.enclave.notary.fixtures.Front;
import dev.strongroom.ledger.receipt.Anchor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The row, while network or service misbehave.
@Timeout(60)
class RowAnchorOutageTest {
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
  void aLostAnswerIsFoundOutAbout() throws Exception {
    RowAnchor anchor = world.anchor();
    anchor.anchor(log.at(5));
    world.front().behave(Front.forwardAndDrop(dynalite.uri()));
    refused(AnchorFailure.UNREACHABLE, () -> anchor.anchor(log.at(8)));
    world.front().behave(Front.forward(dynalite.uri()));
    assertThat(world.row().size()).isEqualTo(8);

    Anchor again = anchor.anchor(log.at(8));
    assertThat(((Anchor.DynamoDb) again).item()).contains("\"previousSize\":5");
    anchor.anchor(log.at(9));
    assertThat(world.row().before()).contains(new Row.Before(8, log.root(8)));
  }

  @Test
  void whatTheServiceRefusesHasAName() throws Exception {
    RowAnchor missing = world.anchor(log, "no-such-table", RowWorld.CREDENTIALS);
    assertThat(refused(AnchorFailure.REFUSED, () -> missing.check(1)).detail())
        .contains("ResourceNotFoundException");

    error(400, "ProvisionedThroughputExceededException", AnchorFailure.THROTTLED);
    error(400, "ThrottlingException", AnchorFailure.THROTTLED);
    error(500, "InternalServerError", AnchorFailure.FAILED);
    error(503, "ServiceUnavailable", AnchorFailure.FAILED);
    // What DynamoDB says to a credential scope of another region.
    error(400, "InvalidSignatureException", AnchorFailure.REFUSED);
    error(400, "ExpiredTokenException", AnchorFailure.REFUSED);
    world.front().behave(Front.forward(dynalite.uri()));
    world.anchor().anchor(log.at(2));
  }

  private void error(int status, String type, AnchorFailure failure) {
    world
        .front()
        .behave(
            Front.json(
                status,
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#"
                    + type
                    + "\",\"message\":\"m\"}"));
    assertThat(refused(failure, () -> world.anchor().anchor(log.at(2))).detail()).contains(type);
  }

  @Test
  void answersThatArentAnyAreRefusedByName() throws Exception {
    for (String body :
        List.of("", "null", "[]", "3", "<html>", "{\"Item\":3}", "{\"Item\":[1]}", "{\"a\":1.5}")) {
      world.front().behave(Front.json(200, body));
      AnchorException refusal =
          catchThrowableOfType(AnchorException.class, () -> world.anchor().check(1));
      assertThat(refusal.failure()).as(body).isIn(AnchorFailure.MALFORMED, AnchorFailure.CONFLICT);
    }
    world.front().behave(Front.answer(200, "text/plain", new byte[] {(byte) 0xff, (byte) 0xfe}));
    refused(AnchorFailure.MALFORMED, () -> world.anchor().check(1));
    world.front().behave(Front.json(302, "{}"));
    refused(AnchorFailure.REFUSED, () -> world.anchor().check(1));
    world.front().behave(Front.json(200, "[".repeat(50_000)));
    refused(AnchorFailure.MALFORMED, () -> world.anchor().check(1));
    world.front().behave(Front.json(200, " ".repeat(Outside.LONGEST_ANSWER + 1)));
    refused(AnchorFailure.TOO_LONG, () -> world.anchor().check(1));
  }

  @Test
  void aServiceThatStopsTalkingIsGivenUp() {
    world.front().behave(Front.stall(10_000));
    long before = System.nanoTime();
    refused(AnchorFailure.LATE, () -> world.anchor().check(1));
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isBetween(RowWorld.WITHIN, RowWorld.WITHIN.plusSeconds(2));
  }

  @Test
  void aPlaceWhereNobodyListensIsSaidToBe() throws Exception {
    RowAnchor anchor = world.anchor();
    world.front().close();
    refused(AnchorFailure.UNREACHABLE, () -> anchor.check(1));
  }

  @Test
  void aHostWithoutCredentialsIsSaidTo() throws Exception {
    RowAnchor anchor =
        world.anchor(
            log,
            Dynalite.TABLE,
            () -> {
              throw new IOException("not offered");
            });
    refused(AnchorFailure.CREDENTIALS, () -> anchor.check(1));
    assertThat(world.front().asked()).isEmpty();
  }
}
