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
import dev.strongroom.enclave.runtime.nsm.EmulatedModule;
import dev.strongroom.enclave.runtime.nsm.ModuleDevice;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Over a module that signs nothing, as QEMU's; over one that signs, nothing.
class EmulatedDeviceTest {
  private static final Bytes KEY = Bytes.utf8("a key");
  private static final Bytes DATA = Bytes.utf8("some data");
  private static final Optional<Bytes> NONCE = Optional.of(Bytes.utf8("a nonce"));

  private final SecureRandom random = new SecureRandom();
  private final SimulatedRoot root = SimulatedRoot.generate(EmulatedModule.TIME, random);

  private EmulatedDevice over(ModuleDevice module) throws DeviceException {
    return EmulatedDevice.over(module, root, random);
  }

  @Test
  void signsWhatTheModuleSays() throws Exception {
    ModuleDevice module = EmulatedModule.device();
    EmulatedDevice device = over(module);
    assertThat(device.simulated()).isTrue();
    for (Optional<Bytes> nonce : List.of(NONCE, Optional.<Bytes>empty())) {
      NitroDocument said = NitroDocument.parse(module.attest(KEY, DATA, nonce));
      NitroDocument document = (NitroDocument) Evidence.parse(device.attest(KEY, DATA, nonce));
      assertThat(document.pcrs()).isEqualTo(said.pcrs()).hasSize(16);
      assertThat(document.moduleId()).isEqualTo(said.moduleId());
      assertThat(document.timestamp()).isEqualTo(EmulatedModule.TIME);
      assertThat(document.publicKey().value()).contains(KEY);
      assertThat(document.userData().value()).contains(DATA);
      assertThat(document.nonce().value()).isEqualTo(nonce);
      assertThat(inspected(document, anchor(root)).firstFailure()).isEmpty();
      assertThat(inspected(document, anchor(root)).genuine()).isTrue();
      assertThat(inspected(document, anchor(root)).simulated()).isTrue();
      assertThat(inspected(document, NitroPolicy.AWS_ROOT_G1).genuine()).isFalse();
      assertThat(inspected(said, anchor(root)).genuine()).isFalse();
    }
  }

  private static Verdict inspected(NitroDocument document, TrustAnchor anchor) {
    return Verifier.create(SignatureProvider.jdk(), PathCache.none())
        .inspect(document, List.of(anchor), AppraisalTime.live(() -> EmulatedModule.TIME));
  }

  private static TrustAnchor anchor(SimulatedRoot root) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(root.authority().certificate().toByteArray());
    return new TrustAnchor("simulated", Bytes.copyOf(digest), true);
  }

  @Test
  void extendsTheModulesRegisters() throws Exception {
    EmulatedDevice device = over(EmulatedModule.device());
    Registers registers = device.registers().orElseThrow();
    Bytes value = registers.extend(16, DATA);
    assertThat(value).isEqualTo(Pcrs.extended(DATA));
    assertThat(NitroDocument.parse(device.attest(KEY, DATA, NONCE)).pcrs()).doesNotContainKey(16);
    registers.lock(16);
    assertThat(NitroDocument.parse(device.attest(KEY, DATA, NONCE)).pcrs())
        .containsEntry(16, value);
    assertThat(device.nsm().describePcr(16).value()).isEqualTo(value);
    assertThatThrownBy(() -> registers.extend(0, DATA)).isInstanceOf(DeviceException.class);
  }

  @Test
  void refusesToTellSignedEvidenceAgain() throws Exception {
    SimulatedDevice signing =
        new SimulatedDevice(
            new SimulatedImage(new TreeMap<>()), root, () -> EmulatedModule.TIME, random);
    Bytes signed = signing.attest(KEY, DATA, NONCE);
    assertRefused(signed);
    // From the second document on it would be as wrong as from the first.
    AtomicReference<Bytes> instead = new AtomicReference<>(Bytes.EMPTY);
    EmulatedDevice device =
        over(EmulatedModule.telling(said -> instead.get().isEmpty() ? said : instead.get()));
    instead.set(signed);
    assertThatThrownBy(() -> device.attest(KEY, DATA, NONCE))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("signs its documents");
  }

  @Test
  void refusesRealHardwaresEvidence() throws Exception {
    Path folder = Path.of(System.getProperty("strongroom.vectors", "nowhere"), "nitro");
    if (!Files.isDirectory(folder)) {
      String message = "NOT TESTED: no real documents in " + folder;
      System.err.println(message);
      Assumptions.abort(message);
    }
    try (var files = Files.newDirectoryStream(folder, "*.cbor")) {
      int count = 0;
      for (Path file : files) {
        assertRefused(Bytes.copyOf(Files.readAllBytes(file)));
        count++;
      }
      assertThat(count).isPositive();
    }
  }

  private void assertRefused(Bytes signed) {
    assertThatThrownBy(() -> over(EmulatedModule.telling(_ -> signed)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("doesn't start on genuine hardware");
  }

  @Test
  void refusesASignatureWithoutCertificateAndTheReverse() throws Exception {
    Bytes signature =
        EmulatedModule.device().attest(KEY, DATA, NONCE); // ends with the signature's 64 zeros
    assertRefused(changed(signature, signature.length() - 1));
    int certificate = text(signature).indexOf("certificate") + "certificate".length();
    assertRefused(changed(signature, certificate + 10));
  }

  private static Bytes changed(Bytes document, int at) {
    byte[] bytes = document.toByteArray();
    assertThat(bytes[at]).isZero();
    bytes[at] = 1;
    return Bytes.copyOf(bytes);
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void refusesAModuleThatSaysSomethingElseThanAsked() throws Exception {
    AtomicReference<Bytes> instead = new AtomicReference<>(Bytes.EMPTY);
    ModuleDevice module =
        EmulatedModule.telling(said -> instead.get().isEmpty() ? said : instead.get());
    EmulatedDevice device = over(module);
    Bytes other = Bytes.utf8("another");
    for (Bytes document :
        List.of(
            module.attest(other, DATA, NONCE),
            module.attest(KEY, other, NONCE),
            module.attest(KEY, DATA, Optional.of(other)),
            module.attest(KEY, DATA, Optional.empty()))) {
      instead.set(document);
      assertThatThrownBy(() -> device.attest(KEY, DATA, NONCE))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("something else than asked");
      instead.set(Bytes.EMPTY);
    }
    instead.set(renamed(module.attest(KEY, DATA, NONCE), "i-1123456789abcdef0"));
    assertThatThrownBy(() -> device.attest(KEY, DATA, NONCE))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("another name");
  }

  @Test
  void refusesNamesAndDocumentsThatMakeNoSense() {
    assertThatThrownBy(
            () -> over(EmulatedModule.telling(said -> renamed(said, "j-0123456789abcdef0"))))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("none of an enclave");
    assertThatThrownBy(() -> over(EmulatedModule.telling(_ -> DATA)))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("malformed");
    assertThatThrownBy(() -> over(EmulatedModule.failing())).isInstanceOf(DeviceException.class);
  }

  private static Bytes renamed(Bytes document, String instance) {
    byte[] name = instance.getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = document.toByteArray();
    System.arraycopy(name, 0, bytes, text(document).indexOf("i-0123456789abcdef0"), name.length);
    return Bytes.copyOf(bytes);
  }

  @Test
  void givesTheModulesRandomness() throws Exception {
    EmulatedDevice device = over(EmulatedModule.device());
    byte[] first = device.randomness();
    assertThat(first).hasSize(256);
    assertThat(device.randomness()).isNotEqualTo(first);
  }
}
