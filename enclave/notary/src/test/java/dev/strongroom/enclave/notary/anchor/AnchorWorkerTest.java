// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.ledger.receipt.Anchor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Anchors that nobody waits for, and the shelf where they end up.
@Timeout(60)
class AnchorWorkerTest {
  private static final Anchor TOKEN = new Anchor.Rfc3161(Bytes.utf8("token"));
  private static final Anchor OTHER_TOKEN = new Anchor.Rfc3161(Bytes.utf8("another"));
  private static final Anchor ROW = Anchor.DynamoDb.of("table", "region", Map.of("size", 1));

  private final AnchorShelf shelf = new AnchorShelf();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final Complaints complaints = new Complaints((_, what) -> said.add(what));
  private final BlockingQueue<Long> shown = new LinkedBlockingQueue<>();

  /// What the anchor does next: an anchor, or how it fails.
  private final BlockingQueue<Object> next = new LinkedBlockingQueue<>();

  private AnchorWorker worker(Duration every) {
    return new AnchorWorker(
        new CheckpointAnchor() {
          @Override
          public String name() {
            return "a";
          }

          @Override
          public Anchor anchor(Cosigned cosigned) throws AnchorException, InterruptedException {
            shown.add(cosigned.size());
            if (next.take() instanceof AnchorFailure failure) {
              throw new AnchorException(failure, "said so");
            }
            return TOKEN;
          }
        },
        every,
        shelf,
        complaints);
  }

  @Test
  void aSlowAnchorHoldsUpNobodyAndThenGetsTheLatest() throws Exception {
    TestLog log = new TestLog(1, "a").grow(10);
    try (AnchorWorker worker = worker(Duration.ofMillis(10))) {
      worker.start();
      worker.offer(log.at(1));
      assertThat(shown.take()).isEqualTo(1);
      for (int size = 2; size <= 10; size++) {
        worker.offer(log.at(size));
      }
      next.add("go on");
      assertThat(shown.take()).isEqualTo(10);
      next.add("go on");
      worker.offer(log.at(10));
      assertThat(shown.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void aFailureIsTriedAgainAndSaidOnce() throws Exception {
    TestLog log = new TestLog(1, "a").grow(10);
    try (AnchorWorker worker = worker(Duration.ofMillis(10))) {
      worker.start();
      worker.offer(log.at(3));
      next.addAll(List.of(AnchorFailure.LATE, AnchorFailure.LATE, "go on"));
      for (int i = 0; i < 3; i++) {
        assertThat(shown.take()).isEqualTo(3);
      }
      while (said.size() < 2) {
        Thread.sleep(5);
      }
      assertThat(said).containsExactly("late: said so", "well again");
      assertThat(shelf.best(2, log.at(10)).size()).isEqualTo(3);
    }
  }

  @Test
  void aContradictionIsntTriedAgain() throws Exception {
    TestLog log = new TestLog(1, "a").grow(10);
    try (AnchorWorker worker = worker(Duration.ofMillis(10))) {
      worker.start();
      worker.offer(log.at(3));
      next.add(AnchorFailure.CONFLICT);
      assertThat(shown.take()).isEqualTo(3);
      worker.offer(log.at(4));
      assertThat(shown.poll(1500, TimeUnit.MILLISECONDS)).isNull();
      assertThat(said).containsExactly("conflict: said so");
    }
  }

  @Test
  void theFirstStampThatHoldsALeafIsTheBest() throws Exception {
    TestLog log = new TestLog(1, "a").grow(100);
    Cosigned latest = log.at(100);
    assertThat(shelf.best(5, latest)).isSameAs(latest);
    shelf.add(log.at(10), ROW);
    assertThat(shelf.best(5, latest).anchors()).containsExactly(ROW);
    shelf.add(log.at(20), TOKEN);
    shelf.add(log.at(30), TOKEN);
    shelf.add(log.at(30), OTHER_TOKEN);
    shelf.add(log.at(30), TOKEN);
    shelf.add(log.at(40), ROW);

    assertThat(shelf.best(5, latest).size()).isEqualTo(20);
    assertThat(shelf.best(19, latest).size()).isEqualTo(20);
    assertThat(shelf.best(20, latest).anchors()).containsExactly(TOKEN, OTHER_TOKEN);
    assertThat(shelf.best(35, latest).anchors()).containsExactly(ROW);
    assertThat(shelf.best(40, latest)).isSameAs(latest);
    shelf.add(log.at(40), TOKEN);
    assertThat(shelf.best(35, latest).anchors()).containsExactly(ROW, TOKEN);
  }

  @Test
  void theShelfHasAnEnd() throws Exception {
    TestLog log = new TestLog(1, "a").grow(100);
    for (int size = 1; size <= 100; size++) {
      shelf.add(log.at(size), TOKEN);
    }
    assertThat(shelf.best(0, log.at(100)).size()).isEqualTo(100 - AnchorShelf.MOST_STAMPED + 1);
  }
}
