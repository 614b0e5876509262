// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;
import dev.strongroom.enclave.runtime.nsm.ModuleDevice;
import dev.strongroom.enclave.runtime.nsm.Nsm;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An emulated Nitro Secure Module, whose documents have everything but a signature: this signs
/// what they say under the simulation's root. PCRs, module, time, key, user data and nonce are
/// those that the module returned. Thread-safe.
///
/// It refuses documents that are signed: evidence of genuine hardware must not be told again under
/// a root that protects nothing.
public final class EmulatedDevice implements ModuleDevice {
  private static final Pattern MODULE = Pattern.compile("(i-[0-9a-f]{17})-enc[0-9a-f]{16}");
  private static final Bytes PROBE = Bytes.utf8("probe");

  private final ModuleDevice module;
  private final String moduleId;
  private final SimulatedSigner signer;

  private EmulatedDevice(ModuleDevice module, String moduleId, SimulatedSigner signer) {
    this.module = module;
    this.moduleId = moduleId;
    this.signer = signer;
  }

  /// A layer over an emulated module.
  ///
  /// @throws DeviceException if the module's documents are signed, or make no sense
  public static EmulatedDevice over(ModuleDevice module, SimulatedRoot root, SecureRandom random)
      throws DeviceException {
    NitroDocument document = unsigned(module.attest(PROBE, PROBE, Optional.empty()));
    Matcher id = MODULE.matcher(document.moduleId());
    if (!id.matches()) {
      throw new DeviceException("the emulated module's name is none of an enclave");
    }
    return new EmulatedDevice(
        module,
        document.moduleId(),
        new SimulatedSigner(root, id.group(1), document.moduleId(), document.timestamp(), random));
  }

  @Override
  public String name() {
    return "emulated Nitro Secure Module";
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public Nsm nsm() {
    return module.nsm();
  }

  @Override
  public Optional<Registers> registers() {
    return module.registers();
  }

  @Override
  public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
      throws DeviceException {
    NitroDocument said = unsigned(module.attest(publicKey, userData, nonce));
    if (!said.publicKey().value().equals(Optional.of(publicKey))
        || !said.userData().value().equals(Optional.of(userData))
        || !said.nonce().value().equals(nonce)) {
      throw new DeviceException("the emulated module's document says something else than asked");
    }
    if (!said.moduleId().equals(moduleId)) {
      throw new DeviceException("the emulated module has another name now");
    }
    return signer.document(said.timestamp(), said.pcrs(), publicKey, userData, nonce);
  }

  private static NitroDocument unsigned(Bytes evidence) throws DeviceException {
    NitroDocument document;
    try {
      document = NitroDocument.parse(evidence);
    } catch (MalformedEvidenceException e) {
      throw new DeviceException("the emulated module's document is malformed: " + e.getMessage());
    }
    if (!document.envelope().signature().isAllZero() || !document.certificate().isAllZero()) {
      throw new DeviceException(
          "the module signs its documents, so this is no emulated machine: an image with simulated"
              + " evidence doesn't start on genuine hardware");
    }
    return document;
  }
}
