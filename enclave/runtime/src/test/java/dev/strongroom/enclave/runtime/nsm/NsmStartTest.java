// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import com.upokecenter.cbor.CBORType;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.NitroDocument;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// An enclave starts on a module that is as it has to be, and on no other.
class NsmStartTest {
  private static final Bytes DATA = Bytes.utf8("configuration");

  private final FakeDevice device = new FakeDevice();
  private final FakeNsm module = new FakeNsm();

  NsmStartTest() {
    device.module = module::answer;
  }

  private static void failsWith(NsmFailure failure, ThrowingCallable code) {
    assertThatThrownBy(code)
        .isInstanceOfSatisfying(NsmException.class, e -> assertThat(e.failure()).isEqualTo(failure))
        .hasMessage(failure.describe());
  }

  private NsmDevice start() throws NsmException {
    return NsmStart.open(device, NsmDevice.NODE);
  }

  /// A module that answers DescribeNSM so, and everything else as the fake one does.
  private void describes(int pcrs, String digest, IntStream locked) {
    CBORObject list = CBORObject.NewArray();
    locked.forEach(list::Add);
    byte[] description =
        FakeNsm.answer(
            "DescribeNSM",
            CBORObject.NewOrderedMap()
                .Add("digest", digest)
                .Add("max_pcrs", pcrs)
                .Add("module_id", FakeNsm.MODULE_ID)
                .Add("locked_pcrs", list)
                .Add("version_major", 1)
                .Add("version_minor", 0)
                .Add("version_patch", 0));
    answers("DescribeNSM", _ -> description);
  }

  /// Answers the commands of that name so, and all others as the fake module does.
  private void answers(String command, UnaryOperator<byte[]> answer) {
    UnaryOperator<byte[]> before = device.module;
    device.module =
        request -> {
          CBORObject decoded = CBORObject.DecodeFromBytes(request);
          String name =
              decoded.getType() == CBORType.Map
                  ? decoded.getKeys().iterator().next().AsString()
                  : decoded.AsString();
          return name.equals(command) ? answer.apply(request) : before.apply(request);
        };
  }

  @Test
  void startsOnAModuleAsItShouldBe() throws Exception {
    try (NsmDevice nsm = start()) {
      assertThat(device.mode).isEqualTo(0600);
      assertThat(NsmStart.check(nsm).moduleId()).isEqualTo(FakeNsm.MODULE_ID);
    }
    // The node was taken away before the module was asked for anything.
    assertThat(device.requests).hasSize(2);
  }

  @Test
  void doesNotStartWhereOthersCanSpeakToTheModule() {
    device.chmodResult = -1;
    failsWith(new NsmFailure.NodeOpenToOthers(), this::start);
    assertThat(device.requests).isEmpty();
    assertThat(device.closed).containsExactly(FakeDevice.FD);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 65_535})
  void doesNotStartOnAnotherNumberOfPcrs(int pcrs) {
    describes(pcrs, "SHA384", IntStream.range(0, 16));
    failsWith(new NsmFailure.UnexpectedModule(pcrs + " PCRs instead of 32"), this::start);
    assertThat(device.closed).containsExactly(FakeDevice.FD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHA256", "SHA512", "sha384", "SHA384 "})
  void doesNotStartOnAnotherDigest(String digest) {
    describes(32, digest, IntStream.range(0, 16));
    failsWith(new NsmFailure.UnexpectedModule("another digest than SHA384"), this::start);
    assertThat(device.closed).containsExactly(FakeDevice.FD);
  }

  @Test
  void doesNotStartWhereMeasurementsCanChange() {
    for (int open = 0; open < 16; open++) {
      int unlocked = open;
      device.module = module::answer;
      describes(32, "SHA384", IntStream.range(0, 20).filter(i -> i != unlocked));
      failsWith(new NsmFailure.UnexpectedPcr(open, "isn't locked"), this::start);
      device.closed.clear();
    }
    describes(32, "SHA384", IntStream.empty());
    failsWith(new NsmFailure.UnexpectedPcr(0, "isn't locked"), this::start);
    device.closed.clear();
    describes(32, "SHA384", IntStream.rangeClosed(0, 32));
    failsWith(new NsmFailure.UnexpectedModule("it locks 32, which there can't be"), this::start);
  }

  @Test
  void closesTheDeviceThatDoesNotAnswer() {
    device.ioctlResult = -110;
    failsWith(new NsmFailure.DeviceUnavailable("ioctl", 110), this::start);
    assertThat(device.closed).containsExactly(FakeDevice.FD);
  }

  @Test
  void whatTheApplicationMeasuresIsInEveryDocument() throws Exception {
    try (NsmDevice nsm = start()) {
      Bytes value = NsmStart.measure(nsm, 16, DATA);
      assertThat(value).isEqualTo(Bytes.copyOf(FakeNsm.extended(new byte[48], DATA.toByteArray())));
      NitroDocument document =
          NitroDocument.parse(new NitroDevice(nsm).attest(DATA, DATA, Optional.empty()));
      assertThat(document.pcrs().get(16)).isEqualTo(value);
      assertThat(document.pcrs()).doesNotContainKey(17);
      failsWith(
          new NsmFailure.UnexpectedPcr(16, "was used before"),
          () -> NsmStart.measure(nsm, 16, DATA));
    }
  }

  @Test
  void measuresIntoUnusedPcrsOnly() throws Exception {
    try (NsmDevice nsm = start()) {
      nsm.extendPcr(20, Bytes.utf8("somebody else"));
      nsm.lockPcr(21);
      for (int used : List.of(20, 21)) {
        failsWith(
            new NsmFailure.UnexpectedPcr(used, "was used before"),
            () -> NsmStart.measure(nsm, used, DATA));
      }
      for (int index : List.of(-1, 0, 15, 32)) {
        assertThatThrownBy(() -> NsmStart.measure(nsm, index, DATA))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void seesWhoeverMeasuresInBetween() throws Exception {
    try (NsmDevice nsm = start()) {
      answers(
          "LockPCR",
          request -> {
            CBORObject extend =
                CBORObject.NewMap()
                    .Add(
                        "ExtendPCR",
                        CBORObject.NewMap().Add("index", 18).Add("data", new byte[] {1}));
            module.answer(extend.EncodeToBytes());
            return module.answer(request);
          });
      failsWith(
          new NsmFailure.UnexpectedPcr(18, "has another value than was measured"),
          () -> NsmStart.measure(nsm, 18, DATA));
    }
  }

  @Test
  void seesAModuleThatDoesNotLock() throws Exception {
    try (NsmDevice nsm = start()) {
      answers("LockPCR", _ -> CBORObject.FromObject("LockPCR").EncodeToBytes());
      failsWith(
          new NsmFailure.UnexpectedPcr(19, "isn't locked"), () -> NsmStart.measure(nsm, 19, DATA));
    }
  }
}
