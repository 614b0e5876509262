// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Field;
import dev.strongroom.attestation.nitro.NitroDocument;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// All commands, from the typed call to the bytes in the driver's hands and back.
class NsmDeviceTest {
  private final FakeDevice device = new FakeDevice();
  private NsmDevice nsm;

  @BeforeEach
  void open() throws NsmException {
    nsm = NsmDevice.open(device, NsmDevice.NODE);
  }

  @AfterEach
  void closesOnce() {
    nsm.close();
    nsm.close();
    assertThat(device.closed).containsExactly(FakeDevice.FD);
  }

  private static NsmFailure failure(ThrowingCallable command) {
    List<NsmFailure> failures = new java.util.ArrayList<>();
    assertThatThrownBy(command)
        .isInstanceOfSatisfying(NsmException.class, e -> failures.add(e.failure()))
        .satisfies(e -> assertThat(e).hasMessage(failures.getFirst().describe()));
    assertThat(failures.getFirst().code()).startsWith("nsm-");
    return failures.getFirst();
  }

  private static NsmFailure refused(NsmError error) {
    return new NsmFailure.Refused(error);
  }

  @Test
  void describesItself() throws Exception {
    NsmDescription description = nsm.describe();
    assertThat(description.version()).hasToString("1.0.0");
    assertThat(description.moduleId()).isEqualTo(FakeNsm.MODULE_ID);
    assertThat(description.maxPcrs()).isEqualTo(32);
    assertThat(description.lockedPcrs())
        .isEqualTo(new TreeSet<>(IntStream.range(0, 16).boxed().toList()));
    assertThat(description.digest()).isEqualTo("SHA384");
    assertThatThrownBy(() -> description.lockedPcrs().add(16))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void extendsAndLocks() throws Exception {
    assertThat(nsm.describePcr(16)).isEqualTo(new PcrState(false, Bytes.zeros(48)));
    byte[] once = FakeNsm.extended(new byte[48], new byte[] {1, 2, 3});
    assertThat(nsm.extendPcr(16, Bytes.fromHex("010203"))).isEqualTo(Bytes.copyOf(once));
    Bytes twice = Bytes.copyOf(FakeNsm.extended(once, new byte[0]));
    assertThat(nsm.extendPcr(16, Bytes.EMPTY)).isEqualTo(twice);
    assertThat(nsm.describePcr(16)).isEqualTo(new PcrState(false, twice));
    nsm.lockPcr(16);
    assertThat(nsm.describePcr(16)).isEqualTo(new PcrState(true, twice));
    assertThat(failure(() -> nsm.extendPcr(16, Bytes.EMPTY)))
        .isEqualTo(refused(NsmError.READ_ONLY_INDEX));
    assertThat(failure(() -> nsm.lockPcr(16))).isEqualTo(refused(NsmError.READ_ONLY_INDEX));
    nsm.lockPcrs(20);
    nsm.lockPcrs(0);
    assertThat(nsm.describe().lockedPcrs()).hasSize(20).contains(19);
  }

  @Test
  void guardsWhatIsMeasuredAtBoot() {
    for (int index = 0; index < 16; index++) {
      int locked = index;
      assertThat(failure(() -> nsm.extendPcr(locked, Bytes.utf8("x"))))
          .isEqualTo(refused(NsmError.READ_ONLY_INDEX));
    }
    assertThat(failure(() -> nsm.describePcr(32))).isEqualTo(refused(NsmError.INVALID_INDEX));
    assertThat(failure(() -> nsm.extendPcr(32, Bytes.EMPTY)))
        .isEqualTo(refused(NsmError.INVALID_INDEX));
    assertThat(failure(() -> nsm.lockPcr(65_535))).isEqualTo(refused(NsmError.INVALID_INDEX));
    assertThat(failure(() -> nsm.lockPcrs(33))).isEqualTo(refused(NsmError.INVALID_INDEX));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536, Integer.MIN_VALUE})
  void numbersAreSixteenBits(int number) {
    for (ThrowingCallable command :
        List.<ThrowingCallable>of(
            () -> nsm.describePcr(number),
            () -> nsm.extendPcr(number, Bytes.EMPTY),
            () -> nsm.lockPcr(number),
            () -> nsm.lockPcrs(number))) {
      assertThatThrownBy(command).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(device.requests).isEmpty();
  }

  @Test
  void attests() throws Exception {
    nsm.extendPcr(20, Bytes.utf8("application"));
    NitroDocument plain = NitroDocument.parse(nsm.attest(DocumentRequest.PLAIN));
    assertThat(plain.pcrs()).hasSize(16);
    assertThat(List.of(plain.publicKey(), plain.userData(), plain.nonce()))
        .allMatch(Field.Null.class::isInstance);

    nsm.lockPcr(20);
    Bytes big = Bytes.zeros(1024);
    DocumentRequest request =
        DocumentRequest.PLAIN
            .withNonce(Bytes.utf8("fresh"))
            .withUserData(Bytes.EMPTY)
            .withPublicKey(big);
    NitroDocument full = NitroDocument.parse(nsm.attest(request));
    assertThat(full.moduleId()).isEqualTo(nsm.describe().moduleId());
    assertThat(full.nonce()).isEqualTo(new Field.Value(Bytes.utf8("fresh")));
    assertThat(full.userData()).isEqualTo(new Field.Value(Bytes.EMPTY));
    assertThat(full.publicKey()).isEqualTo(new Field.Value(big));
    assertThat(full.pcrs()).containsEntry(20, nsm.describePcr(20).value());
    NitroDocument.parse(nsm.attest(new DocumentRequest(big, big, big)));
  }

  @Test
  void givesRandomBytes() throws Exception {
    byte[] first = nsm.random();
    assertThat(first).hasSize(256);
    assertThat(nsm.random()).isNotEqualTo(first);
  }

  @Test
  void tooLargeARequestIsNotSent() throws Exception {
    int overhead = NsmProtocol.extendPcrRequest(16, Bytes.zeros(4000)).length() - 4000;
    nsm.extendPcr(16, Bytes.zeros(0x1000 - overhead));
    device.requests.clear();
    assertThat(failure(() -> nsm.extendPcr(16, Bytes.zeros(0x1001 - overhead))))
        .isEqualTo(new NsmFailure.RequestTooLarge(0x1001));
    assertThat(failure(() -> nsm.attest(DocumentRequest.PLAIN.withNonce(Bytes.zeros(5000)))))
        .isInstanceOf(NsmFailure.RequestTooLarge.class);
    assertThat(device.requests).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void namesEveryError(NsmError error) {
    device.module = request -> FakeNsm.error(error.wireName());
    assertThat(failure(nsm::describe)).isEqualTo(refused(error));
    assertThat(failure(() -> nsm.lockPcr(1))).isEqualTo(refused(error));
  }

  @Test
  void anUnknownErrorIsARefusalToo() {
    device.module = request -> FakeNsm.error("OutOfCheese");
    assertThat(failure(nsm::random)).isEqualTo(new NsmFailure.RefusedOtherwise("OutOfCheese"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 5, 19, 25, 61, 110})
  void theKernelsErrorsComeThrough(int errno) {
    device.ioctlResult = -errno;
    assertThat(failure(() -> nsm.extendPcr(16, Bytes.EMPTY)))
        .isEqualTo(new NsmFailure.DeviceUnavailable("ioctl", errno));
    assertThat(device.requests).as("never repeated").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 0x3001, Long.MIN_VALUE, 1})
  void lengthsMayLie(long claimed) {
    device.claimedLength = claimed;
    assertThat(failure(nsm::random)).isInstanceOf(NsmFailure.MalformedResponse.class);
  }

  @Test
  void responsesThatAreCutOffAreMalformed() {
    device.module =
        request ->
            FakeNsm.answer(
                "GetRandom",
                com.upokecenter.cbor.CBORObject.NewMap().Add("random", new byte[0x3000]));
    assertThat(failure(nsm::random))
        .isInstanceOfSatisfying(
            NsmFailure.MalformedResponse.class,
            malformed -> assertThat(malformed.rule()).isEqualTo("cbor.length"));
  }
}
