// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Documents of the simulated device have the genuine format, and nobody's root but their own.
class SimulatedDeviceTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private static final Bytes KEY = Bytes.utf8("a key");
  private static final Bytes DATA = Bytes.utf8("some data");

  @TempDir private Path folder = Path.of("");
  private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
  private final Verifier verifier =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));
  private final SecureRandom random = new SecureRandom();
  private Path runtimeJar = Path.of("");
  private Path applicationJar = Path.of("");

  @BeforeEach
  void writeJars() throws Exception {
    runtimeJar = Files.writeString(folder.resolve("runtime.jar"), "the runtime");
    applicationJar = Files.writeString(folder.resolve("application.jar"), "the application");
  }

  private SimulatedDevice device() throws Exception {
    return new SimulatedDevice(image(), SimulatedRoot.generate(NOW, random), now::get, random);
  }

  private SimulatedImage image() throws Exception {
    return SimulatedImage.of(List.of(runtimeJar), List.of(applicationJar), Bytes.EMPTY);
  }

  private static TrustAnchor anchor(SimulatedDevice device) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(device.root().toByteArray());
    return new TrustAnchor("simulated", Bytes.copyOf(digest), true);
  }

  @Test
  void makesDocumentsThatAreGenuineUnderItsOwnRootOnly() throws Exception {
    SimulatedDevice device = device();
    Bytes nonce = Bytes.utf8("a nonce");
    NitroDocument document =
        (NitroDocument) Evidence.parse(device.attest(KEY, DATA, Optional.of(nonce)));
    assertThat(document.publicKey().value()).contains(KEY);
    assertThat(document.userData().value()).contains(DATA);
    assertThat(document.nonce().value()).contains(nonce);
    assertThat(document.pcrs()).containsAllEntriesOf(image().pcrs());

    Verdict own = verifier.inspect(document, List.of(anchor(device)), AppraisalTime.live(now::get));
    assertThat(own.firstFailure()).isEmpty();
    assertThat(own.genuine()).isTrue();
    assertThat(own.simulated()).isTrue();
    Verdict amazons =
        verifier.inspect(document, List.of(NitroPolicy.AWS_ROOT_G1), AppraisalTime.live(now::get));
    assertThat(amazons.genuine()).isFalse();
    assertThat(amazons.simulated()).isTrue();
    TrustAnchor unlabelled = new TrustAnchor("mine", anchor(device).sha256(), false);
    assertThat(
            verifier
                .inspect(document, List.of(unlabelled), AppraisalTime.live(now::get))
                .simulated())
        .as("the label can't be left off")
        .isTrue();
    Verdict otherDevices =
        verifier.inspect(document, List.of(anchor(device())), AppraisalTime.live(now::get));
    assertThat(otherDevices.genuine()).isFalse();
  }

  @Test
  void renewsItsLeafBeforeItEnds() throws Exception {
    SimulatedDevice device = device();
    for (int hour = 0; hour < 24; hour++) {
      now.set(NOW.plusSeconds(3600L * hour));
      Evidence document = Evidence.parse(device.attest(KEY, DATA, Optional.empty()));
      assertThat(
              verifier
                  .inspect(document, List.of(anchor(device)), AppraisalTime.live(now::get))
                  .firstFailure())
          .isEmpty();
    }
  }

  @Test
  void extendsAndLocksAsAGenuineModuleDoes() throws Exception {
    SimulatedDevice device = device();
    Registers registers = device.registers().orElseThrow();
    Bytes once = registers.extend(16, DATA);
    assertThat(once).isEqualTo(Pcrs.extended(DATA));
    assertThat(shown(device)).as("only locked ones are shown").doesNotContainKey(16);
    Bytes twice = registers.extend(16, DATA);
    registers.lock(16);
    assertThat(shown(device)).containsEntry(16, twice).doesNotContainEntry(16, once);
    assertThatThrownBy(() -> registers.extend(16, DATA)).hasMessageContaining("locked");
    assertThatThrownBy(() -> registers.extend(0, DATA)).hasMessageContaining("locked");
    assertThatThrownBy(() -> registers.extend(32, DATA)).hasMessageContaining("no PCR");
    assertThatThrownBy(() -> registers.lock(-1)).hasMessageContaining("no PCR");
    assertThatThrownBy(() -> registers.extend(17, Bytes.zeros(0x1001)))
        .isInstanceOf(DeviceException.class);
  }

  private static SortedMap<Integer, Bytes> shown(SimulatedDevice device) throws Exception {
    return NitroDocument.parse(device.attest(KEY, DATA, Optional.empty())).pcrs();
  }

  @Test
  void measuresTheConfiguration() throws Exception {
    Bytes one = Bytes.utf8("{}");
    SimulatedImage with = SimulatedImage.of(List.of(runtimeJar), List.of(applicationJar), one);
    assertThat(with.pcrs().get(0)).isNotEqualTo(image().pcrs().get(0));
    assertThat(with.pcrs().get(1)).isEqualTo(image().pcrs().get(1));
    assertThat(with.pcrs().get(2)).isNotEqualTo(image().pcrs().get(2));
  }

  @Test
  void measuresEachByteAndName() throws Exception {
    SimulatedImage before = image();
    Files.writeString(applicationJar, "the applicatioN");
    SimulatedImage changed = image();
    assertThat(changed.pcrs().get(0)).isNotEqualTo(before.pcrs().get(0));
    assertThat(changed.pcrs().get(1)).isEqualTo(before.pcrs().get(1));
    assertThat(changed.pcrs().get(2)).isNotEqualTo(before.pcrs().get(2));
    Files.writeString(runtimeJar, "the runtimethe ");
    Files.writeString(applicationJar, "application");
    assertThat(image().pcrs().get(0)).isNotEqualTo(before.pcrs().get(0));
  }

  @Test
  void refusesFieldsThatAreTooLong() throws Exception {
    SimulatedDevice device = device();
    device.attest(Bytes.zeros(1024), Bytes.zeros(1024), Optional.of(Bytes.zeros(1024)));
    assertThatThrownBy(() -> device.attest(Bytes.zeros(1025), DATA, Optional.empty()))
        .isInstanceOf(DeviceException.class);
  }

  @Test
  void givesRandomnessOfItsOwnGenerator() throws Exception {
    SimulatedDevice device = device();
    byte[] first = device.randomness();
    assertThat(first).hasSize(256);
    assertThat(device.randomness()).isNotEqualTo(first);
  }
}
