// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.DeviceException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The enclave's device over the kernel's reports: what they bind, what the evidence looks like,
/// and that nobody waits for ever.
@Timeout(30)
class TsmDeviceTest {
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Bytes DIGEST = Bytes.fromHex("5a".repeat(64));

  private final FakeTsm kernel = new FakeTsm();

  private TsmDevice device(Duration limit) throws TsmException {
    return new TsmDevice(
        new TsmReports(
            kernel, FakeTsm.FOLDER, new SecureRandom(), OptionalInt.empty(), Duration.ofMillis(1)),
        limit);
  }

  private TsmDevice device() throws TsmException {
    return device(Duration.ofSeconds(20));
  }

  @Test
  void evidenceIsAMapOfFour() throws Exception {
    try (TsmDevice device = device()) {
      assertThat(device.name()).isEqualTo("AMD SEV-SNP");
      assertThat(device.simulated()).isFalse();
      Bytes evidence = device.attest(KEY, DIGEST, Optional.empty());
      CBORObject map = CBORObject.DecodeFromBytes(evidence.toByteArray());
      CBORObject expected =
          CBORObject.NewOrderedMap()
              .Add("version", 1)
              .Add("provider", "sev_guest")
              .Add("report", FakeTsm.report("sev_guest", DIGEST.toByteArray(), ""))
              .Add("auxiliary", kernel.certificates);
      assertThat(map).isEqualTo(expected);
      assertThat(evidence).isEqualTo(Bytes.copyOf(expected.EncodeToBytes()));
    }
  }

  @Test
  void theLargestEvidenceFitsIntoAResponse() {
    TsmReport largest =
        new TsmReport(
            TsmProvider.SEV_SNP,
            Bytes.zeros(TsmReports.MAX_REPORT),
            Bytes.zeros(TsmReports.MAX_AUXILIARY));
    assertThat(largest.toEvidence().length()).isLessThanOrEqualTo(65_536);
  }

  @Test
  void bindsTheDigestOrThatWithTheNonce() throws Exception {
    Bytes nonce = Bytes.utf8("nonce");
    assertThat(TsmDevice.reportData(DIGEST, Optional.empty())).isEqualTo(DIGEST);
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    sha512.update(DIGEST.toByteArray());
    Bytes both = Bytes.copyOf(sha512.digest(nonce.toByteArray()));
    kernel.provider = "tdx_guest";
    try (TsmDevice device = device()) {
      Bytes evidence = device.attest(KEY, DIGEST, Optional.of(nonce));
      byte[] quote =
          CBORObject.DecodeFromBytes(evidence.toByteArray()).get("report").GetByteString();
      assertThat(Bytes.copyOf(quote).slice(568, 632)).isEqualTo(both);
    }
  }

  @Test
  void refusesWhatCannotBeBound() throws Exception {
    try (TsmDevice device = device()) {
      kernel.calls.clear();
      for (int length : new int[] {0, 32, 63, 65, 1024}) {
        for (Optional<Bytes> nonce : List.of(Optional.<Bytes>empty(), Optional.of(KEY))) {
          assertThatThrownBy(() -> device.attest(KEY, Bytes.zeros(length), nonce))
              .isInstanceOf(DeviceException.class)
              .hasMessageContaining("user data of " + length + " bytes instead of 64");
        }
      }
      for (int length : new int[] {0, 1025}) {
        assertThatThrownBy(() -> device.attest(KEY, DIGEST, Optional.of(Bytes.zeros(length))))
            .isInstanceOf(DeviceException.class)
            .hasMessageContaining("nonce of " + length + " bytes");
      }
      assertThat(kernel.calls).isEmpty();
    }
  }

  @Test
  void doesNotStartWithoutAKnownProvider() {
    kernel.provider = "new_guest";
    assertThatThrownBy(this::device)
        .isInstanceOfSatisfying(
            TsmException.class,
            e -> assertThat(e.failure()).isEqualTo(new TsmFailure.UnknownProvider("new_guest")));
  }

  @Test
  void saysWhyThereIsNoEvidence() throws Exception {
    try (TsmDevice device = device()) {
      kernel.errors.put("read outblob", new ArrayList<>(List.of(5)));
      assertThatThrownBy(() -> device.attest(KEY, DIGEST, Optional.empty()))
          .isInstanceOf(DeviceException.class)
          .hasMessage("the TSM made no report: TSM: read outblob failed (errno 5)");
    }
  }

  @Test
  void nobodyWaitsForEver() throws Exception {
    try (TsmDevice device = device(Duration.ofMillis(100))) {
      kernel.gate.drainPermits();
      assertThatThrownBy(() -> device.attest(KEY, DIGEST, Optional.empty()))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("no answer of the TSM in time");
      // That one is still in the kernel; who waits behind it gives up as well.
      assertThatThrownBy(() -> device.attest(KEY, DIGEST, Optional.empty()))
          .isInstanceOf(DeviceException.class);
      kernel.gate.release(1000);
      while (kernel.entries() > 0) {
        Thread.sleep(1);
      }
      device.attest(KEY, DIGEST, Optional.empty());
      // The one that had given up in the queue wasn't asked for any more.
      assertThat(kernel.calls.stream().filter("read outblob"::equals)).hasSize(2);
    }
  }

  @Test
  void manyCallersGetTheirOwnReports() throws Exception {
    try (TsmDevice device = device()) {
      List<CompletableFuture<Bytes>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        Bytes digest = Bytes.copyOf(MessageDigest.getInstance("SHA-512").digest(new byte[i]));
        CompletableFuture<Bytes> answer = new CompletableFuture<>();
        answers.add(answer);
        Thread.startVirtualThread(() -> {
          try {
            Bytes report = device.report(digest).report();
            answer.complete(report.slice(0x50, 0x90).equals(digest) ? digest : Bytes.EMPTY);
          } catch (TsmException e) {
            answer.completeExceptionally(e);
          }
        });
      }
      for (CompletableFuture<Bytes> answer : answers) {
        assertThat(answer.get(10, TimeUnit.SECONDS).length()).isEqualTo(64);
      }
    }
    assertThat(kernel.entries()).isZero();
  }

  @Test
  void anInterruptEndsTheWaiting() throws Exception {
    try (TsmDevice device = device()) {
      kernel.gate.drainPermits();
      CompletableFuture<TsmFailure> failure = new CompletableFuture<>();
      Thread caller =
          Thread.startVirtualThread(() -> {
            try {
              device.report(DIGEST);
            } catch (TsmException e) {
              failure.complete(e.failure());
            }
          });
      caller.interrupt();
      assertThat(failure.get(10, TimeUnit.SECONDS)).isEqualTo(new TsmFailure.Interrupted());
      kernel.gate.release(1000);
    }
  }

  @Test
  void isClosedForGood() throws Exception {
    TsmDevice device = device();
    device.close();
    assertThatThrownBy(() -> device.report(DIGEST))
        .isInstanceOfSatisfying(
            TsmException.class, e -> assertThat(e.failure()).isEqualTo(new TsmFailure.Closed()));
  }
}
