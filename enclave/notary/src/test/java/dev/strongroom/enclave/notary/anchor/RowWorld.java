// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.enclave.notary.fixtures.Dynalite;
import dev.strongroom.enclave.notary.fixtures.Front;
import dev.strongroom.enclave.notary.fixtures.LoopbackEgress;
import dev.strongroom.enclave.runtime.kms.AwsCredentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// A log, a row for it in a real table, and a network in between that can misbehave.
final class RowWorld implements AutoCloseable {
  static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-21T18:00:00.123456Z"));
  static final AwsCredentials.Source CREDENTIALS =
      () -> AwsCredentials.of("AKIDTESTTESTTEST", "secret", "token");
  static final Duration WITHIN = Duration.ofSeconds(2);

  private static int logs;

  private final Front front;
  private final LoopbackEgress egress;
  private final String key = key();
  private final TestLog log;

  /// A row that isn't there yet.
  RowWorld(Dynalite dynalite) throws Exception {
    front = Front.start(Front.forward(dynalite.uri()));
    egress = LoopbackEgress.to(front.uri());
    log = new TestLog(1, "a").grow(100);
  }

  private static synchronized String key() {
    return "log " + logs++;
  }

  /// The network.
  Front front() {
    return front;
  }

  /// The row's key.
  String rowKey() {
    return key;
  }

  /// The log, with a hundred leaves.
  TestLog log() {
    return log;
  }

  DynamoTable table(String name, AwsCredentials.Source credentials) throws IOException {
    return new DynamoTable(
        settings(name), Outside.to(front.uri(), egress.egress(), WITHIN), credentials, CLOCK);
  }

  private AnchorSettings.DynamoDb settings(String table) {
    return new AnchorSettings.DynamoDb(
        table, "eu-central-1", key, front.uri(), Duration.ofSeconds(1), false);
  }

  /// An anchor that knows nothing yet, as after a boot.
  RowAnchor anchor() throws IOException {
    return anchor(log);
  }

  /// The same for another log under the same key.
  RowAnchor anchor(TestLog of) throws IOException {
    return anchor(of, Dynalite.TABLE, CREDENTIALS);
  }

  RowAnchor anchor(TestLog of, String table, AwsCredentials.Source credentials) throws IOException {
    return new RowAnchor(settings(table), table(table, credentials), of.key(), of::root, CLOCK);
  }

  /// What is in the table.
  Row row() throws Exception {
    return table(Dynalite.TABLE, CREDENTIALS).read(log.key()).orElseThrow();
  }

  static AnchorException refused(AnchorFailure failure, ThrowingCallable call) {
    AnchorException refusal = catchThrowableOfType(AnchorException.class, call);
    assertThat(refusal).isNotNull();
    assertThat(refusal.failure()).as(refusal.getMessage()).isEqualTo(failure);
    return refusal;
  }

  @Override
  public void close() throws IOException {
    egress.close();
    front.close();
  }
}
