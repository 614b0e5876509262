// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.enclave.runtime.DeviceException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The enclave's device over a module: what is to be bound gets into the document, failures come
/// out.
class NitroDeviceTest {
  private static final Bytes KEY = Bytes.utf8("key");
  private static final Bytes DATA = Bytes.utf8("data");

  @Test
  void bindsWhatItIsGiven() throws Exception {
    FakeDevice calls = new FakeDevice();
    try (NsmDevice nsm = NsmDevice.open(calls, NsmDevice.NODE)) {
      NitroDevice device = new NitroDevice(nsm);
      assertThat(device.simulated()).isFalse();
      for (Optional<Bytes> nonce : List.of(Optional.of(Bytes.utf8("n")), Optional.<Bytes>empty())) {
        NitroDocument document = NitroDocument.parse(device.attest(KEY, DATA, nonce));
        assertThat(document.publicKey().value()).contains(KEY);
        assertThat(document.userData().value()).contains(DATA);
        assertThat(document.nonce().value()).isEqualTo(nonce);
      }
    }
  }

  @Test
  void saysWhyThereIsNoDocument() throws Exception {
    FakeDevice calls = new FakeDevice();
    try (NsmDevice nsm = NsmDevice.open(calls, NsmDevice.NODE)) {
      NitroDevice device = new NitroDevice(nsm);
      assertThatThrownBy(() -> device.attest(Bytes.zeros(5000), DATA, Optional.empty()))
          .isInstanceOf(DeviceException.class);
      calls.ioctlResult = -5;
      assertThatThrownBy(() -> device.attest(KEY, DATA, Optional.empty()))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("made no document");
    }
  }

  @Test
  void givesTheModulesRandomnessOrSaysThatThereIsNone() throws Exception {
    FakeDevice calls = new FakeDevice();
    try (NsmDevice nsm = NsmDevice.open(calls, NsmDevice.NODE)) {
      NitroDevice device = new NitroDevice(nsm);
      byte[] first = device.randomness();
      assertThat(first.length).isGreaterThanOrEqualTo(64);
      assertThat(device.randomness()).isNotEqualTo(first);
      calls.ioctlResult = -5;
      assertThatThrownBy(device::randomness)
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("no randomness");
    }
  }
}
